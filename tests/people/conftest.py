"""The same people in every engine that the tests know."""

from __future__ import annotations

import shutil
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pytest

HOMELESS = "people experiencing homelessness"


def people_of(rows: int = 4_000, seed: int = 7) -> pd.DataFrame:
    """A register: where people live, what home they have, the year, their age, and whether they were admitted."""
    generator = np.random.default_rng(seed)
    return pd.DataFrame(
        {
            "home": generator.choice(["no fixed abode", "hostel", "settled"], rows, p=[0.03, 0.07, 0.9]),
            "area": generator.choice(["E06000035", "Dartford", "Ashford"], rows),
            "year": generator.choice([2023, 2024], rows),
            "age": generator.integers(0, 100, rows),
            "admitted": generator.random(rows) < 0.2,
        }
    )


@pytest.fixture(scope="session")
def people() -> pd.DataFrame:
    return people_of()


@pytest.fixture(scope="session")
def asked() -> dict[str, Any]:
    """What is asked of the register."""
    return {
        "measure": "People admitted to hospital",
        "source": "A register",
        "group": "home",
        "groups": {"no fixed abode": HOMELESS, "hostel": HOMELESS},
        "area": "area",
        "period": "year",
        "event": "admitted",
    }


@pytest.fixture(scope="session")
def spark() -> Iterator[Any]:
    """Spark in local mode, where there are Spark and Java."""
    pytest.importorskip("pyspark", reason="needs the extra 'spark'")
    if shutil.which("java") is None:
        pytest.skip("Spark needs Java, and there is none on the path")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pyspark.sql import SparkSession

        session = (
            SparkSession.builder.master("local[1]")
            .config("spark.ui.enabled", "false")
            .config("spark.sql.shuffle.partitions", "1")
            .config("spark.sql.adaptive.enabled", "false")
            .config("spark.sql.codegen.wholeStage", "false")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .getOrCreate()
        )
    yield session
    session.stop()


def in_polars(frame: pd.DataFrame) -> pl.LazyFrame:
    return pl.LazyFrame(frame.astype(object).where(frame.notna(), None).to_dict("list"))


def in_duckdb(frame: pd.DataFrame) -> duckdb.DuckDBPyRelation:
    return duckdb.connect().from_df(frame)


ENGINES: dict[str, Callable[[pd.DataFrame], Any]] = {
    "pandas": lambda frame: frame,
    "Polars": in_polars,
    "DuckDB": in_duckdb,
}


@pytest.fixture(params=[*ENGINES, "Spark"])
def lay(request: pytest.FixtureRequest) -> Callable[[pd.DataFrame], Any]:
    """Lays a table in an engine."""
    if request.param != "Spark":
        return ENGINES[request.param]
    session = request.getfixturevalue("spark")
    return lambda frame: session.createDataFrame(frame.astype(object).values.tolist(), list(frame.columns))
