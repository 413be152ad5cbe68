"""NVIDIA's PyTorch pickles: StyleGAN2-ADA and StyleGAN3.

A network is pickled as its module's `__dict__` beside the source code of its class. The code is not looked
at; parameters, buffers and a few attributes of the layers tell everything.
"""

from __future__ import annotations

import math
from typing import Any

from engine.checkpoints.checkpoint import Hints, LazyTensor
from engine.checkpoints.pickle_machine import StandIn, shorten
from engine.checkpoints.pickled_arrays import COLLECTIONS, NUMPY, TORCH, PickledTensor
from engine.checkpoints.torch_files import load_from_bytes
from engine.errors import CheckpointError

ORIGIN = "NVIDIA StyleGAN2-ADA or StyleGAN3 (PyTorch pickle)"
LICENCE_NOTE = (
    "The file names no licence. Networks that NVIDIA published in this format are for research and "
    "evaluation only (NVIDIA Source Code License); others are under their makers' terms."
)
MAX_DEPTH = 8  # of modules inside modules
MAX_MODULES = 2000
MAX_TENSORS = 20_000


class PersistentModule:
    """What `torch_utils.persistence` pickled: a class name, and the state of one module."""

    def __init__(self, meta: Any) -> None:
        if type(meta) is not dict or meta.get("type") != "class" or type(meta.get("state")) is not dict:
            raise CheckpointError(
                "torch_utils.persistence._reconstruct_persistent_obj is given no module state"
            )
        if not isinstance(meta.get("class_name"), str):
            raise CheckpointError(
                "torch_utils.persistence._reconstruct_persistent_obj is given no class name"
            )
        self.class_name: str = meta["class_name"]
        self.state: dict[Any, Any] = meta["state"]

    def part(self, name: str) -> dict[Any, Any]:
        """`_parameters`, `_buffers` or `_modules`."""
        value = self.state.get(name)
        if type(value) is not dict:
            raise CheckpointError(f"{shorten(self.class_name)} has no {name}")
        return value

    def child(self, path: str) -> PersistentModule | None:
        module: Any = self
        for name in path.split("."):
            module = module.part("_modules").get(name)
            if not isinstance(module, PersistentModule):
                return None
        return module


def easy_dict(*_: Any) -> dict[Any, Any]:
    return {}


def empty_set(members: Any = ()) -> frozenset[Any]:
    """Protocols before 4 have no opcode for the empty set that every torch module holds."""
    if members not in ((), []):
        raise CheckpointError("builtins.set is given members, which no checkpoint does")
    return frozenset()


ALLOWED: dict[str, StandIn] = {
    "torch_utils.persistence._reconstruct_persistent_obj": PersistentModule,
    "dnnlib.util.EasyDict": easy_dict,
    "torch.storage._load_from_bytes": load_from_bytes,
    "builtins.set": empty_set,
    **COLLECTIONS,
    **TORCH,
    **NUMPY,
}


def is_snapshot(value: Any) -> bool:
    return type(value) is dict and isinstance(value.get("G_ema"), PersistentModule)


def network_of(value: Any) -> tuple[dict[str, LazyTensor], Hints]:
    """The averaged generator `G_ema` of a snapshot: its state dict, and what its layers say of themselves."""
    generator: PersistentModule = value["G_ema"]
    tensors: dict[str, LazyTensor] = {}
    _collect(generator, "", 0, tensors, [0])
    return tensors, _hints(generator)


def _collect(
    module: PersistentModule, prefix: str, depth: int, tensors: dict[str, LazyTensor], seen: list[int]
) -> None:
    """Adds the tensors of a module and of those inside it; the same module may be met again, so it counts."""
    seen[0] += 1
    if depth > MAX_DEPTH or seen[0] > MAX_MODULES or len(tensors) > MAX_TENSORS:
        raise CheckpointError("G_ema has more modules inside modules than a generator has")
    for kind in ("_parameters", "_buffers"):
        for name, tensor in module.part(kind).items():
            if tensor is None:
                continue
            if not isinstance(name, str) or not isinstance(tensor, PickledTensor):
                raise CheckpointError(f"G_ema.{shorten(prefix + str(name))} is no tensor")
            tensors[prefix + name] = tensor.lazy()
    for name, child in module.part("_modules").items():
        if child is None:
            continue
        if not isinstance(name, str) or not isinstance(child, PersistentModule):
            raise CheckpointError(f"G_ema.{shorten(prefix + str(name))} is no module")
        if len(name) > 64:
            raise CheckpointError(f"G_ema.{shorten(prefix + name)} has too long a name")
        _collect(child, f"{prefix}{name}.", depth + 1, tensors, seen)


def _hints(generator: PersistentModule) -> Hints:
    """Attributes that change the picture; refuses what our networks do not draw."""
    dense = generator.child("mapping.fc0")
    synthesis = generator.child("synthesis")
    if dense is None or synthesis is None:
        raise CheckpointError("G_ema has no mapping and synthesis network")
    _require(dense, "activation", "lrelu")
    rate = _number(dense, "bias_gain", 0.01)
    layer = generator.child("synthesis.b4.conv1")
    if layer is not None:  # StyleGAN2
        _require(layer, "activation", "lrelu")
        return Hints(clamp=_clamp(layer), mapping_learning_rate=rate)
    layers = [
        part
        for name, part in synthesis.part("_modules").items()
        if isinstance(name, str) and name.startswith("L") and isinstance(part, PersistentModule)
    ]
    source = synthesis.child("input")
    if not layers or source is None:
        raise CheckpointError("G_ema is neither a StyleGAN2 nor a StyleGAN3 generator")
    return Hints(
        clamp=_clamp(layers[0]),
        mapping_learning_rate=rate,
        filter_size=max(_taps_a_sample(layer) for layer in layers),
        first_cutoff=_number(source, "bandwidth", 2.0),
        output_scale=_number(synthesis, "output_scale", 0.25),
    )


def _taps_a_sample(layer: PersistentModule) -> int:
    """What a layer's filter has for each sample that it makes of one; 1 where it makes none."""
    return int(_number(layer, "up_taps", 12) / max(_number(layer, "up_factor", 2), 1))


def _number(module: PersistentModule, name: str, default: float) -> float:
    value = module.state.get(name, default)
    if type(value) not in (int, float) or not math.isfinite(value):
        raise CheckpointError(f"{shorten(module.class_name)}.{name} is no finite number")
    return float(value)


def _clamp(layer: PersistentModule) -> float | None:
    return None if layer.state.get("conv_clamp") is None else _number(layer, "conv_clamp", 256)


def _require(module: PersistentModule, name: str, value: str) -> None:
    found = module.state.get(name, value)
    if found != value:
        raise CheckpointError(
            f"{shorten(module.class_name)}.{name} is {shorten(str(found)[:99])}; only {value} is known"
        )
