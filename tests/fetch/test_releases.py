"""The registry names official addresses only, and each file once."""

from __future__ import annotations

from pathlib import Path

import pytest

from ihanalysis.errors import BadFileError, UnknownChoiceError
from ihanalysis.sources.fetching.releases import official, read_registry

GOOD = """hosts = ["www.gov.uk"]
[[release]]
publication = "rough_sleeping"
release = "autumn 2025"
file = "snapshot.ods"
url = "https://www.gov.uk/snapshot.ods"
page = "https://www.gov.uk/snapshot"
"""


def problems(tmp_path: Path, text: str) -> str:
    path = tmp_path / "releases.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadFileError) as caught:
        read_registry(path)
    return str(caught.value)


def test_every_address_is_a_publishers_own() -> None:
    assert official().hosts == {
        "assets.publishing.service.gov.uk",
        "files.digital.nhs.uk",
        "www.gov.uk",
        "www.ons.gov.uk",
    }
    assert {release.host for release in official().releases} < official().hosts


def test_no_two_releases_share_an_address() -> None:
    urls = [release.url for release in official().releases]
    assert len(urls) == len(set(urls))


def test_every_page_is_a_publishers_own() -> None:
    hosts = ("https://www.gov.uk/", "https://www.ons.gov.uk/", "https://digital.nhs.uk/")
    assert all(release.page.startswith(hosts) for release in official().releases)


def test_the_files_that_the_shipped_figures_wait_for_are_there() -> None:
    assert {"gp_registrations", "homeless_deaths", "rough_sleeping", "statutory_homelessness"} < set(
        official().publications
    )


def test_all_releases_are_given_where_no_publication_is_named() -> None:
    assert official().of(None) == official().releases


def test_a_near_miss_names_the_publication_meant() -> None:
    with pytest.raises(UnknownChoiceError, match="Did you mean 'asylum_support'"):
        official().of("asylum")


def test_a_good_registry_is_read(tmp_path: Path) -> None:
    path = tmp_path / "releases.toml"
    path.write_text(GOOD, encoding="utf-8")
    assert read_registry(path).of("rough_sleeping")[0].sha256 is None


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("https://www.gov.uk/snapshot.ods", "http://www.gov.uk/snapshot.ods", "expected an https address"),
        ("https://www.gov.uk/snapshot.ods", "https://github.com/snapshot.ods", "address at www.gov.uk"),
        ("https://www.gov.uk/snapshot.ods", "https://www.gov.uk@evil.example/s.ods", "at www.gov.uk"),
        ('"snapshot.ods"', '"../snapshot.ods"', "column file: found '../snapshot.ods'"),
        ('"snapshot.ods"', '"snapshot.exe"', "column file: found 'snapshot.exe'"),
        ('"rough_sleeping"', '"../raw"', "column publication: found '../raw'"),
        ('release = "autumn 2025"\n', "", "column release: found ''; expected text"),
        ('"autumn 2025"', "2025", "column release: found 2025; expected text"),
        ('"autumn 2025"', '"autumn 2025"\nsha256 = "abc"', "expected 64 hexadecimal digits"),
        ('"autumn 2025"', '"autumn 2025"\nsha = "abc"', "column sha: found a column of this name"),
        ("hosts = ", "hosts == ", "expected a registry in TOML"),
    ],
)
def test_a_bad_registry_says_what_is_wrong(tmp_path: Path, old: str, new: str, problem: str) -> None:
    assert problem in problems(tmp_path, GOOD.replace(old, new))


def test_a_file_named_twice_is_refused(tmp_path: Path) -> None:
    twice = GOOD + GOOD.removeprefix('hosts = ["www.gov.uk"]\n')
    assert "row release 2, column file: found rough_sleeping/snapshot.ods a second time" in problems(tmp_path, twice)
