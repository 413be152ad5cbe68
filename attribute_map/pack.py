"""Packs: a saved attribute map, bound to the generator it was learned on.

A pack is a folder with `pack.json` (what the axes are and how well they fit), `pack.safetensors` (the
numbers), and the extractor that read the pictures. Nothing in it is executed; everything is checked before
it is used, and whatever is wrong is a one-line PackError.
"""

from __future__ import annotations

import contextlib
import hashlib
import math
import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Literal

import numpy as np
import safetensors.torch
import torch
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from safetensors import SafetensorError
from torch import Tensor

from attribute_map.axes import AttributeMap, Axis, Fit, Thresholds
from attribute_map.calibration import Curve
from attribute_map.errors import PackError
from attribute_map.vocabulary import AxisEntry
from engine.generator import Generator

SHIPPED_PACKS = Path(__file__).with_name("packs")
SCHEMA = 1
DOCUMENT = "pack.json"
TENSORS = "pack.safetensors"
LEARN = "run `facet axes learn` to make one"

MOST_EXTENDED = 64  # earlier packs that one may continue
LONGEST_NOTE = 2000  # characters
_LARGEST_DOCUMENT = 4 << 20  # bytes
_LARGEST_TENSORS = 512 << 20
_FLOATS = (torch.float32, torch.float64)
_LARGEST_NUMBER = 1e6  # no position, reading or latent is anywhere near

Id = Annotated[str, Field(pattern=r"^[a-z0-9_]{1,64}$")]
Language = Annotated[str, Field(pattern=r"^[a-z]{2,3}$")]
Words = Annotated[str, Field(min_length=1, max_length=200)]
Finite = Annotated[float, Field(allow_inf_nan=False, ge=-_LARGEST_NUMBER, le=_LARGEST_NUMBER)]
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class _Fit(_Strict):
    """Figures; null where nobody measured one (NaN in memory)."""

    extractor_r2: Finite | None
    extractor_auc: Finite | None
    r2: Finite | None
    auc: Finite | None
    effect: Finite | None
    moved: Finite | None
    right: Finite | None
    side_effect: Finite | None
    raw_side_effect: Finite | None
    method: Words
    conditions: Annotated[tuple[Id, ...], Field(max_length=512)]


class _Thresholds(_Strict):
    absent: Finite
    visible: Finite
    present: Finite


class _Axis(_Strict):
    id: Id
    kind: Literal["degree", "presence"]
    title: Words
    negative: Words
    positive: Words
    region: Words
    group: Id | None
    low: Finite
    high: Finite
    thresholds: _Thresholds | None
    fit: _Fit
    words: Annotated[
        dict[Language, Annotated[tuple[Words, ...], Field(max_length=64)]], Field(max_length=16)
    ] = {}


class _GeneratorNote(_Strict):
    name: Words
    digest: Annotated[str, Field(min_length=1, max_length=200)]


class PackDocument(_Strict):
    """The schema of `pack.json`."""

    schema_version: Annotated[int, Field(validation_alias="schema", serialization_alias="schema")]
    generator: _GeneratorNote
    extends: Annotated[tuple[Sha256, ...], Field(max_length=MOST_EXTENDED)] = ()
    seed: int
    notes: Annotated[dict[Id, Annotated[str, Field(max_length=LONGEST_NOTE)]], Field(max_length=64)]
    tensors_sha256: Sha256
    names: Annotated[tuple[Id, ...], Field(min_length=1, max_length=1024)]
    axes: Annotated[tuple[_Axis, ...], Field(min_length=1, max_length=512)]


def save_pack(attribute_map: AttributeMap, folder: Path) -> AttributeMap:
    """Write a map into a folder and return it as it reads back; raises PackError where it cannot."""
    tensors = {
        "normals": attribute_map.normals.float(),
        "layer_weights": attribute_map.layer_weights.float(),
        "intercepts": attribute_map.intercepts.float(),
        "steps": attribute_map.steps.float(),
        "entanglement": attribute_map.entanglement.float(),
        "raw_entanglement": attribute_map.raw_entanglement.float(),
        "curve_positions": torch.from_numpy(np.stack([c.positions for c in attribute_map.curves])),
        "curve_readings": torch.from_numpy(np.stack([c.readings for c in attribute_map.curves])),
    }
    data = safetensors.torch.save({name: tensor.contiguous().clone() for name, tensor in tensors.items()})
    document = _document_of(attribute_map, tensors_sha256=hashlib.sha256(data).hexdigest())
    _check_tensors(tensors, len(attribute_map.axes), len(attribute_map.names), folder)
    text = document.model_dump_json(indent=1, by_alias=True) + "\n"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        # The document goes last: until it is there, an interrupted save is a missing pack, not a broken one.
        write_together({folder / TENSORS: data, folder / DOCUMENT: text.encode()})
    except OSError as error:
        raise PackError(f"The pack cannot be written to {folder}: {error.strerror or error}.") from error
    return read_pack(folder)


