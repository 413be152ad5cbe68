"""How well a map's edits do what they say, read off pictures by some extractor, or told by the truth.

Two kinds of edit are measured, each of +2 σ on fresh portraits: the axis alone (an offset), with the plain
regression's direction beside it, and the wish (what a member gets: solved for each portrait, with whatever
has to step aside), with its way back.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from attribute_map.algebra import covariance_direction
from attribute_map.axes import AttributeMap, Axis, read_hiders
from attribute_map.changes import Change, Kind
from attribute_map.correction import CLOSE, Corrector
from attribute_map.discovery.extractor import Extractor
from attribute_map.discovery.gallery import labels_of
from attribute_map.discovery.labelling import read_pictures
from attribute_map.discovery.sampling import batch_seed, mapped, sample_ws
from attribute_map.discovery.scores import auc_score, r2_score
from attribute_map.discovery.teaching import visible
from attribute_map.step import PLAIN, Step
from engine.generator import Generator, LabelledGenerator
from engine.latents import apply_offsets
from engine.progress import Progress, Report, silent

Values = NDArray[np.float64]

STRONG = 2.0  # σ: the edit that is measured
AIM = 1.5  # σ: the reading that an absolute wish for a degree is to reach
SUCCESS = 1.0  # σ by which its reading is to rise
BACK = 0.2  # σ within which "remove" and "add back" are to return
PEOPLE = 4096  # portraits that one σ of the truth is measured on
AMONG = {"moved_visible": "visible", "moved_free": "free"}  # shares of some of the portraits: of how many


@dataclass(frozen=True, slots=True)
class EditFigures:
    """What edits of +2 σ did, in σ of the readings; shares and means over the portraits that were edited."""

    moved: float  # share whose own reading rose by 1 or more
    visible: float  # share on which nothing hides the attribute beforehand
    moved_visible: float  # share of these whose own reading rose by 1 or more
    free: float  # share on which it also had not come to the axis' end, as the map knows it
    moved_free: float  # share of these
    right: float  # share whose own reading rose
    effect: float  # mean change of its own reading
    side_effect: float  # mean absolute change of the others, exclusive rivals left out


@dataclass(frozen=True, slots=True)
class AxisFigures:
    """All figures of one axis."""

    axis: str
    offset: EditFigures  # the axis alone
    raw: EditFigures  # the plain regression's direction, for the same predicted change
    wish: EditFigures  # as a member's wish
    kept_better: float  # share of portraits on which the others changed less along the axis than along raw
    clamped: float  # share of wishes that a limit stopped short
    back: float  # mean absolute difference of the own reading after a wish and the opposite one
    back_within: float  # share of portraits on which that difference is at most 0.2 σ
    absolute: float  # share of absolute wishes that are seen to be met by the linear step
    corrected: float  # the same after corrections by the pack's own extractor, two at most


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of a map: per axis, and their means."""

    axes: tuple[AxisFigures, ...]
    portraits: int

    def mean(self, name: str, edit: str = "") -> float:
        """Mean over all edits of a figure, or of a figure of one kind of edit: mean("moved", "wish").

        A share of some of the portraits weighs as many as there were: an axis that hardly anyone had room
        on says little.
        """
        rows = [getattr(row, edit) if edit else row for row in self.axes]
        weights = [getattr(row, AMONG[name]) for row in rows] if name in AMONG else np.ones(len(rows))
        total = float(np.sum(weights))
        return float(np.dot(weights, [getattr(row, name) for row in rows])) / total if total else 0.0

    def as_json(self) -> dict[str, Any]:
        """A JSON document of it."""
        kinds = ("offset", "raw", "wish")
        means: dict[str, Any] = {
            kind: {entry.name: self.mean(entry.name, kind) for entry in fields(EditFigures)} for kind in kinds
        }
        single = ("kept_better", "clamped", "back", "back_within", "absolute", "corrected")
        means |= {name: self.mean(name) for name in single}
        return {"portraits": self.portraits, "mean": means, "axes": [asdict(row) for row in self.axes]}


