"""From a training run to a model file: half-precision safetensors that `load_generator` reads."""

from __future__ import annotations

from pathlib import Path

import torch

from engine.checkpoints.building import digest_of
from engine.checkpoints.native import Record, write_safetensors
from engine.errors import ModelError
from engine.training.trainer import Training, hints, weights_sha256

ORIGIN = "facet train: distilled from the portrait painter"
LICENCE = "Apache-2.0; learned from drawn pictures alone, nobody real among them"


def export(training: Training, path: Path) -> Record:
    """Write the averaged generator as safetensors in half precision; the file is new or replaced.

    ModelError where it cannot be written. The old file stays until the new one is whole.
    """
    tensors = {name: value.half() for name, value in training.tensors().items()}
    restored = {name: value.float() for name, value in tensors.items()}
    if not all(bool(torch.isfinite(value).all()) for value in restored.values()):
        raise ModelError("the network holds numbers too large for half precision; train it again")
    record = Record(
        architecture="stylegan2",
        hints=hints(),
        digest=digest_of(hints(), restored),
        source="facet train",
        source_sha256=weights_sha256(training.tensors()),
        origin=ORIGIN,
        licence_note=LICENCE,
    )
    whole = path.with_name(f".{path.name}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        whole.unlink(missing_ok=True)
        write_safetensors(whole, tensors, record)
        whole.replace(path)
    except OSError as error:
        raise ModelError(f"{path} cannot be written: {error.strerror or error}") from None
    return record