def _document_of(attribute_map: AttributeMap, *, tensors_sha256: str) -> PackDocument:
    """What `pack.json` says of a map; raises PackError where a name or a text is none that a pack takes."""
    notes = {name: _shortened(note) for name, note in attribute_map.notes.items()}
    try:
        return PackDocument(
            schema_version=SCHEMA,
            generator=_GeneratorNote(
                name=attribute_map.generator_name, digest=attribute_map.generator_digest
            ),
            extends=attribute_map.extends[-MOST_EXTENDED:],
            seed=attribute_map.seed,
            notes=notes,
            tensors_sha256=tensors_sha256,
            names=attribute_map.names,
            axes=tuple(_axis_document(axis) for axis in attribute_map.axes),
        )
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"] if isinstance(part, str))
        said = _one_line(first["input"])[:60]
        raise PackError(f"No pack can be made: {where} “{said}”: {_one_line(first['msg'])}.") from error


def read_pack(folder: Path) -> AttributeMap:
    """Read and check a pack; raises PackError, one line, on anything that is not as it should be."""
    raw = _read(folder / DOCUMENT, _LARGEST_DOCUMENT)
    document = _document(raw, folder)
    data = _read(folder / TENSORS, _LARGEST_TENSORS)
    if hashlib.sha256(data).hexdigest() != document.tensors_sha256:
        raise PackError(f"{folder / TENSORS} is damaged or is not the one {DOCUMENT} speaks of; {LEARN}.")
    try:
        tensors = safetensors.torch.load(data)
    except (SafetensorError, ValueError, KeyError) as error:
        raise PackError(f"{folder / TENSORS} cannot be read: {_one_line(error)}; {LEARN}.") from error
    _check_tensors(tensors, len(document.axes), len(document.names), folder)
    curves = zip(tensors["curve_positions"].numpy(), tensors["curve_readings"].numpy(), strict=True)
    return AttributeMap(
        generator_name=document.generator.name,
        generator_digest=document.generator.digest,
        axes=tuple(_axis(axis) for axis in document.axes),
        names=document.names,
        normals=tensors["normals"],
        layer_weights=tensors["layer_weights"],
        intercepts=tensors["intercepts"],
        curves=tuple(Curve(positions, readings) for positions, readings in curves),
        steps=tensors["steps"],
        entanglement=tensors["entanglement"],
        raw_entanglement=tensors["raw_entanglement"],
        digest=hashlib.sha256(raw).hexdigest(),
        extends=document.extends,
        seed=document.seed,
        notes=document.notes,
        folder=folder,
    )


def load_attribute_map(generator: Generator, *, folders: Sequence[Path] = ()) -> AttributeMap:
    """The pack learned on exactly this generator: one in `folders` first, else a shipped one.

    Each of `folders` is a pack or holds packs. Raises PackError where none fits, and where the one that bears
    the generator's name is damaged: portraits made with it would silently mean something else.
    """
    misfit: PackError | None = None
    for folder in _packs((*folders, SHIPPED_PACKS)):
        try:
            found = read_pack(folder)
        except PackError as error:
            if folder.name == generator.name:
                raise
            misfit = misfit or error
            continue
        try:
            check_fit(found, generator)
        except PackError as error:
            if folder.name == generator.name:  # a pack of another model is no misfit
                misfit = error
        else:
            return found
    if misfit is not None:
        raise misfit
    raise PackError(
        f"There is no attribute map for “{generator.name}” yet; "
        f"run `facet axes learn --model {generator.name}` to make one."
    )


def packs_signature(folders: Sequence[Path]) -> tuple[tuple[str, int, int], ...]:
    """What differs when a pack in `folders` or a shipped one is written anew: paths, times and sizes."""
    found = []
    for folder in _packs((*folders, SHIPPED_PACKS)):
        with contextlib.suppress(OSError):  # it is just being replaced, or gone
            status = (folder / DOCUMENT).stat()
            found.append((str(folder), status.st_mtime_ns, status.st_size))
    return tuple(found)


def check_fit(attribute_map: AttributeMap, generator: Generator) -> None:
    """Raise PackError unless the map was learned on exactly this generator."""
    if attribute_map.generator_digest != generator.digest:
        raise PackError(
            f"The attribute map of “{attribute_map.generator_name}” ({attribute_map.generator_digest[:12]}) "
            f"does not fit “{generator.name}” ({generator.digest[:12]}); {LEARN}."
        )
    shape = (generator.num_ws, generator.w_dim)
    if tuple(attribute_map.steps.shape[1:]) != shape:
        raise PackError(
            f"The attribute map moves latents of {tuple(attribute_map.steps.shape[1:])}, "
            f"“{generator.name}” has {shape}; {LEARN}."
        )


def _packs(folders: Sequence[Path]) -> Iterator[Path]:
    for folder in folders:
        if (folder / DOCUMENT).is_file():
            yield folder
        elif folder.is_dir():
            yield from sorted(path.parent for path in folder.glob(f"*/{DOCUMENT}"))


