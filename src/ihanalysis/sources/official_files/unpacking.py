"""Unpack an archive that somebody else made: in memory, within limits, nothing written to disk."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator

from ihanalysis.errors import BadFileError, Problem

#: The most that an archive may hold, unpacked: the cap on a zip bomb. The largest official file known
#: (Patients Registered at a GP Practice, regions, August 2026) has 16 million bytes.
MAX_UNPACKED = 400_000_000
#: The most members of an archive. A quarter's detailed homelessness tables have about 50.
MAX_MEMBERS = 2_000

#: What the standard library raises over archives that are not as they say.
_DAMAGE = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, ValueError, RuntimeError)
_LEADS_OUT = re.compile(r"^[/\\]|^[A-Za-z]:|(^|[/\\])\.\.([/\\]|$)|\0")


class Archive:
    """A zip archive in memory, checked before anything in it is unpacked.

    Members are never extracted: a name can only ever be a word to ask with.

    Parameters
    ----------
    data
        The archive.
    file
        What the problems call it.

    Raises
    ------
    BadFileError
        If the archive is damaged, encrypted or larger than the caps; if a name
        leads out of it, or two members share one.

    Examples
    --------
    >>> import io, zipfile
    >>> data = io.BytesIO()
    >>> with zipfile.ZipFile(data, "w") as z:
    ...     z.writestr("table.csv", "code,count")
    >>> archive = Archive(data.getvalue(), "table.zip")
    >>> archive.names, archive.read("table.csv")
    (('table.csv',), b'code,count')
    """

    def __init__(self, data: bytes, file: str) -> None:
        self.file = file
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except _DAMAGE as error:
            raise self._damaged(error) from error
        members = self._zip.infolist()
        problems = list(_faults(members, file))
        if problems:
            raise BadFileError(problems)
        self.names = tuple(member.filename for member in members if not member.is_dir())

    def read(self, name: str) -> bytes:
        """One member, never more of it than the archive declares.

        Raises
        ------
        BadFileError
            If the member is damaged, or holds more than it declares.
        """
        member = self._zip.getinfo(name)
        try:
            with self._zip.open(member) as packed:
                # One byte more than declared, so that reading runs to the end, where the checksum is taken.
                return packed.read(member.file_size + 1)
        except _DAMAGE as error:
            raise self._damaged(error) from error

    def _damaged(self, error: Exception) -> BadFileError:
        found = f"a damaged or truncated archive ({error})"
        return BadFileError([Problem(self.file, None, None, found, "a whole file: download it again")])


def _faults(members: list[zipfile.ZipInfo], file: str) -> Iterator[Problem]:
    if len(members) > MAX_MEMBERS:
        yield Problem(file, None, None, f"{len(members):,} members", f"at most {MAX_MEMBERS:,}")
    size = sum(member.file_size for member in members)
    if size > MAX_UNPACKED:
        found = f"{size:,} bytes when unpacked"
        yield Problem(file, None, None, found, f"at most {MAX_UNPACKED:,}: no official file is near it")
    if any(member.flag_bits & 0x1 for member in members):
        yield Problem(file, None, None, "an encrypted archive", "one without a password, as published")
    seen: set[str] = set()
    for member in members:
        # `filename` is cut at a null byte; `orig_filename` is what the archive says.
        if _LEADS_OUT.search(member.orig_filename):
            found = f"the member name {member.orig_filename!r}"
            yield Problem(file, None, None, found, "a name inside the archive: do not use this file")
        if member.filename in seen:
            yield Problem(file, None, None, f"two members named {member.filename!r}", "one member a name")
        seen.add(member.filename)
