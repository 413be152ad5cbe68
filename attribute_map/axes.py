"""The attribute map: where a portrait stands on every axis, and which way each axis leads."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from attribute_map.calibration import Curve
from attribute_map.changes import Change
from attribute_map.errors import UnknownAxis, VocabularyError
from attribute_map.vocabulary import AxisEntry

if TYPE_CHECKING:
    from attribute_map.discovery.extractor import Extractor
    from attribute_map.step import Step

Values = NDArray[np.float64]

YIELDING_FILE = Path(__file__).with_name("yielding.toml")
HIDING_FILE = Path(__file__).with_name("hiding.toml")
PARTS_FILE = Path(__file__).with_name("parts.toml")


def read_hiders(path: Path = HIDING_FILE) -> dict[str, tuple[str, ...]]:
    """What an attribute may be hidden behind: attribute to hiders; raises VocabularyError."""
    hiders: dict[str, tuple[str, ...]] = {}
    for hider, hidden in read_relation(path).items():
        for name in hidden:
            hiders[name] = (*hiders.get(name, ()), hider)
    return hiders


@cache
def read_relation(path: Path) -> dict[str, tuple[str, ...]]:
    """One of the files that relate an axis to others; raises VocabularyError with the row at fault."""
    try:
        rows = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise VocabularyError(f"{path.name} cannot be read: {error}") from error
    for axis, others in rows.items():
        if not isinstance(others, list) or not all(isinstance(other, str) for other in others):
            raise VocabularyError(f"{path.name}: {axis} takes a list of axes.")
    return {axis: tuple(others) for axis, others in rows.items()}


@dataclass(frozen=True, slots=True)
class Fit:
    """How well an axis was learned, all on pictures or latents that the fit had not seen."""

    extractor_r2: float  # the extractor's reading against the truth
    extractor_auc: float | None  # presence: telling there from absent; None for a degree
    r2: float  # the reading predicted from the latent, cross-validated
    auc: float | None
    effect: float  # σ, mean change of its own reading at +2
    moved: float  # share of portraits whose reading rises by 1 σ or more at +2
    right: float  # share of portraits whose reading moves the right way at +2
    side_effect: float  # σ, mean absolute change of the other readings at +2
    raw_side_effect: float  # the same for the axis before it was made independent
    method: str  # the kind of direction that was chosen, see discovery.directions
    conditions: tuple[str, ...]  # the attributes it was made independent of


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Readings (σ) of a presence: what an absent, a half-there and a plainly present thing read."""

    absent: float
    visible: float
    present: float


@dataclass(frozen=True, slots=True)
class Axis:
    """One axis of a map: what it is, how far it goes and how well it was learned."""

    entry: AxisEntry
    low: float  # position (σ, as offsets are) where the map ends; a presence rests there when absent
    high: float
    thresholds: Thresholds | None  # for a presence
    fit: Fit
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # by language, beside the lexicons'

    @property
    def id(self) -> str:
        """The axis' id in the vocabulary."""
        return self.entry.id

    @property
    def kind(self) -> str:
        """ "degree" or "presence"."""
        return self.entry.kind

    def shows(self, reading: float, *, degree: float = 1.0) -> int:
        """Whether a reading is worth a word: 1 for the positive pole, -1 for the negative, 0 for neither.

        A degree is worth one beyond ±`degree` σ; a presence has only a positive pole.
        """
        if self.thresholds is not None:
            return int(reading >= self.thresholds.visible)
        return int(reading >= degree) - int(reading <= -degree)


