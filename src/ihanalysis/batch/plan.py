"""What a run will do, and why."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from ihanalysis.areas import Area
from ihanalysis.batch.inputs import Inputs
from ihanalysis.batch.manifest import Manifest, Record


class Reason(StrEnum):
    """Why a briefing is made, or is not."""

    NEW = "new"
    CHANGED = "changed inputs"
    DAMAGED = "files missing or altered"
    FAILED = "failed before"
    FORCED = "forced"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class Step:
    """One area in a plan.

    Attributes
    ----------
    system
        Whose briefing.
    folder
        Where it goes.
    inputs
        What it is made from.
    reason
        Why it is made, or is not.
    changed
        The inputs that changed since it was made.
    """

    area: Area
    folder: Path
    inputs: Inputs
    reason: Reason
    changed: tuple[str, ...] = ()

    @property
    def to_do(self) -> bool:
        """Whether the briefing is to be made."""
        return self.reason is not Reason.UNCHANGED

    @property
    def why(self) -> str:
        """The reason in words, with the inputs that changed."""
        return f"{self.reason}: {', '.join(self.changed)}" if self.changed else str(self.reason)


def plan(
    areas: Iterable[Area],
    folder: Path,
    manifest: Manifest,
    inputs: Callable[[Area], Inputs],
    *,
    force: bool = False,
    failed: bool = False,
) -> tuple[Step, ...]:
    """Decide for each area whether its briefing is made, and why.

    Parameters
    ----------
    folder
        Where briefings go, each in a folder of the area's name.
    manifest
        What stands there.
    inputs
        What an area's briefing would be made from now.
    force
        Make every briefing, whatever stands.
    failed
        Plan only those that failed before.
    """
    steps = []
    for area in areas:
        record = manifest.records.get(area.slug)
        if failed and (record is None or not record.error):
            continue
        now = inputs(area)
        reason, changed = (Reason.FORCED, ()) if force else _reason(record, now, folder)
        steps.append(Step(area, folder / area.slug, now, reason, changed))
    return tuple(steps)


def _reason(record: Record | None, now: Inputs, folder: Path) -> tuple[Reason, tuple[str, ...]]:
    if record is None:
        return Reason.NEW, ()
    if record.error:
        return Reason.FAILED, ()
    changed = now.changed_since(record.inputs)
    if changed:
        return Reason.CHANGED, changed
    if not record.resources or not all(resource.stands(folder) for resource in record.resources):
        return Reason.DAMAGED, ()
    return Reason.UNCHANGED, ()
