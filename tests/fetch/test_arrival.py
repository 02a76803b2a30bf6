"""A file is taken only if it is what its name says, and safe to open."""

from __future__ import annotations

import stat
import struct
import zipfile
from pathlib import Path

import pytest

from ihanalysis.errors import BadFileError
from ihanalysis.sources.fetching.arrival import check_file
from ihanalysis.sources.official_files import unpacking


def archive(path: Path, *members: tuple[str | zipfile.ZipInfo, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in members:
            made.writestr(name, content)
    return path


def refused(path: Path) -> str:
    with pytest.raises(BadFileError) as caught:
        check_file(path)
    return str(caught.value)


def test_a_sound_archive_is_accepted_under_each_name_it_may_have(tmp_path: Path) -> None:
    for name in ("map.zip", "tables.xlsx", "tables.ods"):
        check_file(archive(tmp_path / name, ("folder/", b""), ("folder/map.csv", b"code,name\n" * 1000)))


def test_a_table_is_accepted_with_or_without_a_byte_order_mark(tmp_path: Path) -> None:
    for start in (b"", b"\xef\xbb\xbf"):
        path = tmp_path / "figures.csv"
        path.write_bytes(start + b"code,count\nE92000001,4793\n")
        check_file(path)


def test_an_old_workbook_is_accepted_as_xls_and_refused_as_xlsx(tmp_path: Path) -> None:
    old, encrypted = tmp_path / "deaths.xls", tmp_path / "deaths.xlsx"
    for path in (old, encrypted):
        path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504))
    check_file(old)
    assert "an encrypted or older workbook" in refused(encrypted)


@pytest.mark.parametrize("name", ["figures.csv", "map.zip", "tables.ods", "tables.xls"])
def test_a_web_page_is_not_a_file_of_figures(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(b"\xef\xbb\xbf \n<!DOCTYPE html><title>We cannot find that page</title>")
    assert refused(path) == f"{name}: found a web page; expected a file of kind {path.suffix}"


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "figures.csv"
    path.touch()
    assert "the file is empty" in refused(path)


def test_a_text_file_is_not_an_archive(tmp_path: Path) -> None:
    path = tmp_path / "map.zip"
    path.write_bytes(b"code,name\n")
    assert "another kind of file" in refused(path)


@pytest.mark.parametrize(
    "name",
    [
        "../outside.csv",
        "folder/../../outside.csv",
        "/etc/outside.csv",
        "\\outside.csv",
        "folder\\..\\..\\outside.csv",
        "C:\\outside.csv",
        "C:outside.csv",
        "\\\\server\\share\\outside.csv",
    ],
)
def test_a_member_whose_name_leaves_the_archive_is_refused(tmp_path: Path, name: str) -> None:
    path = archive(tmp_path / "map.zip", ("map.csv", b"code\n"), (name, b"code\n"))
    assert f"the member name {name!r}" in refused(path)


def test_a_member_name_with_a_null_is_refused(tmp_path: Path) -> None:
    path = archive(tmp_path / "map.zip", ("map.csvX.exe", b"code\n"))
    path.write_bytes(path.read_bytes().replace(b"map.csvX.exe", b"map.csv\0.exe"))
    assert "the member name 'map.csv\\x00.exe'" in refused(path)


def test_two_members_of_one_name_are_refused(tmp_path: Path) -> None:
    with pytest.warns(UserWarning, match="Duplicate name"):
        path = archive(tmp_path / "map.zip", ("map.csv", b"code\n"), ("map.csv", b"other\n"))
    assert "two members named 'map.csv'" in refused(path)


def test_an_encrypted_member_is_refused(tmp_path: Path) -> None:
    path = archive(tmp_path / "map.zip", ("map.csv", b"code\n"))
    content = bytearray(path.read_bytes())
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(signature) + offset] |= 0x1
    path.write_bytes(content)
    assert "an encrypted archive" in refused(path)


def test_a_link_is_refused(tmp_path: Path) -> None:
    link = zipfile.ZipInfo("map.csv")
    link.create_system = 3
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    path = archive(tmp_path / "map.zip", (link, b"/etc/passwd"))
    assert "the link or device 'map.csv'" in refused(path)


def test_a_member_packed_in_an_unusual_way_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "map.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_LZMA) as made:
        made.writestr("map.csv", b"code\n")
    assert "packed by method 14" in refused(path)


def test_a_zip_bomb_is_refused_by_how_far_a_member_unpacks(tmp_path: Path) -> None:
    path = archive(tmp_path / "map.zip", ("map.csv", bytes(5_000_000)))
    assert path.stat().st_size < 10_000
    assert "of 5,000,000 bytes packed into" in refused(path)


def test_a_small_member_may_pack_well(tmp_path: Path) -> None:
    check_file(archive(tmp_path / "map.zip", ("map.csv", bytes(900_000))))


def test_a_zip_bomb_is_refused_by_the_size_of_the_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpacking, "MAX_UNPACKED", 1_500)
    path = archive(tmp_path / "map.zip", ("one.csv", bytes(1_000)))
    check_file(path)
    path = archive(tmp_path / "map.zip", ("one.csv", bytes(1_000)), ("two.csv", bytes(501)))
    assert "1,501 bytes when unpacked; expected at most 1,500" in refused(path)


def test_an_archive_of_too_many_members_is_refused(tmp_path: Path) -> None:
    names = [(f"{number}.csv", b"") for number in range(unpacking.MAX_MEMBERS + 1)]
    assert "2,001 members" in refused(archive(tmp_path / "map.zip", *names))


def test_a_bomb_that_lies_about_its_size_is_damaged(tmp_path: Path) -> None:
    path = archive(tmp_path / "map.zip", ("map.csv", bytes(5_000_000)))
    path.write_bytes(path.read_bytes().replace(struct.pack("<I", 5_000_000), struct.pack("<I", 1_000)))
    assert "a damaged" in refused(path)


@pytest.mark.parametrize("keep", [4, 40, 200, -1])
def test_an_archive_that_was_cut_short_is_damaged(tmp_path: Path, keep: int) -> None:
    path = archive(tmp_path / "map.zip", ("map.csv", bytes(range(256)) * 2))
    path.write_bytes(path.read_bytes()[:keep])
    assert "a damaged" in refused(path)


def test_a_member_with_a_changed_byte_is_damaged(tmp_path: Path) -> None:
    path = tmp_path / "map.zip"
    with zipfile.ZipFile(path, "w") as made:
        made.writestr("map.csv", b"E92000001,4793\n")
    path.write_bytes(path.read_bytes().replace(b"4793", b"4739"))
    assert "a damaged archive (map.csv)" in refused(path)


def test_a_member_that_cannot_be_unpacked_is_damaged(tmp_path: Path) -> None:
    path = archive(tmp_path / "map.zip", ("map.csv", b"E92000001,4793\n" * 50))
    content = bytearray(path.read_bytes())
    packed = content.index(b"map.csv") + len(b"map.csv")
    content[packed] = 0xFF  # a kind of block that deflate does not have
    path.write_bytes(content)
    assert "a damaged archive (Error -3 while decompressing data" in refused(path)
