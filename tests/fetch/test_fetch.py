"""Fetching takes official files whole, checked and as recorded, and leaves nothing else behind."""

from __future__ import annotations

import errno
import gzip
import io
import json
import logging
import stat
import subprocess
import sys
import zipfile
from hashlib import sha256
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pooch
import pytest
from publishing import PAGE, Desk, Publisher, says

from ihanalysis.errors import BadFileError, UnknownChoiceError
from ihanalysis.sources.fetching.download import Limits, session_for
from ihanalysis.sources.fetching.fetch import STATUSES, read_lock, results_table
from ihanalysis.sources.fetching.releases import Registry, Release

FIGURES = b"code,count\nE92000001,4793\n"
REVISED = b"code,count\nE92000001,4795\nE12000007,1277\n"
LATE = {"Last-Modified": "Thu, 26 Feb 2026 09:30:00 GMT"}
LOCK = "releases.lock.json"
TAKEN = [LOCK, "rough_sleeping", "rough_sleeping/official", "rough_sleeping/official/a.csv"]


def digest(content: bytes) -> str:
    return sha256(content).hexdigest()


def zipped(*members: tuple[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return made.getvalue()


# What is taken


def test_a_file_is_taken_whole_and_recorded(desk: Desk, publisher: Publisher) -> None:
    publisher.serves("/a.csv", FIGURES, headers=LATE)
    (result,) = desk.fetch(publisher, "a.csv")
    assert (result.status, result.bytes, result.sha256) == ("new", len(FIGURES), digest(FIGURES))
    assert desk.path("a.csv").read_bytes() == FIGURES
    assert desk.everything == TAKEN
    record = read_lock(desk.lock)["rough_sleeping/a.csv"]
    assert record.sha256 == digest(FIGURES)
    assert record.modified == LATE["Last-Modified"]
    assert record.url == publisher.url("/a.csv")


def test_a_file_that_is_there_already_changes_nothing(desk: Desk, publisher: Publisher) -> None:
    publisher.answers("/a.csv", says(FIGURES), says(FIGURES, headers=LATE))
    desk.fetch(publisher, "a.csv")
    lock, written = desk.lock.read_bytes(), desk.path("a.csv").stat().st_mtime_ns
    (result,) = desk.fetch(publisher, "a.csv")
    assert result.status == "unchanged"
    assert desk.lock.read_bytes() == lock
    assert desk.path("a.csv").stat().st_mtime_ns == written


def test_a_file_lost_from_the_folder_comes_back_as_recorded(desk: Desk, publisher: Publisher) -> None:
    publisher.serves("/a.csv", FIGURES)
    desk.fetch(publisher, "a.csv")
    lock = desk.lock.read_bytes()
    desk.path("a.csv").unlink()
    (result,) = desk.fetch(publisher, "a.csv")
    assert result.status == "new"
    assert desk.path("a.csv").read_bytes() == FIGURES
    assert desk.lock.read_bytes() == lock


def test_a_file_dropped_in_by_hand_is_recorded_when_it_is_the_published_one(desk: Desk, publisher: Publisher) -> None:
    publisher.serves("/a.csv", FIGURES)
    desk.path("a.csv").parent.mkdir(parents=True)
    desk.path("a.csv").write_bytes(FIGURES)
    (result,) = desk.fetch(publisher, "a.csv")
    assert result.status == "unchanged"
    assert read_lock(desk.lock)["rough_sleeping/a.csv"].sha256 == digest(FIGURES)


def test_a_file_taken_can_be_read_by_those_who_can_read_its_folder(desk: Desk, publisher: Publisher) -> None:
    publisher.serves("/a.csv", FIGURES)
    desk.fetch(publisher, "a.csv")
    assert stat.S_IMODE(desk.path("a.csv").stat().st_mode) == stat.S_IMODE(desk.lock.stat().st_mode)


def test_a_sound_archive_is_taken(desk: Desk, publisher: Publisher) -> None:
    publisher.serves("/map.zip", zipped(("map.csv", FIGURES)))
    (result,) = desk.fetch(publisher, "map.zip")
    assert result.status == "new"


def test_progress_is_told_after_every_piece(desk: Desk, publisher: Publisher) -> None:
    body = b"code,count\n" + b"E92000001,1\n" * 20_000
    publisher.serves("/a.csv", body)
    told: list[tuple[str, int, int | None]] = []
    desk.fetch(publisher, "a.csv", progress=lambda release, done, of: told.append((release.file, done, of)))
    assert len(told) > 1
    assert [done for _, done, _ in told] == sorted({done for _, done, _ in told})
    assert told[-1] == ("a.csv", len(body), len(body))


def test_a_file_is_not_in_its_place_before_it_is_whole(desk: Desk, publisher: Publisher) -> None:
    publisher.serves("/a.csv", FIGURES)
    seen: list[str] = []
    desk.fetch(publisher, "a.csv", progress=lambda *_: seen.extend(desk.everything))
    # In the same folder, so on the same disk: the last step is a rename and cannot be half done.
    assert len(seen) == 2
    assert all(path.startswith(".fetch-") for path in seen)


def test_progress_knows_no_total_where_the_server_declares_none(desk: Desk, publisher: Publisher) -> None:
    publisher.serves("/a.csv", FIGURES, length=None)
    told: list[int | None] = []
    (result,) = desk.fetch(publisher, "a.csv", progress=lambda release, done, of: told.append(of))
    assert (result.status, told) == ("new", [None])


def test_an_answer_compressed_on_the_way_is_taken_as_published(desk: Desk, publisher: Publisher) -> None:
    publisher.serves("/a.csv", gzip.compress(FIGURES), headers={"Content-Encoding": "gzip"})
    told: list[int | None] = []
    (result,) = desk.fetch(publisher, "a.csv", progress=lambda release, done, of: told.append(of))
    assert (result.status, result.sha256) == ("new", digest(FIGURES))
    assert told == [None], "the length that was declared is the packed one"


def test_the_file_is_asked_for_as_published_and_by_name(desk: Desk, publisher: Publisher) -> None:
    asked: dict[str, str] = {}

    def answer(handler: BaseHTTPRequestHandler) -> None:
        asked.update(handler.headers)
        says(FIGURES)(handler)

    publisher.answers("/a.csv", answer)
    desk.fetch(publisher, "a.csv")
    assert asked["Accept-Encoding"] == "identity"
    assert asked["User-Agent"].startswith("ihanalysis/")


def test_a_redirect_within_the_publishers_hosts_is_followed(desk: Desk, publisher: Publisher) -> None:
    publisher.answers("/a.csv", says(status=302, headers={"Location": "/media/a.csv"}))
    publisher.serves("/media/a.csv", FIGURES)
    (result,) = desk.fetch(publisher, "a.csv")
    assert result.status == "new"


# What has been revised


def test_a_revised_file_is_shown_and_not_taken(desk: Desk, publisher: Publisher) -> None:
    publisher.answers("/a.csv", says(FIGURES), says(REVISED, headers=LATE))
    desk.fetch(publisher, "a.csv")
    lock = desk.lock.read_bytes()
    fetched = read_lock(desk.lock)["rough_sleeping/a.csv"].fetched
    (result,) = desk.fetch(publisher, "a.csv")
    assert (result.status, result.sha256) == ("revised", digest(REVISED))
    for said in (
        f"It was sha256 {digest(FIGURES)} ({len(FIGURES)} bytes, fetched {fetched})",
        f"it is sha256 {digest(REVISED)} ({len(REVISED)} bytes, fetched",
        f"dated {LATE['Last-Modified']}",
        PAGE,
    ):
        assert said in result.reason
    assert desk.path("a.csv").read_bytes() == FIGURES
    assert desk.lock.read_bytes() == lock
    assert desk.everything == TAKEN


def test_a_revision_is_taken_when_accepted(desk: Desk, publisher: Publisher) -> None:
    publisher.answers("/a.csv", says(FIGURES), says(REVISED))
    desk.fetch(publisher, "a.csv")
    (result,) = desk.fetch(publisher, "a.csv", accept_revised=True)
    assert result.status == "new"
    assert result.reason.startswith(f"A revision, taken. It was sha256 {digest(FIGURES)}")
    assert desk.path("a.csv").read_bytes() == REVISED
    assert read_lock(desk.lock)["rough_sleeping/a.csv"].sha256 == digest(REVISED)
    assert desk.fetch(publisher, "a.csv")[0].status == "unchanged"


def test_a_file_that_is_not_the_one_in_the_registry_is_not_taken(desk: Desk, publisher: Publisher) -> None:
    publisher.serves("/a.csv", REVISED)
    (result,) = desk.fetch(publisher, "a.csv", sha256=digest(FIGURES))
    assert result.status == "revised"
    assert f"It was sha256 {digest(FIGURES)} (in the registry)" in result.reason
    assert desk.everything == []


def test_the_file_in_the_registry_is_taken(desk: Desk, publisher: Publisher) -> None:
    publisher.serves("/a.csv", FIGURES)
    (result,) = desk.fetch(publisher, "a.csv", sha256=digest(FIGURES))
    assert result.status == "new"


def test_an_accepted_revision_outranks_the_registry(desk: Desk, publisher: Publisher) -> None:
    publisher.serves("/a.csv", REVISED)
    desk.fetch(publisher, "a.csv", sha256=digest(FIGURES), accept_revised=True)
    assert desk.fetch(publisher, "a.csv", sha256=digest(FIGURES))[0].status == "unchanged"


def test_a_file_dropped_in_by_hand_is_what_a_revision_is_compared_with(desk: Desk, publisher: Publisher) -> None:
    publisher.serves("/a.csv", REVISED)
    desk.path("a.csv").parent.mkdir(parents=True)
    desk.path("a.csv").write_bytes(FIGURES)
    (result,) = desk.fetch(publisher, "a.csv")
    assert result.status == "revised"
    assert f"It was sha256 {digest(FIGURES)} (in the folder)" in result.reason
    assert desk.path("a.csv").read_bytes() == FIGURES
    assert not desk.lock.exists()


@pytest.mark.parametrize("accept_revised", [False, True])
@pytest.mark.parametrize("published", [FIGURES, REVISED])
def test_a_file_that_the_analyst_has_changed_is_never_overwritten(
    desk: Desk, publisher: Publisher, published: bytes, accept_revised: bool
) -> None:
    publisher.answers("/a.csv", says(FIGURES), says(published))
    desk.fetch(publisher, "a.csv")
    desk.path("a.csv").write_bytes(b"mine\n")
    (result,) = desk.fetch(publisher, "a.csv", accept_revised=accept_revised)
    assert result.status == "failed"
    assert "is neither the file recorded nor the one now published" in result.reason
    assert desk.path("a.csv").read_bytes() == b"mine\n"


# What fails, and leaves nothing


@pytest.mark.parametrize("length", [len(FIGURES) + 1, len(FIGURES) + 100_000])
def test_a_file_cut_short_is_tried_again_and_then_refused(
    desk: Desk, publisher: Publisher, waits: list[float], length: int
) -> None:
    publisher.serves("/a.csv", FIGURES, length=length)
    (result,) = desk.fetch(publisher, "a.csv")
    assert result.status == "failed"
    missing = length - len(FIGURES)
    assert f"({len(FIGURES)} bytes read, {missing} more expected)" in result.reason
    assert len(publisher.asked) == 4
    assert waits == [1, 2, 3]
    assert desk.everything == []


def test_a_file_cut_short_once_is_taken_at_the_second_try(desk: Desk, publisher: Publisher) -> None:
    publisher.answers("/a.csv", says(FIGURES[:9], length=len(FIGURES)), says(FIGURES))
    (result,) = desk.fetch(publisher, "a.csv")
    assert (result.status, result.sha256) == ("new", digest(FIGURES))


@pytest.mark.parametrize("status", [500, 502, 503, 429, 408])
def test_a_passing_failure_is_tried_again(desk: Desk, publisher: Publisher, waits: list[float], status: int) -> None:
    publisher.answers("/a.csv", says(status=status), says(status=status), says(FIGURES))
    (result,) = desk.fetch(publisher, "a.csv")
    assert result.status == "new"
    assert waits == [1, 2]


def test_a_failure_that_lasts_is_given_up(desk: Desk, publisher: Publisher) -> None:
    publisher.serves("/a.csv", b"", status=503)
    (result,) = desk.fetch(publisher, "a.csv", limits=Limits(tries=3))
    assert result.status == "failed"
    assert "answered 503 Service Unavailable at each of 3 tries" in result.reason
    assert len(publisher.asked) == 3
    assert desk.everything == []


@pytest.mark.parametrize("status", [404, 403, 410, 204, 304])
def test_a_file_that_is_not_there_is_asked_for_once_and_its_page_named(
    desk: Desk, publisher: Publisher, status: int
) -> None:
    publisher.serves("/a.csv", b"", status=status, length=None)
    (result,) = desk.fetch(publisher, "a.csv")
    assert result.status == "failed"
    assert f"answered {status}" in result.reason
    assert PAGE in result.reason
    assert len(publisher.asked) == 1
    assert desk.everything == []


def test_a_page_in_place_of_a_file_is_refused(desk: Desk, publisher: Publisher) -> None:
    publisher.serves("/a.csv", b"<!DOCTYPE html><title>Sorry</title>")
    (result,) = desk.fetch(publisher, "a.csv")
    assert (result.status, result.reason) == (
        "failed",
        "a.csv: found a web page; expected a file of kind .csv",
    )
    assert desk.everything == []


def test_a_file_declared_too_large_is_refused_before_it_is_read(desk: Desk, publisher: Publisher) -> None:
    publisher.serves("/a.csv", b"1" * 100_000, length=200_001)
    told: list[int] = []
    (result,) = desk.fetch(
        publisher,
        "a.csv",
        limits=Limits(bytes=200_000),
        progress=lambda release, done, of: told.append(done),
    )
    assert result.status == "failed"
    assert "larger than the 200,000 bytes" in result.reason
    assert told == []
    assert len(publisher.asked) == 1
    assert desk.everything == []


@pytest.mark.parametrize("body", [b"1" * 500_000, gzip.compress(bytes(500_000))])
def test_a_file_too_large_that_declares_no_length_is_refused_as_it_comes(
    desk: Desk, publisher: Publisher, body: bytes
) -> None:
    headers = {"Content-Encoding": "gzip"} if body.startswith(b"\x1f\x8b") else {}
    publisher.serves("/a.csv", body, length=None, headers=headers)
    told: list[int] = []
    (result,) = desk.fetch(
        publisher,
        "a.csv",
        limits=Limits(bytes=200_000),
        progress=lambda release, done, of: told.append(done),
    )
    assert result.status == "failed"
    assert "larger than the 200,000 bytes" in result.reason
    assert max(told) <= 200_000
    assert desk.everything == []


def test_a_file_of_just_the_size_allowed_is_taken(desk: Desk, publisher: Publisher) -> None:
    publisher.serves("/a.csv", FIGURES)
    (result,) = desk.fetch(publisher, "a.csv", limits=Limits(bytes=len(FIGURES)))
    assert result.status == "new"


@pytest.mark.parametrize(
    ("member", "content", "problem"),
    [
        ("../../../figures.csv", b"code\n", "the member name '../../../figures.csv'"),
        ("/tmp/figures.csv", b"code\n", "the member name '/tmp/figures.csv'"),
        ("figures.csv", bytes(50_000_000), "of 50,000,000 bytes packed into"),
    ],
)
def test_an_archive_that_is_not_safe_is_refused(
    desk: Desk, publisher: Publisher, member: str, content: bytes, problem: str
) -> None:
    publisher.serves("/map.zip", zipped(("map.csv", b"code\n"), (member, content)))
    (result,) = desk.fetch(publisher, "map.zip")
    assert result.status == "failed"
    assert problem in result.reason
    assert desk.everything == []
    assert not (desk.folder.parent / "figures.csv").exists()


def test_every_problem_of_an_archive_is_in_the_reason_on_one_line(desk: Desk, publisher: Publisher) -> None:
    publisher.serves("/map.zip", zipped(("../one.csv", b""), ("../two.csv", b"")))
    (result,) = desk.fetch(publisher, "map.zip")
    assert "one.csv" in result.reason
    assert "two.csv" in result.reason
    assert "\n" not in result.reason


def test_a_file_that_comes_too_slowly_is_given_up(desk: Desk, publisher: Publisher) -> None:
    publisher.serves("/a.csv", FIGURES)
    (result,) = desk.fetch(publisher, "a.csv", limits=Limits(seconds=0))
    assert "took longer than 0 seconds" in result.reason
    assert desk.everything == []


def test_a_stalled_file_is_given_up_and_the_others_still_come(desk: Desk, publisher: Publisher) -> None:
    def stalls(handler: BaseHTTPRequestHandler) -> None:
        says(FIGURES, length=1_000)(handler)
        handler.wfile.flush()
        publisher.closing.wait(20)

    publisher.answers("/a.csv", stalls)
    publisher.serves("/b.csv", FIGURES)
    slow, good = desk.fetch(publisher, "a.csv", "b.csv", limits=Limits(waiting=0.2, tries=1))
    assert (slow.status, good.status) == ("failed", "new")
    assert "timed out" in slow.reason


def test_a_server_that_hangs_up_is_tried_again(desk: Desk, publisher: Publisher) -> None:
    publisher.answers("/a.csv", lambda handler: handler.connection.shutdown(2), says(FIGURES))
    (result,) = desk.fetch(publisher, "a.csv")
    assert result.status == "new"


@pytest.mark.parametrize("location", ["http://[not-an-address/a.csv", "http://.127.0.0.1:x/a.csv"])
def test_a_redirect_that_makes_no_sense_is_refused(desk: Desk, publisher: Publisher, location: str) -> None:
    publisher.answers("/a.csv", says(status=302, headers={"Location": location}))
    publisher.serves("/b.csv", FIGURES)
    bad, good = desk.fetch(publisher, "a.csv", "b.csv")
    assert (bad.status, good.status) == ("failed", "new")


def test_a_server_that_never_answers_is_given_up(desk: Desk, publisher: Publisher) -> None:
    publisher.answers("/a.csv", lambda handler: publisher.closing.wait(20) and None)
    (result,) = desk.fetch(publisher, "a.csv", limits=Limits(waiting=0.2, tries=1))
    assert "gave no answer within 0.2 seconds at the one try" in result.reason


def test_one_failure_does_not_stop_the_others(desk: Desk, publisher: Publisher) -> None:
    publisher.serves("/a.csv", b"", status=404)
    publisher.serves("/b.csv", FIGURES)
    publisher.serves("/c.csv", b"<html>")
    publisher.serves("/d.csv", FIGURES)
    results = desk.fetch(publisher, "a.csv", "b.csv", "c.csv", "d.csv")
    assert [result.status for result in results] == ["failed", "new", "failed", "new"]
    assert sorted(read_lock(desk.lock)) == ["rough_sleeping/b.csv", "rough_sleeping/d.csv"]


def test_an_interrupted_fetch_leaves_the_files_before_it_and_nothing_else(desk: Desk, publisher: Publisher) -> None:
    def interrupts(release: Release, done: int, of: int | None) -> None:
        if release.file == "b.csv":
            raise KeyboardInterrupt

    publisher.serves("/a.csv", FIGURES)
    publisher.serves("/b.csv", FIGURES)
    with pytest.raises(KeyboardInterrupt):
        desk.fetch(publisher, "a.csv", "b.csv", progress=interrupts)
    assert desk.everything == TAKEN
    assert list(read_lock(desk.lock)) == ["rough_sleeping/a.csv"]


def test_a_full_disk_fails_the_file_and_leaves_the_old_one(desk: Desk, publisher: Publisher) -> None:
    def fills(release: Release, done: int, of: int | None) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    publisher.answers("/a.csv", says(FIGURES), says(REVISED))
    desk.fetch(publisher, "a.csv")
    (result,) = desk.fetch(publisher, "a.csv", accept_revised=True, progress=fills)
    assert result.status == "failed"
    assert "No space left on device" in result.reason
    assert desk.path("a.csv").read_bytes() == FIGURES
    assert desk.everything == TAKEN


def test_a_write_that_fails_at_the_last_step_leaves_the_old_file(
    desk: Desk, publisher: Publisher, monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked(self: Path, target: Path) -> Path:
        raise PermissionError(errno.EACCES, "open in another program", str(target))

    publisher.answers("/a.csv", says(FIGURES), says(REVISED))
    desk.fetch(publisher, "a.csv")
    monkeypatch.setattr(Path, "replace", locked)
    (result,) = desk.fetch(publisher, "a.csv", accept_revised=True)
    assert result.status == "failed"
    assert "open in another program" in result.reason
    assert desk.path("a.csv").read_bytes() == FIGURES
    assert desk.everything == TAKEN


# Where nothing is asked


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1@localhost", "127.0.0.1.localhost"])
def test_a_redirect_to_another_host_is_refused_before_it_is_asked(
    desk: Desk, publisher: Publisher, elsewhere: Publisher, host: str
) -> None:
    elsewhere.serves("/a.csv", FIGURES)
    location = elsewhere.url("/a.csv").replace("127.0.0.1", host)
    publisher.answers("/a.csv", says(status=302, headers={"Location": location}))
    (result,) = desk.fetch(publisher, "a.csv")
    assert result.status == "failed"
    assert "is not at a publisher's host (127.0.0.1); nothing was asked of it" in result.reason
    assert elsewhere.asked == []
    assert len(publisher.asked) == 1
    assert desk.everything == []


@pytest.mark.parametrize("location", ["ftp://127.0.0.1/a.csv", "file:///etc/passwd"])
def test_a_redirect_to_another_kind_of_address_is_refused(desk: Desk, publisher: Publisher, location: str) -> None:
    publisher.answers("/a.csv", says(status=301, headers={"Location": location}))
    (result,) = desk.fetch(publisher, "a.csv")
    assert "is not an http address; nothing was asked of it" in result.reason
    assert len(publisher.asked) == 1


def test_a_redirect_without_end_is_refused(desk: Desk, publisher: Publisher) -> None:
    publisher.answers("/a.csv", says(status=302, headers={"Location": "/a.csv"}))
    (result,) = desk.fetch(publisher, "a.csv")
    assert "redirects more than 5 times" in result.reason
    assert len(publisher.asked) == 6


def test_an_address_that_is_not_encrypted_is_refused(desk: Desk, publisher: Publisher) -> None:
    publisher.serves("/a.csv", FIGURES)
    (result,) = desk.fetch(publisher, "a.csv", schemes=("https",))
    assert "is not an https address; nothing was asked of it" in result.reason
    assert publisher.asked == []


def test_encryption_cannot_be_lost_by_a_redirect(
    desk: Desk,
    self_signed: Publisher,
    elsewhere: Publisher,
    certificate: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificate))
    elsewhere.serves("/a.csv", FIGURES)
    self_signed.answers("/a.csv", says(status=302, headers={"Location": elsewhere.url("/a.csv")}))
    (result,) = desk.fetch(self_signed, "a.csv")
    assert self_signed.asked == ["/a.csv"]
    assert "is not an https address; nothing was asked of it" in result.reason
    assert elsewhere.asked == []


def test_a_server_that_vouches_for_itself_is_refused(desk: Desk, self_signed: Publisher, waits: list[float]) -> None:
    self_signed.serves("/a.csv", FIGURES)
    self_signed.serves("/b.csv", FIGURES)
    first, second = desk.fetch(self_signed, "a.csv", "b.csv")
    assert (first.status, second.status) == ("failed", "failed")
    assert "The certificate of 127.0.0.1 could not be verified ([SSL: CERT" in first.reason
    assert "REQUESTS_CA_BUNDLE" in first.reason
    assert second.reason.startswith("Not tried again: The certificate of 127.0.0.1")
    assert self_signed.asked == []
    assert waits == []
    assert desk.everything == []


def test_a_certificate_that_the_organisation_trusts_is_accepted(
    desk: Desk, self_signed: Publisher, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificate))
    self_signed.serves("/a.csv", FIGURES)
    (result,) = desk.fetch(self_signed, "a.csv")
    assert result.status == "new"


def test_without_a_connection_each_host_is_tried_for_one_file_only(
    desk: Desk, publisher: Publisher, waits: list[float]
) -> None:
    publisher.close()
    first, second = desk.fetch(publisher, "a.csv", "b.csv")
    assert "No connection to 127.0.0.1 at each of 4 tries" in first.reason
    assert "HTTPS_PROXY" in first.reason
    assert second.reason.startswith("Not tried again: No connection to 127.0.0.1")
    assert waits == [1, 2, 3]
    assert desk.everything == []


def test_the_proxy_of_the_environment_is_used(
    desk: Desk, publisher: Publisher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", publisher.url(""))
    url = "https://files.digital.nhs.uk/a.csv"
    registry = Registry(frozenset({"files.digital.nhs.uk"}), (Release("rough_sleeping", "2025", "a.csv", url, PAGE),))
    (result,) = desk.fetch(publisher, registry=registry, schemes=("https",))
    assert set(publisher.asked) == {"CONNECT files.digital.nhs.uk:443"}
    assert "The proxy on the way to files.digital.nhs.uk could not be used" in result.reason
    assert "could not be used: Tunnel connection failed: 403 Forbidden." in result.reason


def test_certificates_are_verified_whatever_the_caller_forgets() -> None:
    with session_for(Registry(frozenset(), ()), ("https",)) as session:
        assert session.verify is True


def test_importing_opens_no_connection() -> None:
    script = """
import socket, sys
def refuse(event, arguments):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto"):
        raise RuntimeError(event)
sys.addaudithook(refuse)
from ihanalysis.sources.fetching import fetch, releases
releases.official()
try:
    socket.create_connection(("127.0.0.1", 9))
except RuntimeError:
    print("would have been seen")
"""
    done = subprocess.run([sys.executable, "-W", "error", "-c", script], capture_output=True, text=True)
    assert (done.returncode, done.stdout.strip()) == (0, "would have been seen"), done.stderr


# What is said


def test_the_results_are_a_table(desk: Desk, publisher: Publisher) -> None:
    publisher.serves("/a.csv", FIGURES)
    publisher.serves("/b.csv", b"", status=404)
    table = results_table(desk.fetch(publisher, "a.csv", "b.csv"))
    assert list(table.columns) == ["publication", "release", "file", "status", "bytes", "sha256", "reason"]
    assert table["status"].isin(STATUSES).all()
    assert table["bytes"].isna().tolist() == [False, True]
    assert table["bytes"].iloc[0] == len(FIGURES)


def test_an_unknown_publication_is_named_before_anything_is_asked(desk: Desk, publisher: Publisher) -> None:
    registry = Registry(frozenset({"127.0.0.1"}), ())
    with pytest.raises(UnknownChoiceError, match="'rough_sleeping' is not a known publication to fetch"):
        desk.fetch(publisher, "a.csv", registry=registry)
    assert not desk.folder.exists()


def test_the_lock_file_is_sorted_and_has_one_value_a_line(desk: Desk, publisher: Publisher) -> None:
    for file in ("b.csv", "a.csv"):
        publisher.serves(f"/{file}", FIGURES)
    desk.fetch(publisher, "b.csv", "a.csv")
    text = desk.lock.read_text(encoding="utf-8")
    assert text == json.dumps(json.loads(text), indent=2, sort_keys=True) + "\n"
    assert list(json.loads(text)) == ["rough_sleeping/a.csv", "rough_sleeping/b.csv"]


@pytest.mark.parametrize("text", ["", "[]", '{"a": 1}', '{"a": {"sha256": "b"}}', "\xff"])
def test_a_lock_file_that_is_damaged_stops_everything(desk: Desk, publisher: Publisher, text: str) -> None:
    publisher.serves("/a.csv", FIGURES)
    desk.folder.mkdir()
    desk.lock.write_text(text, encoding="latin-1")
    with pytest.raises(BadFileError, match="expected a lock file as `fetch` writes it"):
        desk.fetch(publisher, "a.csv")
    assert publisher.asked == []


def test_a_lock_file_with_another_checksum_than_sha256_is_damaged(desk: Desk, publisher: Publisher) -> None:
    publisher.serves("/a.csv", FIGURES)
    desk.fetch(publisher, "a.csv")
    desk.lock.write_text(desk.lock.read_text().replace(digest(FIGURES), "md5:0"))
    with pytest.raises(BadFileError, match="64 hexadecimal digits"):
        desk.fetch(publisher, "a.csv")


def test_pooch_says_nothing_of_its_own(desk: Desk, publisher: Publisher, monkeypatch: pytest.MonkeyPatch) -> None:
    class Listener(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            said.append(record.getMessage())

    said: list[str] = []
    monkeypatch.setattr(pooch.get_logger(), "handlers", [Listener()])
    publisher.answers("/a.csv", says(status=500), says(FIGURES))
    desk.fetch(publisher, "a.csv")
    assert said == []


def test_pooch_is_left_as_talkative_as_it_was(desk: Desk, publisher: Publisher) -> None:
    publisher.serves("/a.csv", FIGURES)
    logger = pooch.get_logger()
    before = logger.level
    logger.setLevel(logging.INFO)
    try:
        desk.fetch(publisher, "a.csv")
        assert logger.level == logging.INFO
    finally:
        logger.setLevel(before)
