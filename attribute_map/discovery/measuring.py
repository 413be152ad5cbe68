"""How well a map's edits do what they say, read off pictures by an extractor of one's choice."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from attribute_map.algebra import covariance_direction
from attribute_map.axes import AttributeMap
from attribute_map.changes import Change
from attribute_map.discovery.extractor import Extractor
from attribute_map.discovery.gallery import labels_of
from attribute_map.discovery.labelling import read_pictures
from attribute_map.discovery.progress import Progress, Report, silent
from attribute_map.discovery.sampling import batch_seed, sample_ws
from engine.generator import Generator, LabelledGenerator

Values = NDArray[np.float64]

STRONG = 2.0  # σ: the edit that is measured
READABLE = 0.3  # held-out R² from which an extractor's reading counts


@dataclass(frozen=True, slots=True)
class AxisFigures:
    """What an edit of +2 σ did to P portraits, all in σ of the extractor's readings."""

    axis: str
    right: float  # share of portraits whose reading rose
    moved: float  # share whose reading rose by 1 or more
    effect: float  # mean change of its own reading
    side_effect: float  # mean absolute change of the others, exclusive rivals left out
    raw_side_effect: float  # the same along the plain regression's direction, for the same predicted change
    kept_better: float  # share of portraits on which the others changed less than along the plain direction


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of a map: per axis, and what share of axes or edits reach the goals."""

    axes: tuple[AxisFigures, ...]
    portraits: int
    right: float
    moved: float
    side_effect: float
    raw_side_effect: float
    kept_better: float

    def as_json(self) -> dict[str, Any]:
        """A JSON document of it."""
        return asdict(self)


def measure(
    generator: Generator,
    attribute_map: AttributeMap,
    extractor: Extractor,
    *,
    axes: Sequence[str] | None = None,
    portraits: int = 200,
    seed: int = 99,
    stepwise: bool = False,
    progress: Report = silent,
) -> Figures:
    """Edit fresh portraits by +2 σ along each axis and read what changed.

    Along the axis as it is by default; `stepwise` measures what a member gets instead: a wish of +2 σ, solved
    for each portrait. The extractor is calibrated to the generator's portraits first, so one that the axes
    were not learned with can be used, and should.
    """
    extractor = extractor.calibrated(read_pictures(generator, extractor, _population(generator, seed)))
    names = [name for name in attribute_map.names if _readable(extractor, name, axes)]
    columns = [extractor.column(name) for name in names]

    def reader(ws: Tensor) -> Values:
        raw = read_pictures(generator, extractor, ws)
        readings = (raw - extractor.reading_mean) / extractor.reading_std
        return readings[:, columns].double().numpy()

    return _measured(generator, attribute_map, reader, names, axes, portraits, seed, stepwise, progress)


def measure_truth(
    generator: LabelledGenerator,
    attribute_map: AttributeMap,
    *,
    axes: Sequence[str] | None = None,
    portraits: int = 200,
    seed: int = 99,
    stepwise: bool = False,
    progress: Report = silent,
) -> Figures:
    """The same by the truth that a labelled generator tells, in σ of its population; draws nothing.

    An extractor takes some of an edit for another (a hat for a bald head); the truth does not.
    """
    truth = list(generator.attribute_names)
    names = [name for name in attribute_map.names if name in truth]
    columns = [truth.index(name) for name in names]
    deviation = labels_of(generator, sample_ws(generator, "natural", 4096, seed))[:, columns].std(0)

    def reader(ws: Tensor) -> Values:
        return (labels_of(generator, ws)[:, columns] / deviation).double().numpy()

    return _measured(generator, attribute_map, reader, names, axes, portraits, seed, stepwise, progress)


def _measured(
    generator: Generator,
    attribute_map: AttributeMap,
    reader: Callable[[Tensor], Values],  # ws [P, L, D] to readings [P, B], σ
    names: Sequence[str],  # B
    axes: Sequence[str] | None,
    portraits: int,
    seed: int,
    stepwise: bool,
    progress: Report,
) -> Figures:
    ws = sample_ws(generator, "natural", portraits, batch_seed(seed, "measuring", 0))
    before = reader(ws)
    chosen = axes or [axis.id for axis in attribute_map.axes if axis.id in names]
    covariance = np.cov(sample_ws(generator, "natural", 8192, seed)[:, 0].double().numpy(), rowvar=False)
    found: list[AxisFigures] = []
    for done, axis in enumerate(chosen):
        progress(Progress("measuring edits", done, len(chosen), axis))
        moved = stepped(attribute_map, ws, axis) if stepwise else ws + STRONG * attribute_map.directions[axis]
        raw = ws + STRONG * raw_direction(attribute_map, axis, covariance)
        others = _others(attribute_map, names, axis)
        found.append(_figures(axis, names.index(axis), others, reader(moved) - before, reader(raw) - before))
    progress(Progress("measuring edits", len(chosen), len(chosen)))
    return _summary(found, portraits)


def raw_direction(attribute_map: AttributeMap, axis: str, covariance: Values) -> Tensor:
    """The axis [D] as plain regression gives it, scaled to the same predicted change of its reading."""
    normal = attribute_map.normals[attribute_map.index(axis)].double().numpy()
    return torch.from_numpy(covariance_direction(normal, covariance)).float()


def stepped(attribute_map: AttributeMap, ws: Tensor, axis: str, amount: float = STRONG) -> Tensor:
    """Each portrait of ws [P, L, D] after the wish for `amount` σ more of an axis."""
    wish = Change(axis, 1 if amount >= 0 else -1, "relative", abs(amount), axis, 1.0)
    moved = [
        portrait + offsets_to_step(attribute_map, attribute_map.step(portrait, {}, [wish]).offsets)
        for portrait in ws
    ]
    return torch.stack(moved)


def offsets_to_step(attribute_map: AttributeMap, offsets: dict[str, float]) -> Tensor:
    """What a set of offsets adds to ws [L, D]."""
    total = torch.zeros_like(attribute_map.steps[0])
    for axis, value in offsets.items():
        total += value * attribute_map.directions[axis]
    return total


def _population(generator: Generator, seed: int) -> Tensor:
    return sample_ws(generator, "natural", 512, batch_seed(seed, "calibrating", 0))


def _readable(extractor: Extractor, name: str, axes: Sequence[str] | None) -> bool:
    """Whether a reading is worth counting; guesses that are mostly noise are not."""
    if name not in extractor.attribute_names:
        return False
    return extractor.r2[extractor.column(name)] >= READABLE or name in (axes or ())


def _others(attribute_map: AttributeMap, names: Sequence[str], axis: str) -> list[int]:
    ignored = {axis, *attribute_map.rivals[axis]}
    return [index for index, name in enumerate(names) if name not in ignored]


def _figures(axis: str, own: int, others: list[int], change: Values, raw: Values) -> AxisFigures:
    side, raw_side = np.abs(change[:, others]).mean(axis=1), np.abs(raw[:, others]).mean(axis=1)
    return AxisFigures(
        axis=axis,
        right=float((change[:, own] > 0).mean()),
        moved=float((change[:, own] >= 1.0).mean()),
        effect=float(change[:, own].mean()),
        side_effect=float(side.mean()),
        raw_side_effect=float(raw_side.mean()),
        kept_better=float((side < raw_side).mean()),
    )


def _summary(found: Sequence[AxisFigures], portraits: int) -> Figures:
    def mean(name: str) -> float:
        return float(np.mean([getattr(figures, name) for figures in found]))

    return Figures(
        axes=tuple(found),
        portraits=portraits,
        right=mean("right"),
        moved=mean("moved"),
        side_effect=mean("side_effect"),
        raw_side_effect=mean("raw_side_effect"),
        kept_better=mean("kept_better"),
    )
