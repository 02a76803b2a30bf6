"""Inclusion health inequalities in England: figures, gaps and briefings."""

from importlib.metadata import version

__version__ = version("ihanalysis")
