"""Recipes: all that is needed to draw a portrait again, as small canonical JSON, read with suspicion."""

from __future__ import annotations

import hashlib
import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from numbers import Real
from typing import TYPE_CHECKING, Any, NoReturn

from engine.errors import RecipeError

if TYPE_CHECKING:
    from engine.generator import Generator

VERSION = 1
MAX_SEED = 2**32 - 1  # what numpy's RandomState takes
MAX_PSI = 2.0
MAX_MIXES = 32
MAX_OFFSETS = 256
MAX_OFFSET = 50.0  # σ; far past anything that still looks like a face
MAX_LAYER = 255
MAX_JSON = 64 * 1024  # characters; a full recipe with every limit reached stays below

_NAME = re.compile(r"[^\W_][\w. +:/-]{0,99}")
_DIGEST = re.compile(r"[0-9A-Za-z:_-]{1,128}")
_AXIS = re.compile(r"[\w.:-]{1,64}")


@dataclass(frozen=True, slots=True)
class Mix:
    """Style mixing (Karras et al. 2019, section 3.1): these layers of ws come from another seed."""

    seed: int
    layers: tuple[int, ...]

    def __post_init__(self) -> None:
        _check_seed(self.seed, "mixes.seed")
        if not isinstance(self.layers, tuple) or not 1 <= len(self.layers) <= MAX_LAYER + 1:
            _refuse("mixes.layers", f"takes 1 to {MAX_LAYER + 1} layer numbers")
        for layer in self.layers:
            _check_int(layer, "mixes.layers", 0, MAX_LAYER)
        object.__setattr__(self, "layers", tuple(sorted(set(self.layers))))


@dataclass(frozen=True)
class Recipe:
    """Model, seed, truncation, mixes and an offset per axis: one portrait, to the bit on the same machine.

    Every recipe that exists is valid: the constructor raises RecipeError for values out of range.
    """

    model: str  # name as installed
    digest: str  # of the generator
    seed: int
    psi: float = 1.0  # truncation; may be negative
    cutoff: int | None = None  # layers that truncation touches; None: all
    mixes: tuple[Mix, ...] = ()
    offsets: Mapping[str, float] = field(default_factory=dict)  # σ per axis; zeros are dropped
    pack: str = ""  # digest of the attribute pack that the offsets speak of
    domain: str = ""
    label: int | None = None  # class of a conditional model
    version: int = VERSION

    def __post_init__(self) -> None:
        _check_int(self.version, "version", VERSION, VERSION)
        _check_text(self.model, "model", _NAME)
        _check_text(self.digest, "digest", _DIGEST)
        _check_seed(self.seed, "seed")
        object.__setattr__(self, "psi", _checked_float(self.psi, "psi", MAX_PSI))
        if self.cutoff is not None:
            _check_int(self.cutoff, "cutoff", 0, MAX_LAYER + 1)
        if self.label is not None:
            _check_int(self.label, "label", 0, 2**31 - 1)
        if len(self.mixes) > MAX_MIXES:
            _refuse("mixes", f"takes at most {MAX_MIXES}")
        object.__setattr__(self, "mixes", tuple(self.mixes))
        object.__setattr__(self, "offsets", _checked_offsets(self.offsets))
        for name in ("pack", "domain"):
            if getattr(self, name) != "":
                _check_text(getattr(self, name), name, _DIGEST)

    def __hash__(self) -> int:
        return hash(self._json)

    @property
    def id(self) -> str:
        """Short stable name of this very portrait: 16 hex digits of the SHA-256 of its canonical JSON."""
        return hashlib.sha256(self.to_json().encode()).hexdigest()[:16]

    @property
    def base(self) -> Recipe:
        """The same portrait before any edit; what a session keeps on the device."""
        return replace(self, offsets={}, pack="") if self.offsets or self.pack else self

    def with_offsets(self, offsets: Mapping[str, float], *, pack: str | None = None) -> Recipe:
        """The same portrait with these offsets (σ) instead of its own; `pack` unless it stays as it was."""
        return replace(self, offsets=offsets, pack=self.pack if pack is None else pack)

    def check_fits(self, generator: Generator) -> None:
        """Raise RecipeError unless `generator` is the model that this recipe was written for."""
        if self.digest != generator.digest:
            raise RecipeError(
                f"This portrait was made by model {self.model!r} ({self.digest[:12]}), but "
                f"{generator.name!r} here is {generator.digest[:12]}; install that or start a new portrait."
            )
        if any(layer >= generator.num_ws for mix in self.mixes for layer in mix.layers):
            _refuse("mixes.layers", f"of {generator.name!r} go from 0 to {generator.num_ws - 1}")
        if self.label is not None and self.label >= generator.label_dim:
            _refuse("label", f"of {generator.name!r} must be below {generator.label_dim}")

    def to_json(self) -> str:
        """Canonical JSON: ASCII, sorted keys, no spaces, nothing that is at its default but the version."""
        return self._json

    @cached_property
    def _json(self) -> str:
        fields: dict[str, Any] = {
            "version": self.version,
            "model": self.model,
            "digest": self.digest,
            "seed": self.seed,
        }
        if self.psi != 1.0:
            fields["psi"] = self.psi
        for name in ("cutoff", "label"):
            if getattr(self, name) is not None:
                fields[name] = getattr(self, name)
        if self.mixes:
            fields["mixes"] = [{"seed": mix.seed, "layers": list(mix.layers)} for mix in self.mixes]
        if self.offsets:
            fields["offsets"] = dict(self.offsets)
        for name in ("pack", "domain"):
            if getattr(self, name):
                fields[name] = getattr(self, name)
        return json.dumps(fields, sort_keys=True, separators=(",", ":"), allow_nan=False)

    @classmethod
    def from_json(cls, text: str | bytes) -> Recipe:
        """Read untrusted JSON; RecipeError, in one line, on anything that `to_json` would not have written.

        Unknown fields are refused, for dropping one would draw another portrait.
        """
        fields = _object(
            _parse(text), "recipe", required=("version", "model", "digest", "seed"), optional=_OPTIONAL
        )
        if fields["version"] != VERSION or isinstance(fields["version"], bool):
            raise RecipeError(
                f"This recipe is of version {_shown(fields['version'])}, and Facet here reads {VERSION}; "
                "update Facet or start a new portrait."
            )
        if "mixes" in fields:
            fields["mixes"] = _mixes(fields["mixes"])
        if not isinstance(fields.get("offsets", {}), dict):
            _refuse("offsets", "is not an object of numbers")
        return cls(**fields)