@dataclass(frozen=True)
class Reader:
    """Whoever says what a picture shows: its names [B], and readings [N, B] in σ of ws [N, L, D]."""

    names: tuple[str, ...]
    counted: tuple[bool, ...]  # whether a name counts among the side effects
    read: Callable[[Tensor], Values]


def extractor_reader(
    generator: Generator, extractor: Extractor, *, people: int = 0, seed: int = 99
) -> Reader:
    """An extractor as a reader; a foreign one is calibrated to `people` portraits of the generator first."""
    extractor = extractor.to(generator.device)
    if people:
        ws = sample_ws(generator, "natural", people, batch_seed(seed, "calibrating", 0))
        extractor = extractor.calibrated(read_pictures(generator, extractor, ws))

    def read(ws: Tensor) -> Values:
        raw = read_pictures(generator, extractor, ws)
        return ((raw - extractor.reading_mean) / extractor.reading_std).double().numpy()

    names = extractor.attribute_names
    return Reader(names, tuple(map(extractor.readable, names)), read)


def truth_reader(generator: LabelledGenerator, *, seed: int = 99) -> Reader:
    """The truth that a labelled generator tells; draws nothing.

    An extractor takes some of an edit for another (a hat for a bald head); the truth does not.
    """
    people = sample_ws(generator, "natural", PEOPLE, batch_seed(seed, "calibrating", 0))
    deviation = labels_of(generator, people).std(0)

    def read(ws: Tensor) -> Values:
        return (labels_of(generator, ws) / deviation).double().numpy()

    names = tuple(generator.attribute_names)
    return Reader(names, (True,) * len(names), read)


def measure(
    generator: Generator,
    attribute_map: AttributeMap,
    reader: Reader,
    *,
    eye: Reader | None = None,
    axes: Sequence[str] | None = None,
    portraits: int = 200,
    seed: int = 99,
    progress: Report = silent,
) -> Figures:
    """Edit fresh portraits by +2 σ along each axis and read what changed.

    A reader that the axes were not learned with should do the reading. `eye` is who checks absolute
    wishes and corrects them, as a bot does with the pack's extractor; without, nobody does.
    """
    ws = sample_ws(generator, "natural", portraits, batch_seed(seed, "measuring", 0))
    chosen = axes or [axis.id for axis in attribute_map.axes if axis.id in reader.names]
    z = torch.randn(8192, generator.z_dim, generator=torch.Generator().manual_seed(seed))
    covariance = np.cov(mapped(generator, z)[:, 0].double().numpy(), rowvar=False)
    hidden = _hidden(generator, attribute_map, ws)
    before = reader.read(ws)
    found: list[AxisFigures] = []
    for done, axis in enumerate(chosen):
        progress(Progress("measuring edits", done, len(chosen), axis))
        found.append(_measured(attribute_map, reader, eye, axis, ws, before, covariance, hidden[axis]))
    progress(Progress("measuring edits", len(chosen), len(chosen)))
    return Figures(tuple(found), portraits)


