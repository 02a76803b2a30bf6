"""What an analyst may call a measure, a group or a view, and the nearest one where it is none."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from difflib import get_close_matches

from ihanalysis.errors import UnknownChoiceError
from ihanalysis.indicators import Indicator
from ihanalysis.words.numbers import joined

#: How alike a misspelt name must be to be taken for the one it is nearest to, and to be offered in the error.
_TAKEN, _OFFERED = 0.85, 0.5
#: By how many names a thing goes at most.
_RANKS = 4
_APART = re.compile(r"[^\w]+")


def measure_called(name: str, indicators: Mapping[str, Indicator]) -> Indicator:
    """The one measure that has a gap and that an id, a title or words of one mean.

    Raises
    ------
    UnknownChoiceError
        If the name means none (the nearest are listed) or several (all are).
    """
    compared = {i.id: i for i in indicators.values() if i.gap != "context"}
    names = {key: (i.id, i.title, i.title.removesuffix(f", {i.period}"), i.short) for key, i in compared.items()}
    titles = {key: i.title for key, i in compared.items()}
    return compared[called(name, names, "measure", "ih.indicators() lists them.", titles)]


def group_called(name: str, groups: Iterable[str]) -> str:
    """The one group that its name or words of it mean.

    Raises
    ------
    UnknownChoiceError
        If the name means none or several; the groups are listed.
    """
    there = list(dict.fromkeys(groups))
    return called(name, {group: (group,) for group in there}, "group", f"Groups: {'; '.join(there)}.")


def called(
    name: str,
    names: Mapping[str, tuple[str, ...]],
    what: str,
    where: str,
    titles: Mapping[str, str] | None = None,
) -> str:
    """The one thing, of those that each go by several names, that a name or words of one mean.

    Parameters
    ----------
    names
        What each may be called.
    what, where
        What it is, and where all of them are listed, for the error.
    titles
        What each is called in the error, where that is not its key.

    Raises
    ------
    UnknownChoiceError
        If the name means none or several.
    """
    titles = titles or {key: key for key in names}
    wanted = _plain(name)
    plain = {key: [_plain(each) for each in given if each] for key, given in names.items()}
    # An id comes before a title, and a title before words that several measures share.
    ranks = ([key for key, given in plain.items() if wanted in given[rank : rank + 1]] for rank in range(_RANKS))
    exact = next((keys for keys in ranks if keys), [])
    if len(exact) == 1:
        return exact[0]
    by_words = exact or [key for key, given in plain.items() if _has_words(wanted, given)]
    if len(by_words) == 1:
        return by_words[0]
    if by_words:
        fits = joined([repr(titles[key]) for key in by_words])
        raise UnknownChoiceError(f"{name!r} fits {len(by_words)} {what}s: {fits}.")
    by_name = {each: key for key, given in plain.items() for each in given}
    sure = {by_name[each] for each in get_close_matches(wanted, by_name, n=3, cutoff=_TAKEN)}
    if len(sure) == 1:
        return sure.pop()
    near = dict.fromkeys(by_name[each] for each in get_close_matches(wanted, by_name, n=5, cutoff=_OFFERED))
    hint = f"Did you mean {' or '.join(repr(titles[key]) for key in list(near)[:3])}? " if near else ""
    raise UnknownChoiceError(f"{name!r} is not a known {what}. {hint}{where}")


def _has_words(wanted: str, given: Iterable[str]) -> bool:
    """Whether, for every word wanted, one of the names has a word that begins with it."""
    words = wanted.split()
    return bool(words) and any(
        all(any(part.startswith(word) for part in each.split()) for word in words) for each in given
    )


def _plain(name: str) -> str:
    return " ".join(_APART.sub(" ", str(name)).lower().split())
