"""Check a file on arrival: is it what its name says, and safe to open?"""

from __future__ import annotations

import stat
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from ihanalysis.errors import BadFileError, Problem
from ihanalysis.sources.official_files.unpacking import Archive

#: Policy: how many times its packed size a member may unpack to. The most seen in an official
#: file is 35; deflate can reach 1,032, and only a bomb comes near it.
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
    # First the rules of every reader: the names, a password, the size of the whole.
    Archive(path.read_bytes(), name)
    with zipfile.ZipFile(path) as archive:
        wrong = [wrong for member in archive.infolist() for wrong in _wrong(member)]
        if not wrong:
            try:
                # Reads every member through, and compares its checksum.
                damaged = archive.testzip()
            except (zipfile.BadZipFile, zlib.error, EOFError) as error:
                damaged = str(error)
            wrong = [(f"a damaged archive ({damaged})", "a whole file: fetch it again")] if damaged else []
    if wrong:
        raise BadFileError([Problem(name, None, None, found, expected) for found, expected in wrong])


def _wrong(member: zipfile.ZipInfo) -> Iterator[tuple[str, str]]:
    """What is wrong with one member: found, expected."""
    stored, size, packed = member.orig_filename, member.file_size, member.compress_size
    if stat.S_IFMT(member.external_attr >> 16) not in (0, stat.S_IFREG, stat.S_IFDIR):
        yield f"the link or device {stored!r}", "files and folders"
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        yield f"the member {stored!r} packed by method {member.compress_type}", "members stored or deflated"
    if size > max(SMALL, MAX_RATIO * packed):
        yield f"the member {stored!r} of {size:,} bytes packed into {packed:,}", f"{MAX_RATIO} times at most"