def _measured(
    attribute_map: AttributeMap,
    reader: Reader,
    eye: Reader | None,
    axis: str,
    ws: Tensor,  # [P, L, D]
    before: Values,  # [P, B]
    covariance: Values,
    hidden: NDArray[np.bool_],  # [P]
) -> AxisFigures:
    normal = attribute_map.normals[attribute_map.index(axis)].double().numpy()
    raw = torch.from_numpy(covariance_direction(normal, covariance)).float()
    wish = _wish(axis, True, "relative", STRONG)
    wished, clamped = wished_ws(attribute_map, ws, [wish])
    there, back = _way_back(attribute_map, ws, axis)
    absolute = _wish(axis, True, "absolute", PLAIN if attribute_map[axis].thresholds else AIM)
    met, _ = wished_ws(attribute_map, ws, [absolute])
    corrected = met if eye is None else corrected_ws(attribute_map, ws, absolute, eye)
    edited = [ws + STRONG * attribute_map.directions[axis], ws + STRONG * raw, wished]
    edited += [there, back, met, corrected]
    after = reader.read(torch.cat(edited)).reshape(len(edited), *before.shape)
    changes = after - before
    own = reader.names.index(axis)
    ignored = {axis, *attribute_map.rivals[axis]}
    others = [
        place
        for place, name in enumerate(reader.names)
        if reader.counted[place] and name not in ignored and name in attribute_map.names
    ]
    side, raw_side = (np.abs(change[:, others]).mean(axis=1) for change in changes[:2])
    index = attribute_map.index(axis)
    room = attribute_map.positions(ws)[:, index].numpy() + STRONG <= attribute_map.axes[index].high
    ended = (~room, ~room, np.asarray(clamped))
    offset, plain, as_wished = (
        _figures(change, own, others, hidden, end) for change, end in zip(changes[:3], ended, strict=True)
    )
    missed = np.abs(changes[4][:, own])
    return AxisFigures(
        axis=axis,
        offset=offset,
        raw=plain,
        wish=as_wished,
        kept_better=float((side < raw_side).mean()),
        clamped=float(np.mean(clamped)),
        back=float(missed.mean()),
        back_within=float((missed <= BACK).mean()),
        absolute=_met(attribute_map[axis], after[5][:, own]),
        corrected=_met(attribute_map[axis], after[6][:, own]),
    )


def _met(axis: Axis, readings: Values) -> float:
    """Share of portraits on which an absolute wish is seen to be met."""
    if axis.thresholds is not None:
        return float((readings >= axis.thresholds.visible).mean())
    return float((np.abs(readings - AIM) <= CLOSE).mean())


def corrected_ws(attribute_map: AttributeMap, ws: Tensor, change: Change, eye: Reader) -> Tensor:
    """Each portrait of ws [P, L, D] after a wish that is checked and corrected as in a conversation."""
    columns = {axis.id: eye.names.index(axis.id) for axis in attribute_map.axes if axis.id in eye.names}
    correctors = [Corrector(attribute_map) for _ in ws]
    steps: list[Step] = [attribute_map.step(portrait, {}, [change]) for portrait in ws]
    open_ones = [place for place, step in enumerate(steps) if step.moved]
    while open_ones:
        tried = [apply_offsets(ws[p], steps[p].offsets, attribute_map.directions) for p in open_ones]
        seen = eye.read(torch.stack(tried))
        again = []
        for place, row in zip(open_ones, seen, strict=True):
            corrector = correctors[place]
            if corrector.judge(steps[place], {axis: float(row[c]) for axis, c in columns.items()}):
                steps[place] = attribute_map.step(ws[place], {}, [change], nudges=corrector.nudges)
                again.append(place)
        open_ones = again
    done = [corrector.best or step for corrector, step in zip(correctors, steps, strict=True)]
    directions = attribute_map.directions
    return torch.stack([apply_offsets(w, s.offsets, directions) for w, s in zip(ws, done, strict=True)])


def _figures(
    change: Values, own: int, others: list[int], hidden: NDArray[np.bool_], ended: NDArray[np.bool_]
) -> EditFigures:
    moved = change[:, own] >= SUCCESS
    return EditFigures(
        moved=float(moved.mean()),
        visible=float((~hidden).mean()),
        moved_visible=_share(moved[~hidden]),
        free=float((~hidden & ~ended).mean()),
        moved_free=_share(moved[~hidden & ~ended]),
        right=float((change[:, own] > 0).mean()),
        effect=float(change[:, own].mean()),
        side_effect=float(np.abs(change[:, others]).mean()),
    )


def _share(found: NDArray[np.bool_]) -> float:
    return float(found.mean()) if len(found) else 0.0


