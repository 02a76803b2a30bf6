"""Check a file on arrival: is it what its name says, and safe to open?"""

from __future__ import annotations

import stat
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path, PurePosixPath, PureWindowsPath

from ihanalysis.errors import BadFileError, Problem

#: Policy. The largest official file has 16 million bytes, and unpacks to 18 million.
MAX_FILE = 100_000_000
MAX_UNPACKED = 400_000_000
MAX_MEMBERS = 2_000
#: How many times its packed size a member may unpack to. The most seen in an official file is
#: 35; deflate can reach 1,032, and only a bomb comes near it.
MAX_RATIO = 250
#: A member this small is no bomb, however well it packs.
SMALL = 1_000_000

_ZIP = b"PK\x03\x04"
#: The compound file of Excel before 2007; an encrypted new workbook is one as well.
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
#: New workbooks are zip archives too.
_KINDS = {".zip": _ZIP, ".xlsx": _ZIP, ".ods": _ZIP, ".xls": _COMPOUND}


def check_file(path: Path, name: str | None = None) -> None:
    """Refuse a file that is not what its name says, or an archive that is not safe to open.

    Parameters
    ----------
    path
        Where the file is.
    name
        What it is called, if not as in `path`; its suffix says what is expected.

    Raises
    ------
    BadFileError
        If the file is empty, a web page, or of another kind than its suffix; or
        if an archive is larger than the caps once unpacked, or a member of it is
        encrypted, damaged, a link, named twice, named so as to leave the folder,
        or packed as only a bomb is. Nothing is unpacked to disk.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     page = Path(folder, "figures.csv")
    ...     _ = page.write_text("<!DOCTYPE html><title>Page not found</title>")
    ...     check_file(page)
    Traceback (most recent call last):
    ihanalysis.errors.BadFileError: figures.csv: found a web page; expected a file of kind .csv
    """
    name = name or path.name
    suffix = PurePosixPath(name).suffix.lower()
    with path.open("rb") as file:
        start = file.read(512)
    found = None
    if not start:
        found = "nothing: the file is empty"
    elif start.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<"):
        found = "a web page"
    elif not start.startswith(_KINDS.get(suffix, b"")):
        found = "an encrypted or older workbook" if start.startswith(_COMPOUND) else "another kind of file"
    if found:
        raise BadFileError([Problem(name, None, None, found, f"a file of kind {suffix}")])
    if _KINDS.get(suffix) == _ZIP:
        _check_archive(path, name)


def _check_archive(path: Path, name: str) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            problems = [Problem(name, None, None, *wrong) for wrong in _wrong(archive.infolist())]
            if problems:
                raise BadFileError(problems)
            # Read through, now that its size is known to be bounded: every checksum is compared.
            damaged = archive.testzip()
    except (zipfile.BadZipFile, zlib.error, EOFError) as error:
        damaged = str(error)
    if damaged:
        found = f"a damaged archive ({damaged})"
        raise BadFileError([Problem(name, None, None, found, "a whole file: fetch it again")])


def _wrong(members: list[zipfile.ZipInfo]) -> Iterator[tuple[str, str]]:
    """What is wrong with the directory of an archive: found, expected."""
    unpacked = sum(member.file_size for member in members)
    if unpacked > MAX_UNPACKED:
        yield f"{unpacked:,} bytes when unpacked", f"at most {MAX_UNPACKED:,}"
    if len(members) > MAX_MEMBERS:
        yield f"{len(members):,} members", f"at most {MAX_MEMBERS:,}"
    for name, times in Counter(member.orig_filename for member in members).items():
        if times > 1:
            yield f"{times} members named {name!r}", "one member a name"
    for member in members:
        yield from _wrong_with(member)


def _wrong_with(member: zipfile.ZipInfo) -> Iterator[tuple[str, str]]:
    # As stored: `filename` is cut at a null, and its separators are those of this system.
    stored, size, packed = member.orig_filename, member.file_size, member.compress_size
    path = PureWindowsPath(stored)
    if path.drive or path.root or ".." in path.parts or "\0" in stored:
        yield f"the member name {stored!r}", "a name inside the archive"
    if member.flag_bits & 0x1:
        yield f"the encrypted member {stored!r}", "members that need no password"
    if stat.S_IFMT(member.external_attr >> 16) not in (0, stat.S_IFREG, stat.S_IFDIR):
        yield f"the link or device {stored!r}", "files and folders"
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        yield f"the member {stored!r} packed by method {member.compress_type}", "members stored or deflated"
    if size > max(SMALL, MAX_RATIO * packed):
        yield f"the member {stored!r} of {size:,} bytes packed into {packed:,}", f"{MAX_RATIO} times at most"
