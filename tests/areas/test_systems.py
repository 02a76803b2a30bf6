"""Systems are named in many ways; exactly one is meant, or the error says what could have been."""

from __future__ import annotations

import pytest

from ihanalysis import Workbook
from ihanalysis.errors import UnknownChoiceError, UnknownSystemError


@pytest.mark.parametrize(("boundaries", "number"), [("2026", 36), ("2023", 42)])
def test_each_boundary_year_has_its_systems(workbook: Workbook, boundaries: str, number: int) -> None:
    systems = workbook.areas.of(boundaries)
    assert len(systems) == number
    assert len({system.slug for system in systems}) == number


@pytest.mark.parametrize(
    "name",
    ["QKS", "qks", "E54000032", "Kent and Medway", "NHS Kent and Medway Integrated Care Board", "K&M", "kent",
     "Kent & Medway ICB", "  kent   and medway ", "Kent and Medwya"],
)  # fmt: skip
def test_a_system_is_found_by_every_name_it_has(workbook: Workbook, name: str) -> None:
    assert workbook.areas.find(name).name == "Kent and Medway"


def test_an_ods_code_that_was_kept_means_the_system_of_the_boundary_year(workbook: Workbook) -> None:
    assert workbook.areas.find("QRL").code == "E54000067"
    assert workbook.areas.find("QRL", "2023").code == "E54000042"


def test_an_ambiguous_name_lists_the_systems_it_fits(workbook: Workbook) -> None:
    with pytest.raises(UnknownSystemError, match=r"fits 4 systems: .*West and North London"):
        workbook.areas.find("london")


@pytest.mark.parametrize("name", ["QNQ", "Frimley", "E54000034", "frim"])
def test_an_abolished_system_is_an_error_that_names_its_successors(workbook: Workbook, name: str) -> None:
    with pytest.raises(UnknownSystemError, match=r"abolished") as error:
        workbook.areas.find(name)
    for successor in ("Hampshire and Isle of Wight", "Surrey and Sussex", "Thames Valley"):
        assert successor in str(error.value)


def test_a_system_that_did_not_exist_yet_names_its_predecessors(workbook: Workbook) -> None:
    with pytest.raises(UnknownSystemError, match=r"began on 1 April 2026.*Mid and South Essex"):
        workbook.areas.find("D7T5G", "2023")


def test_an_unknown_system_lists_the_nearest(workbook: Workbook) -> None:
    with pytest.raises(UnknownSystemError, match=r"The nearest: .*Northamptonshire"):
        workbook.areas.find("Northamtpon")


@pytest.mark.parametrize("name", ["../../etc", '"; import os', "<script>", "", " ", "*", ".", "E54", "None"])
def test_a_name_is_only_ever_compared(workbook: Workbook, name: str) -> None:
    with pytest.raises(UnknownSystemError, match=r"is not a system"):
        workbook.areas.find(name)


def test_unknown_boundaries_list_the_years_there_are(workbook: Workbook) -> None:
    with pytest.raises(UnknownChoiceError, match=r"'2024' is not a known boundary year.*2023, 2026"):
        workbook.areas.find("kent", "2024")
