"""Estimated events where only some are identified: identified × uplift, with the doubt of both."""

from __future__ import annotations

import numpy as np
from numpy.lib.array_utils import normalize_axis_tuple
from numpy.typing import ArrayLike

from ihanalysis.stats.arguments import ArgumentError, number_array, number_arrays, refuse
from ihanalysis.stats.blocks import in_blocks
from ihanalysis.stats.estimate import (
    DEFAULT_LEVEL,
    MISSING,
    Estimate,
    Floats,
    Level,
    reasons,
    with_level_axis,
)
from ihanalysis.stats.limits import normal_quantile, poisson_limits


def uplifted_count(
    identified: ArrayLike,
    uplift: ArrayLike,
    uplift_standard_error: ArrayLike,
    *,
    axis: int | tuple[int, ...] | None = None,
    level: Level = DEFAULT_LEVEL,
) -> Estimate:
    """Estimated events from the identified ones, pooled over years that each have their own uplift.

    The value is T = Σ xᵢuᵢ. Two doubts go into its interval. The identified events are Poisson counts:
    T's limits for given uplifts are those of a weighted sum (Dobson and others 1991, Stat Med 10:
    457-462), T + √(Σuᵢ²xᵢ / Σxᵢ) (limit of Σxᵢ − Σxᵢ), with exact and Byar's limits of Σxᵢ. Each uplift
    has a standard error sᵢ, which leaves T the relative standard error √(Σxᵢ²sᵢ²) / T. The two are
    independent, so their distances on the logarithmic scale are added in quadrature (the delta method).

    Parameters
    ----------
    identified
        Events that were identified; not necessarily whole, as when a place's events are divided between
        systems by population share. NaN means missing.
    uplift, uplift_standard_error
        Estimated events over identified ones, and its standard error; shapes that broadcast with
        `identified`. An uplift with length one along an axis that is summed is one uplift for all of
        them, so the events are summed before it is applied and its error does not average out.
    axis
        The axis, or axes, to sum over, such as the years; None sums nothing.
    level
        One confidence level, or several, which add a last axis to the limits.

    Boundary rules: with none identified the value and the lower limit are 0 and the upper limit is the
    exact one times the uplift, the largest uplift where several were pooled; the uplift's own error no
    longer counts there, being the limit that the formula tends to. A missing input makes its sum missing.

    Raises
    ------
    ArgumentError
        If a count or standard error is negative, an uplift is not above 0, there is no such axis, or the
        same events would be counted once for each of several uplifts.

    >>> pooled = uplifted_count([[10, 20], [0, 0]], [1.4, 1.2], [0.1, 0.05], axis=-1)
    >>> pooled.value.tolist(), pooled.lower.round(1).tolist(), pooled.upper.round(1).tolist()
    ([38.0, 0.0], [25.4, 0.0], [54.7, 5.2])
    """
    counts = number_array("identified", identified)
    factor, error = number_arrays(uplift=uplift, uplift_standard_error=uplift_standard_error)
    refuse(counts < 0, "identified", counts, "0 or more")
    refuse(factor <= 0, "uplift", factor, "above 0")
    refuse(error < 0, "uplift_standard_error", error, "0 or more")
    counts, factor, error, axes = _shared_summed_first(counts, factor, error, axis)
    summed = tuple(range(-len(axes), 0))
    parts = [np.moveaxis(np.broadcast_to(a, counts.shape), axes, summed) for a in (counts, factor, error)]

    def of_places(counts: Floats, factor: Floats, error: Floats) -> tuple[Floats, Floats, Floats]:
        events = np.sum(counts, axis=summed)
        value = np.sum(counts * factor, axis=summed)
        with np.errstate(divide="ignore", invalid="ignore"):
            weight = np.sqrt(np.sum(factor**2 * counts, axis=summed) / events)
            relative_error = np.sqrt(np.sum((counts * error) ** 2, axis=summed)) / value
        none = events == 0
        weight = np.where(none, np.max(factor, axis=summed, initial=0), weight)
        relative_error = np.where(none, 0, relative_error)
        return value, *_poisson_and_uplift_limits(value, events, weight, relative_error, level)

    value, lower, upper = in_blocks(of_places, parts[0].shape[: counts.ndim - len(axes)], *parts)
    return Estimate.of(value, lower, upper, reasons((np.isnan(value), MISSING)))


def _shared_summed_first(
    counts: Floats, factor: Floats, error: Floats, axis: int | tuple[int, ...] | None
) -> tuple[Floats, Floats, Floats, tuple[int, ...]]:
    """Sum the events that share an uplift, and bring all to one number of dimensions."""
    try:
        shape = np.broadcast_shapes(counts.shape, factor.shape)
    except ValueError as problem:
        raise ArgumentError(
            f"the shapes must broadcast against each other; found identified {counts.shape}, uplift {factor.shape}"
        ) from problem
    try:
        axes = () if axis is None else normalize_axis_tuple(axis, len(shape))
    except ValueError as problem:
        raise ArgumentError(f"axis must be one of the {len(shape)} axes of identified; found {axis}") from problem
    counts, factor, error = (np.reshape(a, (1,) * (len(shape) - a.ndim) + a.shape) for a in (counts, factor, error))
    repeated = [a for a in axes if counts.shape[a] < shape[a]]
    if repeated:
        raise ArgumentError(
            "identified must have events of its own for each uplift that is summed, or they would be counted "
            f"{shape[repeated[0]]} times; found length 1 along axis {repeated[0]}"
        )
    shared = tuple(a for a in axes if factor.shape[a] == 1)
    return np.broadcast_to(counts, shape).sum(axis=shared, keepdims=True), factor, error, axes


def _poisson_and_uplift_limits(
    value: Floats, events: Floats, weight: Floats, relative_error: Floats, level: Level
) -> tuple[Floats, Floats]:
    """The two doubts' distances from the value on the logarithmic scale, added in quadrature."""
    few, many = poisson_limits(events, level)
    estimate, spread, total = (with_level_axis(a, level) for a in (value, weight, events))
    # Very unequal uplifts of a few events could take the weighted sum below zero, where nothing can be.
    poisson_lower = np.maximum(estimate + spread * (few - total), 0)
    poisson_upper = estimate + spread * (many - total)
    uplift_distance = normal_quantile(level) * with_level_axis(relative_error, level)
    with np.errstate(divide="ignore", invalid="ignore"):
        centre = np.log(estimate)
        lower = np.exp(centre - np.hypot(centre - np.log(poisson_lower), uplift_distance))
        upper = np.exp(centre + np.hypot(np.log(poisson_upper) - centre, uplift_distance))
    none = total == 0
    return np.where(none, 0.0, lower), np.where(none, poisson_upper, upper)
