"""The boundary years of integrated care systems: light, for the command line's help."""

#: Boundary years, newest last: 42 systems from April 2023, 36 from April 2026.
BOUNDARIES = ("2023", "2026")
DEFAULT_BOUNDARIES = "2026"
