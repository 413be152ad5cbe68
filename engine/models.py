"""Installed models: adding, looking into, listing and removing them, and loading by name or path."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import torch

from engine.checkpoints import Checkpoint, build_generator, parameter_count, read_checkpoint
from engine.checkpoints.building import digest_of, load_tensors
from engine.checkpoints.native import Record, write_safetensors
from engine.checkpoints.pickle_machine import shorten
from engine.errors import CheckpointError, ModelError
from engine.generator import Generator
from engine.generators.pggan import PGGANConfig
from engine.generators.precision import fastest_dtype

BUILT_IN = "painter"
SHIPPED = Path(__file__).with_name("models")  # networks that come with Facet, each with its card
SUFFIX = ".safetensors"
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}", re.ASCII)


@dataclass(frozen=True)
class ModelDescription:
    """What `inspect_model` found in a file; where `refusals` is not empty, the file cannot be used."""

    file: Path
    size: int  # bytes
    architecture: str  # stylegan2, stylegan3-t, stylegan3-r, pggan; "unknown" where the file is refused
    resolution: int  # px; this and the following are 0 where the file is refused
    z_dim: int
    w_dim: int
    num_ws: int
    label_dim: int  # classes of a conditional model
    parameters: int  # learned numbers of the generator
    origin: str  # which program writes such files
    licence_note: str
    refusals: tuple[str, ...] = ()


@dataclass(frozen=True)
class InstalledModel:
    """A model in the models folder. `problem` says in one line why a damaged one cannot be used."""

    name: str
    path: Path
    digest: str
    source: str  # file name it was converted from
    source_sha256: str
    description: ModelDescription
    problem: str | None = None


def default_folder() -> Path:
    """`models` in the data folder: FACET_DATA, else facet under the XDG data folder."""
    if data := os.environ.get("FACET_DATA", "").strip():
        return Path(data).expanduser() / "models"
    home = os.environ.get("XDG_DATA_HOME", "")
    return (Path(home) if home.startswith("/") else Path.home() / ".local" / "share") / "facet" / "models"


def load_generator(
    path_or_name: str | Path,
    device: str | torch.device = "cpu",
    dtype: torch.dtype | Literal["fastest"] | None = None,
    *,
    folder: Path | None = None,  # of installed models
    feature_cache: int = 0,  # bytes of features that a StyleGAN keeps, so that late edits cost less
) -> Generator:
    """The built-in painter, a shipped or installed model by its name, or a checkpoint file by its path.

    `dtype` is what a network computes its features in; float32 where none is given, what `fastest_dtype`
    finds where it is "fastest" (the painter stays in float32). ModelError says in one line why there is no
    such model, CheckpointError (one of those) what in a file was refused.
    """
    _check_device(device)
    if path_or_name == BUILT_IN:
        from engine.generators.painter import Painter  # heavy, and not needed for checkpoints

        return Painter(device=device, dtype=dtype if isinstance(dtype, torch.dtype) else torch.float32)
    if dtype == "fastest":
        dtype = fastest_dtype(str(torch.device(device)))
    path = _find(path_or_name, default_folder() if folder is None else folder)
    with _naming(path):
        checkpoint, record = read_checkpoint(path)
        digest = None if record is None else record.digest
        return build_generator(
            checkpoint,
            name=path.stem,
            digest=digest,
            device=device,
            dtype=dtype,
            feature_cache=feature_cache,
        )


def add_model(file: str | Path, name: str, folder: Path) -> InstalledModel:
    """Converts a checkpoint to safetensors under `name`; the file itself is not needed any more afterwards.

    ModelError where the name is no name or taken or the folder cannot be written, CheckpointError where
    the file is refused. Either way nothing is left behind.
    """
    file, target = Path(file), _installed_path(name, folder)
    if target.exists():
        raise ModelError(
            f"there is a model named {name} already; choose another name or remove that one first"
        )
    with _naming(file):
        checkpoint, _ = read_checkpoint(file)
        tensors = load_tensors(checkpoint)
        record = Record(
            architecture=checkpoint.architecture,
            hints=checkpoint.hints,
            digest=digest_of(checkpoint.hints, tensors),
            source=shorten(file.name),
            source_sha256=_sha256(file),
            origin=checkpoint.origin,
            licence_note=checkpoint.licence_note,
        )
    try:
        folder.mkdir(parents=True, exist_ok=True)
        write_safetensors(target, tensors, record)
    except FileExistsError:
        raise ModelError(f"there is a model named {name} already; choose another name") from None
    except OSError as error:
        raise ModelError(f"the models folder {folder} cannot be written: {error.strerror or error}") from None
    return InstalledModel(
        name, target, record.digest, record.source, record.source_sha256, _describe(target, checkpoint)
    )


def inspect_model(file: str | Path) -> ModelDescription:
    """What a checkpoint file holds, its tensors not loaded; a refused file gives its `refusals` instead."""
    file = Path(file)
    refusals: list[str] = []
    try:
        checkpoint, _ = read_checkpoint(file, refusals=refusals)
    except CheckpointError as error:
        found = [f"global {name}" for name in refusals]
        # Behind a refused global, later complaints are about the hole that it leaves.
        return _refused(file, tuple(found) or (str(error),))
    if refusals:
        return _refused(file, tuple(f"global {name}" for name in refusals))
    return _describe(file, checkpoint)


def list_models(folder: Path) -> list[InstalledModel]:
    """Every installed model by name, damaged ones with their problem; an absent folder has none."""
    try:
        paths = sorted(
            path for path in folder.iterdir() if path.suffix == SUFFIX and NAME.fullmatch(path.stem)
        )
    except FileNotFoundError:
        return []
    except OSError as error:
        raise ModelError(f"the models folder {folder} cannot be read: {error.strerror or error}") from None
    return [_installed(path) for path in paths]


def shipped_models() -> list[InstalledModel]:
    """The networks that come with Facet, by name."""
    return list_models(SHIPPED)


def remove_model(name: str, folder: Path) -> None:
    """Deletes an installed model; ModelError where there is none of that name."""
    path = _installed_path(name, folder)
    try:
        path.unlink()
    except FileNotFoundError:
        raise ModelError(f"no model named {name} is installed") from None
    except OSError as error:
        raise ModelError(f"{name} cannot be removed: {error.strerror or error}") from None


def _installed(path: Path) -> InstalledModel:
    try:
        checkpoint, record = read_checkpoint(path)
        if record is None:
            raise CheckpointError("it was not added by this program; add it under a name")
    except CheckpointError as error:
        problem = f"{path.name}: {error}"
        return InstalledModel(path.stem, path, "", "", "", _refused(path, (str(error),)), problem)
    return InstalledModel(
        path.stem, path, record.digest, record.source, record.source_sha256, _describe(path, checkpoint)
    )


def _describe(file: Path, checkpoint: Checkpoint) -> ModelDescription:
    config = checkpoint.config
    return ModelDescription(
        file=file,
        size=file.stat().st_size,
        architecture=checkpoint.architecture,
        resolution=config.resolution,
        z_dim=config.z_dim,
        w_dim=config.z_dim if isinstance(config, PGGANConfig) else config.w_dim,
        num_ws=1 if isinstance(config, PGGANConfig) else config.num_ws,
        label_dim=0 if isinstance(config, PGGANConfig) else config.label_dim,
        parameters=parameter_count(config),
        origin=checkpoint.origin,
        licence_note=checkpoint.licence_note,
    )


def _refused(file: Path, refusals: tuple[str, ...]) -> ModelDescription:
    size = file.stat().st_size if os.path.exists(file) else 0
    return ModelDescription(file, size, "unknown", 0, 0, 0, 0, 0, 0, "", "", refusals)


def _installed_path(name: str, folder: Path) -> Path:
    if name == BUILT_IN:
        raise ModelError(f"{BUILT_IN} is the built-in generator; choose another name")
    if not NAME.fullmatch(name):
        raise ModelError(
            "a model's name has up to 64 letters, digits, hyphens and underscores, and no dots or slashes"
        )
    if (SHIPPED / f"{name}{SUFFIX}").exists():
        raise ModelError(f"{name} comes with Facet; choose another name")
    return folder / f"{name}{SUFFIX}"


def _find(path_or_name: str | Path, folder: Path) -> Path:
    if isinstance(path_or_name, str) and NAME.fullmatch(path_or_name):
        for place in (SHIPPED, folder):
            if (named := place / f"{path_or_name}{SUFFIX}").exists():
                return named
    path = Path(path_or_name)
    if not os.path.exists(path):  # unlike Path.exists, never an error: not for a name too long, nor for NUL
        files = [*SHIPPED.glob(f"*{SUFFIX}"), *folder.glob(f"*{SUFFIX}")]
        names = [BUILT_IN, *(file.stem for file in files if NAME.fullmatch(file.stem))]
        raise ModelError(
            f"there is no model or file {str(path_or_name)!r}; installed are: {', '.join(sorted(names))}"
        )
    return path


def _sha256(file: Path) -> str:
    try:
        with file.open("rb") as opened:
            return hashlib.file_digest(opened, "sha256").hexdigest()
    except OSError as error:
        raise CheckpointError(f"it cannot be read: {error.strerror or error}") from None


def _check_device(device: str | torch.device) -> None:
    try:
        kind = torch.device(device).type
    except (RuntimeError, TypeError):
        raise ModelError(f"{device!r} is no device; cpu and cuda are") from None
    if kind == "cuda" and not torch.cuda.is_available():
        raise ModelError("this machine has no CUDA device; use the device cpu")


@contextmanager
def _naming(file: Path) -> Iterator[None]:
    """Puts the file's name before what was refused in it."""
    try:
        yield
    except CheckpointError as error:
        raise CheckpointError(f"{shorten(file.name or str(file))}: {error}") from None
