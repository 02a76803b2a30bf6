"""Inclusion health inequalities in England: figures, gaps and briefings.

>>> import ihanalysis as ih
>>> kent = ih.Briefing.of("kent")
>>> kent.finding("deaths-while-homeless").estimated
'143'
"""

from importlib.metadata import version

__version__ = version("ihanalysis")

from ihanalysis.briefing import Briefing
from ihanalysis.charts.style import use_house_style
from ihanalysis.workbook import Workbook

__all__ = ["Briefing", "Workbook", "__version__", "use_house_style"]