def wished_ws(
    attribute_map: AttributeMap, ws: Tensor, changes: Sequence[Change], *, keep: Collection[str] = ()
) -> tuple[Tensor, list[bool]]:
    """Each portrait of ws [P, L, D] after these wishes, and whether a limit stopped any of them."""
    steps = [attribute_map.step(portrait, {}, changes, keep=keep) for portrait in ws]
    moved = [
        apply_offsets(portrait, step.offsets, attribute_map.directions)
        for portrait, step in zip(ws, steps, strict=True)
    ]
    stopped = [bool(step.refused) or any(move.clamped for move in step.moved) for step in steps]
    return torch.stack(moved), stopped


def _wish(axis: str, more: bool, kind: Kind, amount: float) -> Change:
    return Change(axis, 1 if more else -1, kind, amount, axis, 1.0)


def _way_back(attribute_map: AttributeMap, ws: Tensor, axis: str) -> tuple[Tensor, Tensor]:
    """There and back: a thing that is there is removed and added back, one that is absent the other way.

    A degree goes up by 1 σ and down again.
    """
    entry, directions = attribute_map[axis], attribute_map.directions
    readings = attribute_map.readings(ws)[:, attribute_map.index(axis)].tolist()
    there, back = [], []
    for portrait, reading in zip(ws, readings, strict=True):
        if entry.thresholds is None:
            first, second = _wish(axis, True, "relative", 1.0), _wish(axis, False, "relative", 1.0)
        else:
            absent = reading < entry.thresholds.visible
            first, second = (_wish(axis, more, "absolute", PLAIN) for more in (absent, not absent))
        offsets = attribute_map.step(portrait, {}, [first]).offsets
        there.append(apply_offsets(portrait, offsets, directions))
        back.append(
            apply_offsets(portrait, attribute_map.step(portrait, offsets, [second]).offsets, directions)
        )
    return torch.stack(there), torch.stack(back)


def _hidden(generator: Generator, attribute_map: AttributeMap, ws: Tensor) -> dict[str, NDArray[np.bool_]]:
    """Per axis, on which portraits [P] something hides it: by the truth where the generator tells it."""
    hiders = read_hiders()
    if isinstance(generator, LabelledGenerator):
        truth, names = labels_of(generator, ws).cpu().numpy(), list(generator.attribute_names)
        return {axis.id: ~visible(axis.id, truth, names, hiders) for axis in attribute_map.axes}
    shown = [attribute_map.shown(portrait) for portrait in ws]
    return {
        axis.id: np.array(
            [any(people.get(hider, 0) > 0 for hider in hiders.get(axis.id, ())) for people in shown]
        )
        for axis in attribute_map.axes
    }


def examine(
    generator: LabelledGenerator, extractor: Extractor, *, portraits: int = 4096, seed: int = 77
) -> dict[str, dict[str, float | None]]:
    """How well an extractor reads fresh natural portraits: R² and AUC by attribute.

    `r2` and `auc` are over portraits on which nothing hides the attribute, `r2_all` over all; AUC only for
    what is absent or there.
    """
    extractor = extractor.to(generator.device)
    ws = sample_ws(generator, "natural", portraits, batch_seed(seed, "examining", 0))
    truth, raw = labels_of(generator, ws).cpu().numpy(), read_pictures(generator, extractor, ws)
    read = (raw * extractor.label_std + extractor.label_mean).numpy()
    names, hiders = list(generator.attribute_names), read_hiders()
    found: dict[str, dict[str, float | None]] = {}
    for name in extractor.attribute_names:
        column, own = names.index(name), extractor.column(name)
        seen = visible(name, truth, names, hiders)
        there = truth[:, column] > 0.5
        presence = name in extractor.marks
        found[name] = {
            "r2": r2_score(truth[seen, column], read[seen, own]),
            "r2_all": r2_score(truth[:, column], read[:, own]),
            "auc": auc_score(there[seen], read[seen, own]) if presence else None,
            "visible": float(seen.mean()),
        }
    return found
