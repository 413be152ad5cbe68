"""Plain state dicts: rosinality's StyleGAN2, InterFaceGAN's PGGAN, and our own or NVIDIA's PyTorch keys."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from functools import partial
from typing import Any

import numpy as np
import torch
from torch import Tensor

from engine.checkpoints.checkpoint import Hints, LazyTensor
from engine.checkpoints.configuration import MAX_SIDE
from engine.checkpoints.filters import resample_filter_keys
from engine.checkpoints.pickle_machine import StandIn, shorten
from engine.checkpoints.pickled_arrays import COLLECTIONS, TORCH, PickledTensor
from engine.checkpoints.torch_files import Namespace
from engine.errors import CheckpointError
from engine.generators.mapping import MappingNetwork

ROSINALITY_ORIGIN = "rosinality stylegan2-pytorch"
PGGAN_ORIGIN = "PGGAN (PyTorch state dict)"
PLAIN_ORIGIN = "StyleGAN state dict"
LICENCE_NOTE = (
    "The file names no licence. The program that wrote it is free, but weights converted from NVIDIA's "
    "networks stay under NVIDIA's non-commercial terms; others are under their makers' terms."
)
PLAIN_LICENCE_NOTE = (
    "The file names no licence. Networks that NVIDIA published are for non-commercial use; others are under "
    "their makers' terms."
)
MAX_TENSORS = 20_000
MEAN_SAMPLES = 10_000  # z that the mean of w is taken over where a file does not keep it

# How the PyTorch ports of StyleGAN1 name what StyleGAN2 no longer has: a style after the convolution.
STYLEGAN1_STARTS = ("g_synthesis.", "g_mapping.", "generator.progression.", "progression.")
STYLEGAN1_PART = re.compile(r"\b(style_mod|top_epi|adain1?|epilogue)\b")

ALLOWED: dict[str, StandIn] = {"argparse.Namespace": Namespace, **COLLECTIONS, **TORCH}

Network = tuple[dict[str, LazyTensor], Hints, str, str]  # tensors, hints, origin, licence note


def network_of(value: Any) -> Network:
    """The generator in what `torch.save` kept: a training state or converted file, or a bare state dict."""
    if type(value) is not dict:
        raise CheckpointError(f"it holds a {type(value).__name__} instead of a dict of tensors")
    if "g_ema" in value:
        average = value.get("latent_avg")
        if average is not None and not isinstance(average, PickledTensor):
            raise CheckpointError("latent_avg is no tensor")
        return of_tensors(_lazy(value["g_ema"]), None if average is None else average.lazy())
    return of_tensors(_lazy(value), None)


def _lazy(state: Any) -> dict[str, LazyTensor]:
    if type(state) is not dict or len(state) > MAX_TENSORS:
        raise CheckpointError("g_ema is no dict of tensors")
    for name, tensor in state.items():
        if not isinstance(name, str) or not isinstance(tensor, PickledTensor):
            raise CheckpointError(f"{shorten(str(name)) if isinstance(name, str) else 'a key'} is no tensor")
    return {name: tensor.lazy() for name, tensor in state.items()}


def of_tensors(tensors: Mapping[str, LazyTensor], average: LazyTensor | None) -> Network:
    """Tells whose keys these are and puts the tensors under ours."""
    if "conv1.conv.modulation.weight" in tensors:
        return _rosinality(tensors, average), Hints(clamp=None), ROSINALITY_ORIGIN, LICENCE_NOTE
    if "layer0.wscale.bias" in tensors:
        return _interfacegan(tensors), Hints(), PGGAN_ORIGIN, LICENCE_NOTE
    if any(name.startswith(STYLEGAN1_STARTS) or STYLEGAN1_PART.search(name) for name in tensors):
        raise CheckpointError("it is a StyleGAN1 generator; StyleGAN2, StyleGAN3 and PGGAN are supported")
    return dict(tensors), Hints(), PLAIN_ORIGIN, PLAIN_LICENCE_NOTE


# rosinality


def _rosinality(tensors: Mapping[str, LazyTensor], average: LazyTensor | None) -> dict[str, LazyTensor]:
    found: dict[str, LazyTensor] = {}
    kernel = None
    for name, tensor in tensors.items():
        if name.endswith(("blur.kernel", "upsample.kernel")):
            kernel = kernel or tensor
        else:
            found[_rosinality_key(name)] = _without_leading_ones(name, tensor)
    found["mapping.w_avg"] = _mean_latent(found) if average is None else _without_leading_ones("", average, 1)
    _add_noise(found)
    if kernel is None:
        raise CheckpointError("convs.0.conv.blur.kernel is missing")
    # The kernel is kept with the gain of 4 that doubling needs.
    normalized = kernel.map(lambda t: t / t.sum())
    found.update(dict.fromkeys(resample_filter_keys(found), normalized))
    return found


def _rosinality_key(name: str) -> str:
    """convs.0 and .1 are the layers at 8x8, to_rgbs.0 its colours, noises.noise_1 the noise of convs.0."""
    if name == "input.input":
        return "synthesis.b4.const"
    if match := re.fullmatch(r"style\.(\d{1,2})\.(weight|bias)", name, re.ASCII):
        return f"mapping.fc{int(match[1]) - 1}.{match[2]}"
    if match := re.fullmatch(r"noises\.noise_(\d{1,2})", name, re.ASCII):
        index = int(match[1])
        return f"synthesis.b{4 << (index + 1) // 2}.conv{(index + 1) % 2}.noise_const"
    match = re.fullmatch(r"(conv1|to_rgb1|convs\.(\d{1,2})|to_rgbs\.(\d{1,2}))\.(.+)", name, re.ASCII)
    if not match or match[4] not in ROSINALITY_PARTS:
        raise CheckpointError(f"g_ema has a tensor {shorten(name)}, which no StyleGAN2 generator has")
    part = ROSINALITY_PARTS[match[4]]
    if match[2] is not None:
        return f"synthesis.b{8 << int(match[2]) // 2}.conv{int(match[2]) % 2}.{part}"
    if match[3] is not None:
        return f"synthesis.b{8 << int(match[3])}.torgb.{part}"
    return f"synthesis.b4.{'conv1' if match[1] == 'conv1' else 'torgb'}.{part}"


ROSINALITY_PARTS = {
    "conv.weight": "weight",
    "conv.modulation.weight": "affine.weight",
    "conv.modulation.bias": "affine.bias",
    "noise.weight": "noise_strength",
    "activate.bias": "bias",
    "bias": "bias",
}


def _without_leading_ones(name: str, tensor: LazyTensor, ndim: int | None = None) -> LazyTensor:
    """The tensor in the shape that our modules keep it in."""
    shape = tensor.shape
    if ndim is not None or name.startswith(("noises.", "input.")) or name.endswith("noise.weight"):
        keep = ndim if ndim is not None else (0 if name.endswith("noise.weight") else len(shape) - 1)
        keep = 2 if name.startswith("noises.") else keep
        shape = shape[max(len(shape) - keep, 0) :]
    elif name.endswith("conv.weight"):
        shape = shape[1:]
    elif re.fullmatch(r"to_rgb(1|s\.\d+)\.bias", name):
        shape = tuple(n for n in shape if n != 1)
    if shape == tensor.shape:
        return tensor
    if math.prod(shape) != math.prod(tensor.shape):
        raise CheckpointError(f"{shorten(name) or 'latent_avg'} has the shape {list(tensor.shape)}")
    return tensor.map(lambda t: t.reshape(shape), shape)


def _add_noise(found: dict[str, LazyTensor]) -> None:
    """Early versions kept no noise but drew it anew for each picture; we draw it once and for all."""
    if any(key.endswith(".noise_const") for key in found):
        return
    for key in list(found):
        match = re.fullmatch(r"synthesis\.b(\d{1,5})\.conv(\d)\.noise_strength", key, re.ASCII)
        if match and int(match[1]) <= MAX_SIDE:
            shape = (int(match[1]), int(match[1]))
            found[key.replace("strength", "const")] = LazyTensor(shape, partial(_noise, shape, int(match[2])))


def _noise(shape: tuple[int, int], index: int) -> Tensor:
    """Standard normal noise, the same for every file and on every machine."""
    seed = 2 * shape[0] + index
    return torch.from_numpy(np.random.RandomState(seed).standard_normal(shape)).float()


def _mean_latent(tensors: Mapping[str, LazyTensor]) -> LazyTensor:
    """The mean of w over fixed z, for a training state, which does not keep it."""
    depth = sum(re.fullmatch(r"mapping\.fc\d+\.weight", key) is not None for key in tensors)
    last = tensors.get(f"mapping.fc{depth - 1}.bias")
    if last is None or len(last.shape) != 1:
        raise CheckpointError("style.1.weight is missing")

    def load() -> Tensor:
        weights = [tensors[f"mapping.fc{i}.weight"].load() for i in range(depth)]
        widths = tuple(len(weight) for weight in weights)
        network = MappingNetwork(weights[0].shape[1], 0, 0, widths)
        state = {f"fc{i}.weight": weight for i, weight in enumerate(weights)}
        state |= {f"fc{i}.bias": tensors[f"mapping.fc{i}.bias"].load() for i in range(depth)}
        network.load_state_dict({**state, "w_avg": torch.zeros(widths[-1])}, assign=True)
        for i in range(depth):
            network.get_submodule(f"fc{i}").bake()  # type: ignore[operator]
        z = np.random.RandomState(0).randn(MEAN_SAMPLES, weights[0].shape[1])
        with torch.no_grad():
            return network(torch.from_numpy(z).float(), None).mean(dim=0)

    return LazyTensor(last.shape, load)


# InterFaceGAN


def _interfacegan(tensors: Mapping[str, LazyTensor]) -> dict[str, LazyTensor]:
    """layerN.conv.weight and layerN.wscale.bias; of the outputs, the one at full resolution is used."""
    if "lod" in tensors and tensors["lod"].shape == () and float(tensors["lod"].load()) != 0:
        raise CheckpointError("lod is not 0: this PGGAN was saved before it had fully grown")
    outputs = [
        int(m[1]) for name in tensors if (m := re.fullmatch(r"output(\d{1,2})\.conv\.weight", name, re.ASCII))
    ]
    found: dict[str, LazyTensor] = {}
    for name, tensor in tensors.items():
        match = re.fullmatch(r"(layer|output)(\d{1,2})\.(conv\.weight|wscale\.bias)", name, re.ASCII)
        if match is None:
            if name != "lod":
                raise CheckpointError(f"it has a tensor {shorten(name)}, which no PGGAN generator has")
            continue
        part = match[3].split(".")[1]
        if match[1] == "layer":
            found[f"layers.{int(match[2])}.{part}"] = tensor
        elif int(match[2]) == max(outputs, default=0):
            found[f"to_rgb.{part}"] = tensor
    return found
