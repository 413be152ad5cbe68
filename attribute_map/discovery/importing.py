"""Published directions (InterFaceGAN's boundaries and their like) as an attribute map of a generator.

Such a direction comes without readings or calibration: one σ is taken to be the deviation of the generator's
own portraits along it, and the figures that nobody measured stay open.
"""

from __future__ import annotations

import hashlib
import io
import math
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
import safetensors.torch
import torch
from numpy.typing import NDArray
from safetensors import SafetensorError

from attribute_map.algebra import orthogonalize
from attribute_map.axes import AttributeMap, Axis, Fit
from attribute_map.calibration import Curve
from attribute_map.discovery.sampling import mapped
from attribute_map.errors import PackError
from attribute_map.vocabulary import AxisEntry, Vocabulary, default_vocabulary
from engine.generator import Generator

Values = NDArray[np.float64]
Space = Literal["z", "w"]

NAMES_FILE = Path(__file__).parents[1] / "published_names.toml"
SAMPLES = 4096  # portraits that one σ is measured on
RANGE = 3.5  # σ
LARGEST_FILE = 64 << 20  # bytes
_NPY = b"\x93NUMPY"  # how such a file begins
UNKNOWN = math.nan  # a figure that nobody measured


@dataclass(frozen=True, slots=True)
class Published:
    """One direction as it was found: values [D] or [L, D], and whose it is."""

    axis: str  # empty where it is left out on purpose
    values: Values
    source: str  # file name and the SHA-256 of the file, shortened


def import_directions(
    files: Sequence[Path],
    generator: Generator,
    *,
    space: Space,
    licence: str,
    independent_of: Sequence[str] = (),
    names_file: Path = NAMES_FILE,
    vocabulary: Vocabulary | None = None,
) -> AttributeMap:
    """A map of the directions in `.npy` and `.safetensors` files, in the `space` they were made for.

    Directions of z are carried over to w by what a step in z does to w on average. `independent_of` names
    imported axes that all others are made orthogonal to (`attribute_map.orthogonalize`). Raises PackError for
    files that are no plain numbers, names that no row of `names_file` knows, and shapes that do not fit.
    Where several are of one axis the first counts; the notes say what was left out.
    """
    if not licence.strip():
        raise PackError("Say under which licence the directions were published.")
    vocabulary = vocabulary or default_vocabulary()
    found, left_out = _found(files, read_published_names(names_file))
    if unknown := [axis for axis in found if axis not in vocabulary]:
        raise PackError(
            f"{names_file.name} speaks of axes that the vocabulary has not: {', '.join(unknown)}."
        )
    if absent := [axis for axis in independent_of if axis not in found]:
        raise PackError(f"None of the files holds {', '.join(absent)}, to be independent of.")
    z = torch.randn(SAMPLES, generator.z_dim, generator=torch.Generator().manual_seed(0))
    directions = {axis: _in_ws(published, generator, space, z) for axis, published in found.items()}
    kept = [directions[axis] for axis in independent_of]
    for axis in found:
        if kept and axis not in independent_of:
            directions[axis] = np.asarray(orthogonalize(directions[axis], kept), np.float64)
    ws = mapped(generator, z).double().numpy()
    notes = {
        "source": "; ".join(published.source for published in found.values()),
        "licence": licence,
        "left_out": "; ".join(left_out),
    }
    return _as_map(generator, [vocabulary[axis] for axis in found], directions, ws, notes)


def _found(
    files: Sequence[Path], names: Mapping[str, tuple[str, int]]
) -> tuple[dict[str, Published], tuple[str, ...]]:
    """The first direction for each axis, and what was left out and why; raises PackError."""
    found: dict[str, Published] = {}
    left_out: list[str] = []
    for file in files:
        for name, published in _read(file, names):
            if not published.axis:
                left_out.append(f"{name}: on purpose")
            elif (first := found.setdefault(published.axis, published)) is not published:
                left_out.append(f"{name}: {published.axis} is that of {first.source.rpartition(' ')[0]}")
    if not found:
        raise PackError("None of the files holds a direction for an axis of ours.")
    return found, tuple(left_out)


def read_published_names(path: Path) -> dict[str, tuple[str, int]]:
    """File names (lower case) to axis and sign; raises PackError with the row at fault."""
    try:
        rows = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise PackError(f"{path.name} cannot be read: {error}") from error
    names: dict[str, tuple[str, int]] = {}
    for name, row in rows.items():
        if not isinstance(row, dict) or set(row) - {"axis", "sign"} or row.get("sign", 1) not in (1, -1):
            raise PackError(f"{path.name}: [{name}] takes an axis and a sign of 1 or -1.")
        names[name.lower()] = (str(row.get("axis", "")), int(row.get("sign", 1)))
    return names


def published_axis(stem: str, names: Mapping[str, tuple[str, int]]) -> tuple[str, int] | None:
    """Axis and sign for a file's name, or None where no row fits.

    `stylegan_ffhq_age_c_gender_boundary` is age: after `_c_` come InterFaceGAN's conditions, and of the rest
    the longest known name at the end counts.
    """
    plain = re.sub(r"^boundary_|_boundary$", "", stem.lower()).split("_c_")[0]
    plain = re.sub(r"_[zw]$", "", plain)
    known = [name for name in names if plain == name or plain.endswith(f"_{name}")]
    return names[max(known, key=len)] if known else None


