"""What the system says itself, section by section; the briefing only says whose words they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ihanalysis.content import Comment, Section
from ihanalysis.figures import period_words
from ihanalysis.local.voice import Voice

if TYPE_CHECKING:
    from ihanalysis.briefing import Briefing

TITLE = "In the system’s own words"


def comments(briefing: Briefing, section: Section) -> tuple[Comment, ...]:
    """The system's words on a section, if it has any."""
    voice = briefing.voice
    said = voice.comments.get(section.id)
    return (Comment(TITLE, said, said_by(voice)),) if said else ()


def said_by(voice: Voice) -> str:
    """Who speaks, and when."""
    return f"{voice.by}, {period_words(voice.on.isoformat())}" if voice.on else voice.by