def _document(raw: bytes, folder: Path) -> PackDocument:
    try:
        document = PackDocument.model_validate_json(raw)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "the document"
        raise PackError(f"{folder / DOCUMENT} is not a pack: {where}: {_one_line(first['msg'])}.") from error
    if document.schema_version != SCHEMA:
        raise PackError(
            f"{folder / DOCUMENT} has schema {document.schema_version}, this version reads {SCHEMA}; {LEARN}."
        )
    ids = tuple(axis.id for axis in document.axes)
    if document.names[: len(ids)] != ids or len(set(document.names)) != len(document.names):
        raise PackError(
            f"{folder / DOCUMENT} is not a pack: its names do not begin with its axes, once each."
        )
    return document


def _check_tensors(tensors: dict[str, Tensor], axes: int, names: int, folder: Path) -> None:
    file = folder / TENSORS
    layers, width, knots = (
        tuple(tensors[name].shape[-1:]) if name in tensors else ()
        for name in ("layer_weights", "normals", "curve_positions")
    )
    shapes: dict[str, tuple[int, ...]] = {
        "normals": (names, *width),
        "layer_weights": (names, *layers),
        "intercepts": (names,),
        "steps": (axes, *layers, *width),
        "curve_positions": (names, *knots),
        "curve_readings": (names, *knots),
        "entanglement": (axes, names),
        "raw_entanglement": (axes, names),
    }
    if set(tensors) != set(shapes):
        odd = ", ".join(sorted(set(tensors) ^ set(shapes)))
        raise PackError(f"{file} has the wrong tensors ({_one_line(odd)}); {LEARN}.")
    for name, shape in shapes.items():
        tensor = tensors[name]
        if tuple(tensor.shape) != shape or not tensor.numel() or tensor.dtype not in _FLOATS:
            raise PackError(f"{file}: {name} is {tensor.dtype} {tuple(tensor.shape)}, not float {shape}.")
        if not torch.isfinite(tensor).all() or tensor.abs().max() > _LARGEST_NUMBER:
            raise PackError(f"{file}: {name} holds numbers that no axis has; {LEARN}.")
    if int(knots[0]) < 2 or any(
        (tensors[name].diff(dim=1) <= 0).any() for name in ("curve_positions", "curve_readings")
    ):
        raise PackError(f"{file}: a reading curve does not rise; {LEARN}.")


def _axis_document(axis: Axis) -> _Axis:
    entry, marks, fit = axis.entry, axis.thresholds, axis.fit
    return _Axis(
        id=entry.id,
        kind=entry.kind,
        title=entry.title,
        negative=entry.negative,
        positive=entry.positive,
        region=entry.region,
        group=entry.group,
        low=round(axis.low, 4),
        high=round(axis.high, 4),
        thresholds=None
        if marks is None
        else _Thresholds(
            absent=round(marks.absent, 4), visible=round(marks.visible, 4), present=round(marks.present, 4)
        ),
        fit=_Fit.model_validate({name: _rounded(getattr(fit, name)) for name in Fit.__slots__}),
        words=dict(axis.words),
    )


def _axis(document: _Axis) -> Axis:
    fields = document.model_dump(include={"id", "kind", "title", "negative", "positive", "region", "group"})
    marks = document.thresholds
    return Axis(
        entry=AxisEntry(**fields),
        low=document.low,
        high=document.high,
        thresholds=None if marks is None else Thresholds(**marks.model_dump()),
        fit=_fit(document.fit),
        words=document.words,
    )


def _fit(document: _Fit) -> Fit:
    measured = document.model_dump()
    for name, value in measured.items():
        if value is None and name not in ("extractor_auc", "auc"):
            measured[name] = math.nan
    return Fit(**measured)


def _rounded(value: object) -> object:
    if not isinstance(value, float):
        return value
    return round(value, 4) if math.isfinite(value) else None


def _read(path: Path, largest: int) -> bytes:
    try:
        size = path.stat().st_size
        if size > largest:
            raise PackError(f"{path} is {size} bytes, far more than a pack has; {LEARN}.")
        return path.read_bytes()
    except FileNotFoundError as error:
        raise PackError(f"There is no {path}; {LEARN}.") from error
    except OSError as error:
        raise PackError(f"{path} cannot be read: {error.strerror or error}.") from error


def write_together(files: Mapping[Path, bytes]) -> None:
    """Put whole files in place, so that no reader ever sees half of one, nor a full disk leaves a mixture."""
    partials = {path: path.with_name(f".{path.name}.{os.getpid()}.partial") for path in files}
    try:
        for path, content in files.items():
            partials[path].write_bytes(content)
        for path, partial in partials.items():
            os.replace(partial, path)
    finally:
        for partial in partials.values():
            partial.unlink(missing_ok=True)


def _shortened(note: str) -> str:
    return note if len(note) <= LONGEST_NOTE else f"{note[: LONGEST_NOTE - 1]}…"


def _one_line(error: object) -> str:
    return " ".join(str(error).split())[:200]