@dataclass(frozen=True)
class AttributeMap:
    """All axes of one generator with their calibration; A axes, B attributes read (axes first), L layers.

    A *position* is where a portrait's latents put it on an axis, in σ as offsets count them: an offset of +1
    moves it by 1. A *reading* is what the extractor is expected to see there, in σ of its readings over the
    generator's own portraits; the axis' curve leads from one to the other.
    """

    generator_name: str
    generator_digest: str
    axes: tuple[Axis, ...]
    names: tuple[str, ...]  # B: the axes' ids, then what else is read (clothes, camera, …)
    normals: Tensor  # [B, D]: position is normal · (w weighted by layer) + intercept
    layer_weights: Tensor  # [B, L], each row sums to 1
    intercepts: Tensor  # [B]
    curves: tuple[Curve, ...]  # B
    steps: Tensor  # [A, L, D]: what an offset of 1 adds to ws
    entanglement: Tensor  # [A, B] mean absolute change (σ) of every reading at +2
    raw_entanglement: Tensor  # [A, B] the same before the axes were made independent
    digest: str = ""
    extends: tuple[str, ...] = ()  # digests of earlier maps whose axes are all among these, unchanged
    seed: int = 0
    notes: Mapping[str, str] = field(default_factory=dict)  # where it comes from: counts, source, licence
    folder: Path | None = None

    @classmethod
    def load(cls, folder: Path | str) -> AttributeMap:
        """Read a pack from its folder; raises PackError."""
        from attribute_map.pack import read_pack

        return read_pack(Path(folder))

    def __contains__(self, axis: object) -> bool:
        return axis in self._index

    def __getitem__(self, axis: str) -> Axis:
        return self.axes[self.index(axis)]

    def index(self, axis: str) -> int:
        """Place of an axis in `axes`; raises UnknownAxis."""
        try:
            return self._index[axis]
        except KeyError:
            raise UnknownAxis(
                f"The attribute map of “{self.generator_name}” has no axis “{axis}”; see `facet axes list`."
            ) from None

    @cached_property
    def _index(self) -> dict[str, int]:
        return {axis.id: index for index, axis in enumerate(self.axes)}

    @cached_property
    def directions(self) -> dict[str, Tensor]:
        """What an offset of 1 adds to ws, per axis [L, D]."""
        return {axis.id: self.steps[index] for index, axis in enumerate(self.axes)}

    @cached_property
    def layers(self) -> dict[str, tuple[int, ...]]:
        """The layers of ws that each axis changes, for reuse of what the earlier ones computed."""
        touched = self.steps.abs().amax(dim=2) > 0
        return {
            axis.id: tuple(torch.nonzero(row).flatten().tolist())
            for axis, row in zip(self.axes, touched, strict=True)
        }

    @cached_property
    def effects(self) -> Values:
        """Predicted change of every position [B] by an offset of 1 on every axis [A]: [B, A]."""
        by_layer = torch.einsum("bd,ald->bal", self.normals.double(), self.steps.double())
        return torch.einsum("bal,bl->ba", by_layer, self.layer_weights.double()).numpy()

    def understands(self, pack: str) -> bool:
        """Whether offsets made with the pack of this digest mean the same here."""
        return pack == self.digest or pack in self.extends

    @cached_property
    def words(self) -> dict[str, dict[str, str]]:
        """Words that come with the map: language to phrase to axis."""
        found: dict[str, dict[str, str]] = {}
        for axis in self.axes:
            for language, phrases in axis.words.items():
                found.setdefault(language, {}).update(dict.fromkeys(phrases, axis.id))
        return found

    @cached_property
    def hiders(self) -> dict[str, tuple[str, ...]]:
        """Per axis, the others behind which it cannot be seen."""
        hiders = read_hiders()
        return {
            axis.id: tuple(hider for hider in hiders.get(axis.id, ()) if hider in self) for axis in self.axes
        }

    @cached_property
    def rivals(self) -> dict[str, tuple[str, ...]]:
        """Per axis, the others of its exclusive group: one hair colour at a time."""
        return {
            axis.id: tuple(
                other.id
                for other in self.axes
                if axis.entry.group and other.entry.group == axis.entry.group and other.id != axis.id
            )
            for axis in self.axes
        }

    @cached_property
    def yielding(self) -> dict[str, tuple[str, ...]]:
        """Per axis, what is taken away when more of it is wished: rivals, and what hides it.

        A rival that it covers stays underneath, to be seen again when it is gone: brown under dyed hair.
        """
        hiders = read_relation(YIELDING_FILE)
        return {
            axis.id: tuple(rival for rival in self.rivals[axis.id] if not self._covers(axis.id, rival))
            + tuple(hider for hider, hidden in hiders.items() if axis.id in hidden and hider in self)
            for axis in self.axes
        }

    def _covers(self, axis: str, other: str) -> bool:
        return axis in self.hiders[other] and other not in self.hiders[axis]

    @cached_property
    def parts(self) -> dict[str, tuple[str, ...]]:
        """Per axis, what goes with it when it is taken away: the goatee with the beard."""
        parts = read_relation(PARTS_FILE)
        return {axis.id: tuple(part for part in parts.get(axis.id, ()) if part in self) for axis in self.axes}

    def positions(self, ws: Tensor) -> Tensor:
        """Positions [N, B] of portraits ws [N, L, D], linear in ws; the first A are those of the axes."""
        by_layer = ws.to("cpu", self.normals.dtype) @ self.normals.T  # [N, L, B]
        return torch.einsum("nlb,bl->nb", by_layer, self.layer_weights) + self.intercepts

    def readings(self, ws: Tensor) -> Tensor:
        """Expected readings [N, A] (σ) of portraits ws [N, L, D], predicted from the latents alone."""
        positions = self.positions(ws).double().numpy()
        columns = [self.curves[i].reading(positions[:, i]) for i in range(len(self.axes))]
        return torch.from_numpy(np.stack(columns, axis=1)).float()

    def expected(self, ws: Tensor) -> dict[str, float]:
        """Expected readings (σ) of one portrait ws [L, D] by axis."""
        readings = self.readings(ws[None])[0].tolist()
        return {axis.id: value for axis, value in zip(self.axes, readings, strict=True)}

    def shown(self, ws: Tensor, *, degree: float = 1.0) -> dict[str, int]:
        """What is worth saying of one portrait ws [L, D]: axis to pole (1 or -1), for a description."""
        return self.told(self.expected(ws), degree=degree)

    def told(self, readings: Mapping[str, float], *, degree: float = 1.0) -> dict[str, int]:
        """The same of readings by axis, wherever they come from."""
        poles = {axis.id: axis.shows(readings[axis.id], degree=degree) for axis in self.axes}
        return {axis: pole for axis, pole in poles.items() if pole}

    def step(
        self,
        ws_base: Tensor,
        offsets: Mapping[str, float],
        changes: Sequence[Change],
        *,
        limits: Mapping[str, tuple[float, float]] | None = None,
        keep: Collection[str] = (),
        nudges: Mapping[str, float] | None = None,
    ) -> Step:
        """Offsets that make the changes to portrait ws_base [L, D] at `offsets`; see attribute_map.step."""
        from attribute_map.step import solve

        return solve(self, ws_base, offsets, changes, limits=limits or {}, keep=keep, nudges=nudges)

    def extractor(self) -> Extractor:
        """The extractor that the axes were learned with, where the pack carries it; raises PackError."""
        from attribute_map.discovery.extractor import Extractor
        from attribute_map.errors import PackError

        if self.folder is None:
            raise PackError("This attribute map was not read from a folder, so it carries no extractor.")
        return Extractor.load(self.folder)
