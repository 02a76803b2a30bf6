"""Which signs the words of others may hold: any that can be printed."""

from __future__ import annotations

import unicodedata

#: Signs that stand for no letter: they end documents early, or no format can hold them.
_CONTROL, _SURROGATE = "Cc", "Cs"
_NO_SIGNS = ("\ufffe", "\uffff")
#: What may stand between lines and words.
_BETWEEN = "\n\t"


def unprintable(text: str) -> str:
    r"""The first sign of a text that cannot be printed, named; nothing if all can.

    Letters that run right to left, and the marks that say so, can.

    >>> unprintable("caf\u00e9 \u202eabc"), unprintable("a\x08b")
    ('', 'the control sign U+0008')
    """
    for sign in text:
        if sign in _BETWEEN:
            continue
        if unicodedata.category(sign) in (_CONTROL, _SURROGATE) or sign in _NO_SIGNS:
            return f"the control sign U+{ord(sign):04X}"
    return ""
