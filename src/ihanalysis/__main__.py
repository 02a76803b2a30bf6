"""`python -m ihanalysis` is `ihanalysis`."""

from ihanalysis.cli import main

main(prog_name="ihanalysis")