_OPTIONAL = ("psi", "cutoff", "label", "mixes", "offsets", "pack", "domain")


def _parse(text: str | bytes) -> Any:
    if len(text) > MAX_JSON:
        raise RecipeError(f"This recipe is longer than {MAX_JSON // 1024} kB; a real one has a few lines.")
    try:
        return json.loads(text, object_pairs_hook=_unique, parse_constant=_not_finite)
    except (ValueError, RecursionError) as error:  # ValueError covers bad UTF-8 and endless digits too
        raise RecipeError(
            "This recipe is not JSON; copy it whole, from the first { to the last }."
        ) from error


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    fields = dict(pairs)
    if len(fields) < len(pairs):
        raise RecipeError("This recipe names a field twice; every field may stand once.")
    return fields


def _not_finite(text: str) -> NoReturn:
    raise RecipeError(f"This recipe holds {text}, which is no finite number.")


def _object(
    value: Any, what: str, *, required: Sequence[str], optional: Sequence[str] = ()
) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise RecipeError(f"The {what} is not a JSON object; it starts with {{.")
    for name in required:
        if name not in value:
            raise RecipeError(f"The {what} lacks its {name!r}.")
    for name in value:
        if name not in required and name not in optional:
            raise RecipeError(f"The {what} has a field {_shown(name)} that this Facet does not know.")
    return dict(value)


def _mixes(value: Any) -> tuple[Mix, ...]:
    if not isinstance(value, list) or len(value) > MAX_MIXES:
        _refuse("mixes", f"takes a list of at most {MAX_MIXES}")
    mixes = []
    for entry in value:
        fields = _object(entry, "mix", required=("seed", "layers"))
        if not isinstance(fields["layers"], list):
            _refuse("mixes.layers", "is not a list")
        mixes.append(Mix(seed=fields["seed"], layers=tuple(fields["layers"])))
    return tuple(mixes)


def _checked_offsets(offsets: Mapping[str, float]) -> dict[str, float]:
    """Offsets with their axes sorted, so that they are always summed in one order, and zeros dropped."""
    if not isinstance(offsets, Mapping) or len(offsets) > MAX_OFFSETS:
        _refuse("offsets", f"takes at most {MAX_OFFSETS} axes")
    checked = {}
    for axis, sigma in offsets.items():
        _check_text(axis, "offsets", _AXIS)
        checked[axis] = _checked_float(sigma, f"offsets.{axis}", MAX_OFFSET)
    return {axis: sigma for axis, sigma in sorted(checked.items()) if sigma != 0.0}


def _checked_float(value: Any, name: str, limit: float) -> float:
    if isinstance(value, bool) or not isinstance(value, Real):
        _refuse(name, "is not a number")
    try:
        number = float(value)
    except OverflowError:
        number = math.inf
    if not abs(number) <= limit:  # as NaN is not either
        _refuse(name, f"must lie between -{limit:g} and {limit:g}")
    return number


def _check_int(value: Any, name: str, low: int, high: int) -> None:
    if isinstance(value, bool) or not isinstance(value, int):
        _refuse(name, "is not a whole number")
    if not low <= value <= high:
        _refuse(name, f"must lie between {low} and {high}")


def _check_seed(value: Any, name: str) -> None:
    _check_int(value, name, 0, MAX_SEED)


def _check_text(value: Any, name: str, pattern: re.Pattern[str]) -> None:
    if not isinstance(value, str) or not pattern.fullmatch(value):
        _refuse(name, f"cannot be {_shown(value)}")


def _refuse(name: str, why: str) -> NoReturn:
    raise RecipeError(f"This recipe cannot be used: its {name!r} {why}.")


def _shown(value: Any) -> str:
    """A piece of untrusted data as one short printable line."""
    if isinstance(value, int) and not isinstance(value, bool) and value.bit_length() > 128:
        return "a number of absurd size"
    text = ascii(value)
    return text if len(text) <= 40 else text[:37] + "..."
