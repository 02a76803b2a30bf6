"""Age bands are joined by their names, and collapse only where whole bands make a wider one."""

import numpy as np
import pandas as pd
import pytest

from ihanalysis.stats import EUROPEAN_STANDARD_POPULATION_2013, ArgumentError, collapse_bands
from ihanalysis.stats import directly_standardised_rate as standardised

COUNT = {"0-64": 20.0, "65+": 90.0}
PEOPLE = {"65+": 1000.0, "0-64": 5000.0}
WEIGHTS = {"0-64": 80_500, "65+": 19_500}
EXPECTED = 0.805 * 20 / 5000 + 0.195 * 90 / 1000


def test_the_european_standard_population_is_that_of_2013():
    assert list(EUROPEAN_STANDARD_POPULATION_2013)[:2] == ["0-4", "5-9"]
    assert list(EUROPEAN_STANDARD_POPULATION_2013)[-2:] == ["85-89", "90+"]
    assert len(EUROPEAN_STANDARD_POPULATION_2013) == 19
    assert sum(EUROPEAN_STANDARD_POPULATION_2013.values()) == 100_000


def test_the_european_standard_population_is_that_of_phstatsmethods():
    theirs = pytest.importorskip("PHStatsMethods").euro_standard_pop()
    assert dict(zip(*theirs.to_numpy().T, strict=True)) == dict(EUROPEAN_STANDARD_POPULATION_2013)


def test_the_standard_cannot_be_changed_by_accident():
    with pytest.raises(TypeError):
        EUROPEAN_STANDARD_POPULATION_2013["0-4"] = 1


@pytest.mark.parametrize(
    ("count", "population"),
    [
        (COUNT, PEOPLE),
        (pd.Series(COUNT), pd.Series(PEOPLE)),
        (pd.DataFrame([COUNT]).iloc[0], PEOPLE),
        (COUNT, pd.Series(PEOPLE)),
    ],
)
def test_bands_are_joined_by_name_whatever_their_order(count, population):
    assert standardised(count, population, WEIGHTS).value == pytest.approx(EXPECTED)


def test_a_frame_has_an_area_a_row_and_a_band_a_column():
    counts = pd.DataFrame({"65+": [90, 9], "0-64": [20, 30]})
    people = pd.DataFrame({"0-64": [5000, 4000], "65+": [1000, 500]})
    expected = [EXPECTED, 0.805 * 30 / 4000 + 0.195 * 9 / 500]
    np.testing.assert_allclose(standardised(counts, people, WEIGHTS).value, expected)


def test_a_mapping_may_hold_an_array_of_areas_for_each_band():
    found = standardised({"65+": [90, 9], "0-64": [20, 30]}, {"0-64": [5000, 4000], "65+": 1000}, WEIGHTS)
    assert found.value.shape == (2,)
    assert found.value[0] == pytest.approx(EXPECTED)


def test_a_series_that_is_numbered_takes_its_bands_from_the_names_given():
    counts, people = pd.Series([90, 20]), pd.Series([1000, 5000])
    assert standardised(counts, people, WEIGHTS, bands=["65+", "0-64"]).value == pytest.approx(EXPECTED)


def test_own_labels_win_over_the_names_given():
    assert standardised([90, 20], PEOPLE, WEIGHTS, bands=["65+", "0-64"]).value == pytest.approx(EXPECTED)


def test_a_rate_under_75_needs_only_the_bands_under_75():
    bands = [band for band in EUROPEAN_STANDARD_POPULATION_2013 if int(band.strip("+").split("-")[0]) < 75]
    found = standardised(np.full(15, 10), np.full(15, 1000), bands=bands)
    assert found.value == pytest.approx(0.01)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: standardised([1, 2], [3, 4], WEIGHTS), "count must say which age bands"),
        (lambda: standardised(COUNT, [3, 4], WEIGHTS), "population must say which age bands"),
        (lambda: standardised(COUNT, PEOPLE, [1, 2]), "standard must say which age bands"),
        (lambda: standardised([1, 2], [3, 4], bands=["0-4", "85+"]), "'85\\+' of count.*; the nearest is '85-89'"),
        (lambda: standardised(COUNT, {"0-64": 1}, WEIGHTS), "the band '65\\+' of count is not a band of population"),
        (lambda: standardised({"0-64": 1}, PEOPLE, WEIGHTS), "the band '65\\+' of population is not a band of count"),
        (lambda: standardised([1, 2], [3, 4], WEIGHTS, bands=["65+", "65+"]), "'65\\+' twice"),
        (lambda: standardised([1, 2, 3], [3, 4], WEIGHTS, bands=["0-64", "65+"]), r"found shape \(3,\)"),
        (lambda: standardised(COUNT, PEOPLE, {"0-64": 0, "65+": 0}), "weights that sum to 0"),
        (lambda: standardised(COUNT, PEOPLE, {"0-64": 1, "65+": -1}), "standard must be 0 or more in every band"),
        (lambda: standardised(COUNT, PEOPLE, {"0-64": 1, "65+": np.nan}), "standard must be 0 or more"),
        (lambda: standardised(COUNT, PEOPLE, {"0-64": [1, 1], "65+": [2, 2]}), "one weight for each band"),
    ],
)
def test_bands_that_do_not_match_are_refused_and_never_joined_by_position(call, message):
    with pytest.raises(ArgumentError, match=message):
        call()


def test_collapsing_keeps_the_total():
    wider = collapse_bands(EUROPEAN_STANDARD_POPULATION_2013, ["0-4", "5-14", "15-74", "75+"])
    assert sum(float(weight) for weight in wider.values()) == 100_000


def test_collapsing_counts_and_populations_together_gives_the_rate_of_the_wider_bands():
    into = ["0-64", "65+"]
    counts = dict.fromkeys(EUROPEAN_STANDARD_POPULATION_2013, np.array([2, 3]))
    people = dict.fromkeys(EUROPEAN_STANDARD_POPULATION_2013, 100)
    weights = collapse_bands(EUROPEAN_STANDARD_POPULATION_2013, into)
    found = standardised(collapse_bands(counts, into), collapse_bands(people, into), weights)
    np.testing.assert_allclose(found.value, [0.02, 0.03])


@pytest.mark.parametrize("into", ["0-12", "3-9", "85+", "95+", "0-200"])
def test_a_band_that_is_not_made_of_whole_bands_is_refused(into):
    bands = {"0-4": 1, "5-9": 2, "10-14": 3, "80-89": 4, "90+": 5}
    with pytest.raises(ArgumentError, match="must be made of whole bands"):
        collapse_bands(bands, [into])


def test_a_gap_between_bands_is_not_bridged():
    with pytest.raises(ArgumentError, match="must be made of whole bands"):
        collapse_bands({"0-4": 1, "10-14": 2}, ["0-14"])


def test_a_name_that_is_not_a_band_is_refused():
    with pytest.raises(ArgumentError, match="found 'All ages'"):
        collapse_bands({"0-4": 1, "All ages": 2}, ["0-4"])
