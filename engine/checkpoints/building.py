"""From tensors under our keys to a checked checkpoint, and from there to a generator that draws."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping
from dataclasses import asdict

import torch
from torch import Tensor, nn

from engine.checkpoints.checkpoint import Checkpoint, Config, Hints, LazyTensor, Shape
from engine.checkpoints.configuration import config_of
from engine.checkpoints.pickle_machine import shorten
from engine.errors import CheckpointError
from engine.generator import Generator
from engine.generators import pggan, style_generator

ALIGNMENT = 64  # bytes
MAX_PARAMETERS = 1 << 30  # the largest published generator has 30 million


def assemble(tensors: Mapping[str, LazyTensor], hints: Hints, origin: str, licence_note: str) -> Checkpoint:
    """Tells the configuration and checks that the tensors are exactly those of such a network."""
    _check_hints(hints)
    config = config_of({name: tensor.shape for name, tensor in tensors.items()}, hints)
    expected = expected_shapes(config)
    for name, shape in expected.items():
        if name not in tensors:
            raise CheckpointError(f"{shorten(name)} is missing")
        if tensors[name].shape != shape:
            found = list(tensors[name].shape)
            raise CheckpointError(f"{shorten(name)} has the shape {found}; {list(shape)} is needed")
    extra = next((name for name in tensors if name not in expected), None)
    if extra is not None:
        raise CheckpointError(f"it has a tensor {shorten(extra)}, which no such network has")
    if sum(math.prod(shape) for shape in expected.values()) > MAX_PARAMETERS:
        raise CheckpointError(f"it has more than {MAX_PARAMETERS:,} numbers")
    return Checkpoint(config, hints, dict(tensors), origin, licence_note)


def _check_hints(hints: Hints) -> None:
    for name, value in asdict(hints).items():
        if value is not None and not abs(value) <= 1e6:  # whole numbers may be too large for a float
            raise CheckpointError(f"{name} is {shorten(str(value))}")
    if (hints.clamp is not None and hints.clamp <= 0) or not 1 <= hints.filter_size <= 64:
        raise CheckpointError("its clamp or filter size is not positive")


def network_modules(config: Config) -> nn.Module:
    """The network's modules without memory for their tensors."""
    with torch.device("meta"):
        if isinstance(config, pggan.PGGANConfig):
            return pggan.Network(config)
        return style_generator.Networks(config)


def expected_shapes(config: Config) -> dict[str, Shape]:
    return {name: tuple(tensor.shape) for name, tensor in network_modules(config).state_dict().items()}


def parameter_count(config: Config) -> int:
    """Learned numbers, buffers not among them."""
    return sum(parameter.numel() for parameter in network_modules(config).parameters())


def load_tensors(checkpoint: Checkpoint) -> dict[str, Tensor]:
    """All tensors in float32; CheckpointError where one holds what is no finite number."""
    loaded = {}
    for name, tensor in checkpoint.tensors.items():
        values = tensor.load()
        if not torch.isfinite(values).all():
            raise CheckpointError(f"{shorten(name)} holds numbers that are not finite")
        # An aligned address, as every allocation of torch has: matrix products round by alignment.
        loaded[name] = values if values.data_ptr() % ALIGNMENT == 0 else values.clone()
    return loaded


def digest_of(hints: Hints, tensors: Mapping[str, Tensor]) -> str:
    """SHA-256 over everything that decides the pictures, the same whatever file it came from."""
    sha = hashlib.sha256(json.dumps(asdict(hints), sort_keys=True).encode())
    for name in sorted(tensors):
        values = tensors[name].contiguous()
        sha.update(f"{name}{list(values.shape)}".encode())
        sha.update(values.numpy().data)
    return sha.hexdigest()


def build_generator(
    checkpoint: Checkpoint,
    *,
    name: str,
    digest: str | None = None,  # the recorded one, which the tensors must have
    device: str | torch.device = "cpu",
    dtype: torch.dtype | None = None,
    feature_cache: int = 0,  # bytes
) -> Generator:
    tensors = load_tensors(checkpoint)
    found = digest_of(checkpoint.hints, tensors)
    if digest is not None and digest != found:
        raise CheckpointError("its weights are not those whose digest was recorded; add the model anew")
    config = checkpoint.config
    dtype = torch.float32 if dtype is None else dtype
    if isinstance(config, pggan.PGGANConfig):
        return pggan.PGGAN(config, tensors, name=name, digest=found, device=device, dtype=dtype)
    return style_generator.StyleGenerator(
        config,
        tensors,
        name=name,
        digest=found,
        device=device,
        dtype=dtype,
        feature_cache=feature_cache,
    )
