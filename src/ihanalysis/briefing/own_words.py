"""What the system says itself, section by section; the briefing only says whose words they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ihanalysis.content import Comment, Section
from ihanalysis.figures import period_words
from ihanalysis.local.voice import Voice

if TYPE_CHECKING:
    from ihanalysis.briefing import Briefing

TITLE = "In the system’s own words"
SIGNED = "The answers and actions above are the system’s own words"


def comments(briefing: Briefing, section: Section) -> tuple[Comment, ...]:
    """The system's words on a section, if it has any."""
    voice = briefing.voice
    if said := voice.comments.get(section.id):
        return (Comment(TITLE, said, said_by(voice)),)
    # Answers and actions stand in tables, which say nowhere whose words they hold.
    if section.id == "route-map" and (voice.answers or voice.actions):
        return (Comment(SIGNED, (), said_by(voice)),)
    return ()


def said_by(voice: Voice) -> str:
    """Who speaks, and when."""
    return f"{voice.by}, {period_words(voice.on.isoformat())}" if voice.on else voice.by