def _read(file: Path, names: Mapping[str, tuple[str, int]]) -> list[tuple[str, Published]]:
    """The directions of a file by their names."""
    try:
        if file.stat().st_size > LARGEST_FILE:
            raise PackError(f"{file} is far larger than a direction.")
        content = file.read_bytes()
    except OSError as error:
        raise PackError(f"{file} cannot be read: {error.strerror or error}.") from error
    note = f"{file.name} {hashlib.sha256(content).hexdigest()[:12]}"
    published: list[tuple[str, Published]] = []
    for stem, values in _arrays(file, content).items():
        match = published_axis(stem, names)
        if match is None:
            raise PackError(f"{file}: no row of the names file says which axis “{stem}” is.")
        axis, sign = match
        published.append((stem, Published(axis, sign * values, note)))
    return published


def _arrays(file: Path, content: bytes) -> dict[str, Values]:
    """The arrays of a file by name; nothing but plain finite numbers is let through."""
    try:
        if file.suffix == ".safetensors":
            arrays = {name: _plain(tensor) for name, tensor in safetensors.torch.load(content).items()}
        elif content.startswith(_NPY):
            arrays = {file.stem: np.load(io.BytesIO(content), allow_pickle=False)}
        else:
            raise PackError(f"{file} is neither a .npy nor a .safetensors file.")
    # A header may promise more numbers than there are, or than fit into memory.
    except (ValueError, OverflowError, MemoryError, EOFError, OSError, SafetensorError, KeyError) as error:
        reason = " ".join(str(error).split())[:160]
        raise PackError(f"{file} cannot be read: {reason}.") from error
    return {name: _direction(values, f"{file}: “{name}”") for name, values in arrays.items()}


def _plain(tensor: torch.Tensor) -> NDArray[Any]:
    """A tensor as numpy has it, which knows no bfloat16 and no float8."""
    return (tensor.double() if tensor.is_floating_point() else tensor).numpy()


def _direction(values: NDArray[Any], what: str) -> Values:
    """An array of plain numbers with 1 for the largest: only where it leads counts; raises PackError."""
    if values.dtype.kind not in "fiu" or not np.isfinite(values).all() or not np.any(values):
        raise PackError(f"{what} is not a direction of finite numbers.")
    exact = np.squeeze(values.astype(np.float64))
    if not np.isfinite(exact).all() or not np.any(exact):
        raise PackError(f"{what} holds numbers that no direction has.")
    return np.asarray(exact / np.abs(exact).max())


def _in_ws(published: Published, generator: Generator, space: Space, z: torch.Tensor) -> Values:
    """The direction as a unit step of ws [L, D]."""
    values, layers = published.values, generator.num_ws
    if space == "z":
        if values.shape != (generator.z_dim,):
            raise PackError(_misfit(published, generator, f"z of {generator.z_dim}"))
        unit = torch.from_numpy(values / np.linalg.norm(values)).float()
        there, back = mapped(generator, z + unit), mapped(generator, z - unit)
        step = (there - back).double().mean(dim=0).numpy()
    elif values.shape == (generator.w_dim,):
        step = np.repeat(values[None], layers, axis=0)
    elif values.shape == (layers, generator.w_dim):
        step = values
    else:
        raise PackError(_misfit(published, generator, f"w of {generator.w_dim} or {layers} layers of it"))
    return np.asarray(step / np.linalg.norm(step))


def _misfit(published: Published, generator: Generator, wanted: str) -> str:
    shape = "x".join(map(str, published.values.shape)) or "a single number"
    return f"{published.source} is {shape}; “{generator.name}” has {wanted}."


def _as_map(
    generator: Generator,
    entries: Sequence[AxisEntry],
    directions: Mapping[str, Values],
    ws: Values,  # [N, L, D]
    notes: Mapping[str, str],
) -> AttributeMap:
    steps, normals, intercepts, weights = [], [], [], []
    for entry in entries:
        direction = directions[entry.id]  # [L, D], unit length
        scores = np.einsum("nld,ld->n", ws, direction)
        deviation = float(scores.std()) or 1.0
        # Natural portraits have one w in all layers, so the sum over layers measures them.
        normal, share = direction.sum(axis=0) / deviation, np.linalg.norm(direction, axis=1)
        share = share / share.sum()
        heard = float(share @ (direction @ normal))
        if heard <= 0.0:
            raise PackError(
                f"The layers of “{entry.id}” cancel each other out, so nothing can be read along it."
            )
        steps.append(direction / heard)
        weights.append(share)
        normals.append(normal)
        intercepts.append(-float(scores.mean()) / deviation)
    fit = Fit(UNKNOWN, None, UNKNOWN, None, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, "published", ())
    straight = Curve(np.linspace(-4.0, 4.0, 25), np.linspace(-4.0, 4.0, 25))
    open_tangle = torch.zeros(len(entries), len(entries))
    return AttributeMap(
        generator_name=generator.name,
        generator_digest=generator.digest,
        axes=tuple(Axis(entry, -RANGE, RANGE, None, fit) for entry in entries),
        names=tuple(entry.id for entry in entries),
        normals=torch.from_numpy(np.stack(normals)).float(),
        layer_weights=torch.from_numpy(np.stack(weights)).float(),
        intercepts=torch.tensor(intercepts).float(),
        curves=tuple(straight for _ in entries),
        steps=torch.from_numpy(np.stack(steps)).float(),
        entanglement=open_tangle,
        raw_entanglement=open_tangle,
        notes=notes,
    )
