"""What a system brings itself: its own words, and figures of its own."""

from ihanalysis.local.figures import LocalFigures, local_figures
from ihanalysis.local.voice import Voice, read_voice

__all__ = ["LocalFigures", "Voice", "local_figures", "read_voice"]
