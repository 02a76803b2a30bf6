"""What is measured: every indicator's definition, read from `catalogue.toml`."""

from ihanalysis.indicators.definition import Indicator, catalogue

__all__ = ["Indicator", "catalogue"]
