"""Which areas the codes of an official table are, and which set of local authorities it uses."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from difflib import get_close_matches
from functools import lru_cache

from ihanalysis.areas import ENGLAND, Areas, System
from ihanalysis.errors import Problem

ENGLAND_AND_WALES = "K04000001"
UNITED_KINGDOM = "K02000001"

#: The day from which systems have the boundaries of 2026 (36 in place of 42).
BOUNDARIES_2026_FROM = "2026-04-01"

_LEVELS = {
    re.compile(r"E0[6-9]\d{6}"): "local authority",
    re.compile(r"E12\d{6}"): "region",
    re.compile(rf"{ENGLAND}|W92000004|{ENGLAND_AND_WALES}|{UNITED_KINGDOM}"): "country",
}


@lru_cache(maxsize=4096)
def level(code: str) -> str | None:
    """The area level of an ONS code that figures are kept for, or None.

    Local authorities of England only: those of Wales have other codes (W06).

    Examples
    --------
    >>> level("E06000001"), level("E12000007"), level("K04000001"), level("W06000001"), level("-")
    ('local authority', 'region', 'country', None, None)
    """
    return next((name for pattern, name in _LEVELS.items() if pattern.fullmatch(code)), None)


def area_code(cells: Iterable[str]) -> str | None:
    """The code of the area that a row is about: a local authority before the region it lies in.

    The code is found by its form, because one edition's headings stand over
    the wrong columns.

    Examples
    --------
    >>> area_code(["E07000223", "Adur", "South East", "E12000008"]), area_code(["---", "---", "England", "E92000001"])
    ('E07000223', 'E92000001')
    """
    codes = [code for code in (cell.strip() for cell in cells) if level(code)]
    return min(codes, key=lambda code: level(code) != "local authority", default=None)


def local_authority_set(codes: Collection[str], areas: Areas, year: str) -> tuple[str, list[str]]:
    """The set of local authority codes that a table uses, and the codes that are in no such set.

    Parameters
    ----------
    codes
        Every local authority code of the table.
    year
        Of the table. Of the sets that hold every code, the newest that was in
        force by then is taken, or else the oldest.

    Returns
    -------
    str
        The set's name, or the nearest set's where no set holds every code.
    list of str
        The codes outside that set; none where it holds them all.

    Examples
    --------
    >>> import pandas as pd
    >>> shares = pd.DataFrame({"local_authorities": ["2023", "2025"], "code": ["E08000016", "E08000038"]})
    >>> local_authority_set(["E08000038"], Areas((), *[pd.DataFrame()] * 2, shares), "2025")
    ('2025', [])
    """
    named = areas.shares.groupby("local_authorities")["code"].unique()
    sets = {str(name): set(found) for name, found in named.items()}
    whole = [name for name in sorted(sets) if sets[name] >= set(codes)]
    if whole:
        return max((name for name in whole if name <= year), default=whole[0]), []
    nearest = min(sorted(sets, reverse=True), key=lambda name: len(set(codes) - sets[name]))
    return nearest, sorted(set(codes) - sets[nearest])


def systems_at(day: str, areas: Areas) -> tuple[System, ...]:
    """The systems of England on a day, such as 2026-08-01.

    Examples
    --------
    >>> import pandas as pd
    >>> both = tuple(System(boundaries, "", "", "", "", "", "") for boundaries in ("2023", "2026"))
    >>> areas = Areas(both, *[pd.DataFrame()] * 3)
    >>> [system.boundaries for day in ("2026-03-01", "2026-04-01") for system in systems_at(day, areas)]
    ['2023', '2026']
    """
    return areas.of("2026" if day >= BOUNDARIES_2026_FROM else "2023")


def systems_by_ods_code(
    codes: Collection[str], day: str, areas: Areas, file: str, column: str
) -> tuple[dict[str, System], list[Problem]]:
    """The systems that ODS codes stand for on a day, with a problem for each that is missing or unknown.

    Examples
    --------
    >>> import pandas as pd
    >>> none, kent = pd.DataFrame(), System("2026", "E54000032", "QKS", "Kent and Medway", "", "", "")
    >>> areas = Areas((kent,), none, none, none)
    >>> systems, problems = systems_by_ods_code(["QKT"], "2026-08-01", areas, "f.csv", "ORG_CODE")
    >>> [problem.found for problem in problems]
    ["the code 'QKT'", 'no rows of QKS']
    """
    systems = {system.ods_code: system for system in systems_at(day, areas)}
    problems = []
    for code in sorted(set(codes) - set(systems)):
        near = get_close_matches(code, systems, n=1, cutoff=0.5)
        hint = f", such as {near[0]}" if near else ""
        expected = f"one of the {len(systems)} integrated care boards of {day[:7]}{hint}"
        problems.append(Problem(file, None, column, f"the code {code!r}", expected))
    absent = sorted(set(systems) - set(codes))
    if absent:
        expected = f"all {len(systems)} integrated care boards of {day[:7]}"
        problems.append(Problem(file, None, column, f"no rows of {', '.join(absent)}", expected))
    return systems, problems
