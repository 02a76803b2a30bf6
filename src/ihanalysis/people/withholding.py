"""Keeping rows about people out of whatever is shown when something fails: messages, tracebacks, logs."""

from __future__ import annotations

import inspect
import logging
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

import narwhals as nw

from ihanalysis.errors import InclusionHealthError, NotPossibleError

Asked = ParamSpec("Asked")
Given = TypeVar("Given")


def without_rows(function: Callable[Concatenate[object, Asked], Given]) -> Callable[Concatenate[object, Asked], Given]:
    """A function of a table whose failures hold nothing of the table.

    An error is raised anew, without the errors that led to it, and without a way back to where it was: a
    traceback that shows variables, as log collectors keep, would show rows. An error that is not one of
    ours is told by its type alone.
    """
    signature = inspect.signature(function)

    @wraps(function)
    def told(frame: object, /, *args: Asked.args, **asked: Asked.kwargs) -> Given:
        signature.bind(None, *args, **asked)
        failed: InclusionHealthError
        try:
            return function(frame, *args, **asked)
        except InclusionHealthError as error:
            failed = error
        except Exception as error:
            failed = NotPossibleError(
                f"something failed that should not have: {type(error).__name__}. Its message is withheld, as it may "
                f"quote a row. Please report it with the types of the columns, and without the table."
            )
        del frame
        failed.__cause__ = failed.__context__ = None
        raise failed.with_traceback(None)

    return told


@contextmanager
def withheld(table: nw.LazyFrame[Any], columns: Mapping[str, str]) -> Iterator[None]:
    """Withhold whatever an engine says when it fails, and its warnings: they may quote rows.

    Raises
    ------
    NotPossibleError
        In place of the engine's own error, with the names and types of the columns.
    """
    failed = ""
    try:
        with warnings.catch_warnings(), _quiet(table):
            warnings.simplefilter("ignore")
            yield
    except InclusionHealthError:
        raise
    except Exception as error:
        failed = type(error).__name__
    if failed:
        named = ", ".join(f"{name!r} ({kind})" for name, kind in columns.items())
        raise NotPossibleError(
            f"{table.implementation.name} could not count the rows{f' by {named}' if named else ''}: {failed}. Its "
            f"message is withheld, as it may quote a row; look at the columns in the engine itself."
        )


@contextmanager
def _quiet(table: nw.LazyFrame[Any]) -> Iterator[None]:
    """Let nothing be logged while an engine has rows in its hands, by Python or by Spark's own Java."""
    before = logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    try:
        with _quiet_java(table) if table.implementation.is_pyspark() else nullcontext():
            yield
    finally:
        logging.disable(before)


@contextmanager
def _quiet_java(table: nw.LazyFrame[Any]) -> Iterator[None]:
    """Spark's own `setLogLevel` would do, but what it was before cannot be asked of it."""
    log4j = table.to_native().sparkSession.sparkContext._jvm.org.apache.logging.log4j
    level = log4j.LogManager.getRootLogger().getLevel()
    log4j.core.config.Configurator.setRootLevel(log4j.Level.OFF)
    try:
        yield
    finally:
        log4j.core.config.Configurator.setRootLevel(level)
