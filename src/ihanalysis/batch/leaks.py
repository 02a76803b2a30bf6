"""What a notebook may leave behind in its process, kept beforehand and put back afterwards.

Where processes can be forked nothing of this is needed: a process ends with its notebook. Elsewhere a
warm process is used again, and this is the list of what is known to leak. What no list can hold,
such as the insides of other libraries, is why such a process is replaced after some notebooks.
"""

from __future__ import annotations

import builtins
import os
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import matplotlib as mpl
import pandas as pd

from ihanalysis import workbook

#: Packages whose functions and classes a notebook may replace.
_PATCHED = ("ihanalysis", "pandas", "numpy", "matplotlib", "seaborn")


@contextmanager
def as_it_was() -> Iterator[None]:
    """Put back what changes meanwhile: names, options, environment, folder, figures, tables."""
    spaces = [(space, dict(vars(space))) for space in _spaces()]
    modules, path, environment, folder = dict(sys.modules), list(sys.path), dict(os.environ), Path.cwd()
    settings, options = mpl.rcParams.copy(), _options()
    tables = {root: kept.again() for root, kept in workbook.kept_warm.items()}
    try:
        with warnings.catch_warnings():
            yield
    finally:
        if pyplot := modules.get("matplotlib.pyplot"):
            pyplot.close("all")
        _restore(sys.modules, modules)
        for space, names in spaces:
            _put_back(space, names)
        sys.path[:] = path
        _restore(os.environ, environment)
        os.chdir(folder)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # some settings are on their way out, and say so
            dict.update(mpl.rcParams, settings)
            for name, value in options.items():
                if pd.get_option(name) != value:
                    pd.set_option(name, value)
        _restore(workbook.kept_warm, tables)


def _spaces() -> list[Any]:
    """Whatever holds names: builtins, the modules of the packages, and our classes."""
    modules = [m for name, m in sys.modules.items() if name.split(".")[0] in _PATCHED and m is not None]
    own = [module for module in modules if module.__name__.startswith("ihanalysis")]
    classes = [
        v
        for module in own
        for v in vars(module).values()
        if isinstance(v, type) and v.__module__.startswith("ihanalysis")
    ]
    return [builtins, *modules, *dict.fromkeys(classes)]


def _put_back(space: Any, names: dict[str, Any]) -> None:
    now = vars(space)
    for name in [name for name in now if name not in names]:
        delattr(space, name)
    for name, value in names.items():
        if now.get(name) is not value:
            setattr(space, name, value)


def _restore(mapping: Any, before: dict[Any, Any]) -> None:
    for name in [name for name in mapping if name not in before]:
        del mapping[name]
    for name, value in before.items():
        if mapping.get(name) is not value:
            mapping[name] = value


def _options() -> dict[str, Any]:
    """Every option of pandas by its name."""
    names = pd.describe_option("", _print_desc=False) or ""
    words = [line.split(" ", 1)[0] for line in names.splitlines() if line and not line.startswith(" ")]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return {name: pd.get_option(name) for name in words}
