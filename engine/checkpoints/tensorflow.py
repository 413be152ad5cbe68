"""TensorFlow-era pickles: PGGAN and StyleGAN2, a tuple (G, D, Gs) of networks with named variables.

Layouts differ from PyTorch's: kernels are [height, width, in, out], dense weights [in, out]; a kernel of a
strided transposed convolution is turned by 180 degrees; style biases are stored without the 1 they add.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

from engine.checkpoints.checkpoint import Hints, LazyTensor
from engine.checkpoints.filters import resample_filter, resample_filter_keys
from engine.checkpoints.pickle_machine import StandIn, shorten
from engine.checkpoints.pickled_arrays import COLLECTIONS, NUMPY, NumpyArray
from engine.errors import CheckpointError

PGGAN_ORIGIN = "PGGAN (TensorFlow pickle)"
STYLEGAN2_ORIGIN = "NVIDIA StyleGAN2 (TensorFlow pickle)"
PGGAN_LICENCE_NOTE = (
    "The file names no licence. Networks that NVIDIA published for PGGAN (karras2018iclr-…) are under "
    "CC BY-NC 4.0; others are under their makers' terms."
)
STYLEGAN2_LICENCE_NOTE = (
    "The file names no licence. Networks that NVIDIA published for StyleGAN2 are for non-commercial use "
    "(NVIDIA Source Code License-NC); others are under their makers' terms."
)
MAX_VARIABLES = 5000


class Network:
    """A pickled network: its state is kept, its building code is never looked at."""

    def __init__(self) -> None:
        self.state: dict[Any, Any] = {}

    def take_state(self, state: Any) -> None:
        if type(state) is not dict:
            raise CheckpointError("a TensorFlow network has a state that is no dict")
        self.state = state

    def field(self, name: str, kind: type) -> Any:
        value = self.state.get(name)
        if type(value) is not kind:
            raise CheckpointError(f"the network's {name} is missing or no {kind.__name__}")
        return value

    def variables(self, prefix: str = "", depth: int = 0) -> dict[str, LazyTensor]:
        """Own variables and, as `mapping/…` and `synthesis/…`, those of the component networks."""
        found: dict[str, LazyTensor] = {}
        for pair in self.field("variables", list):
            name, value = pair if type(pair) in (tuple, list) and len(pair) == 2 else (None, None)
            if (
                not isinstance(name, str)
                or len(name) > 200
                or not isinstance(value, NumpyArray | int | float)
            ):
                raise CheckpointError("the network's variables are not pairs of a name and an array")
            found[prefix + name] = _scalar(value) if isinstance(value, int | float) else value.lazy()
        components = self.state.get("components") or {}
        if type(components) is not dict or depth > 1 or len(components) > 8:
            raise CheckpointError("the network's components are damaged")
        for name, part in components.items():
            if not isinstance(name, str) or not isinstance(part, Network):
                raise CheckpointError("the network's components are damaged")
            found.update(part.variables(f"{prefix}{name}/", depth + 1))
        if len(found) > MAX_VARIABLES:
            raise CheckpointError(f"the network has more than {MAX_VARIABLES} variables")
        return found


def _scalar(value: float) -> LazyTensor:
    return LazyTensor((), lambda: torch.tensor(float(value)))


def easy_dict(*_: Any) -> dict[Any, Any]:
    return {}


ALLOWED: dict[str, StandIn] = {
    "dnnlib.tflib.network.Network": Network,
    "tfutil.Network": Network,
    "network.Network": Network,
    "dnnlib.util.EasyDict": easy_dict,
    **COLLECTIONS,
    **NUMPY,
}


def is_snapshot(value: Any) -> bool:
    return isinstance(value, tuple | list) and len(value) == 3 and isinstance(value[2], Network)


def network_of(value: Any) -> tuple[dict[str, LazyTensor], Hints, str, str]:
    """The averaged generator `Gs`: tensors under our modules' keys, hints, origin and licence note."""
    network: Network = value[2]
    hints = _hints(network)
    variables = network.variables()
    if "synthesis/4x4/Const/const" in variables and "mapping/Dense0/weight" in variables:
        if "synthesis/4x4/Conv/mod_weight" not in variables:
            raise CheckpointError(
                "it is a StyleGAN1 generator (no mod_weight); StyleGAN2, StyleGAN3 and PGGAN are supported"
            )
        return _stylegan2(network, variables), hints, STYLEGAN2_ORIGIN, STYLEGAN2_LICENCE_NOTE
    if any("StyleMod" in name or "Noise" in name for name in variables):
        raise CheckpointError("it is a StyleGAN1 generator; StyleGAN2, StyleGAN3 and PGGAN are supported")
    if "4x4/Dense/weight" in variables:
        if _arguments(network).get("label_size", 0) != 0:
            raise CheckpointError("label_size is not 0: conditional PGGANs are not supported")
        return _pggan(variables), hints, PGGAN_ORIGIN, PGGAN_LICENCE_NOTE
    raise CheckpointError("Gs is no PGGAN or StyleGAN2 generator: 4x4/Dense/weight is missing")


# Arguments that the network's function was called with; other than these values draw other pictures.
NEEDED = {
    "normalize_latents": True,
    "use_wscale": True,
    "use_pixelnorm": True,
    "use_leakyrelu": True,
    "tanh_at_end": False,
    "nonlinearity": "lrelu",
    "mapping_nonlinearity": "lrelu",
}


def _hints(network: Network) -> Hints:
    arguments = _arguments(network)
    for name, value in NEEDED.items():
        found = arguments.get(name, value)
        if type(found) is not type(value) or found != value:
            raise CheckpointError(
                f"the network was made with another {name} than {value}, which is not supported"
            )
    numbers = {"conv_clamp": None, "mapping_lrmul": 0.01}
    for name, default in numbers.items():
        if type(arguments.get(name, default)) not in (int, float, type(default)):
            raise CheckpointError(f"{name} is no number")
    return Hints(
        clamp=arguments.get("conv_clamp"), mapping_learning_rate=arguments.get("mapping_lrmul", 0.01)
    )


def _arguments(network: Network) -> dict[Any, Any]:
    arguments = network.state.get("static_kwargs")
    if arguments is None:
        return {}
    if type(arguments) is not dict:
        raise CheckpointError("the network's static_kwargs are no dict")
    return arguments


def _check_grown(variables: dict[str, LazyTensor]) -> None:
    lod = variables.get("lod")
    if lod is not None and lod.shape == () and float(lod.load()) != 0:
        raise CheckpointError("lod is not 0: this network was saved before it had fully grown")


# Layouts


def _dense(variable: LazyTensor) -> LazyTensor:  # [in, out] -> [out, in]
    return variable.map(lambda t: t.T.contiguous(), variable.shape[::-1])


def _kernel(
    variable: LazyTensor, *, turned: bool = False
) -> LazyTensor:  # [h, w, in, out] -> [out, in, h, w]
    def change(t: Tensor) -> Tensor:
        t = t.permute(3, 2, 0, 1)
        return (t.flip(2, 3) if turned else t).contiguous()

    if len(variable.shape) != 4:
        raise CheckpointError(f"a convolution's weights have the shape {list(variable.shape)}")
    height, width, ins, outs = variable.shape
    return variable.map(change, (outs, ins, height, width))


def _squeezed(variable: LazyTensor, ndim: int) -> LazyTensor:
    """Without the leading axes of length 1 that TensorFlow keeps."""
    shape = variable.shape[max(len(variable.shape) - ndim, 0) :]
    if math.prod(shape) != math.prod(variable.shape):
        raise CheckpointError(f"a variable has the shape {list(variable.shape)} where {ndim} axes are needed")
    return variable.map(lambda t: t.reshape(shape), shape)


# StyleGAN2


def _stylegan2(network: Network, variables: dict[str, LazyTensor]) -> dict[str, LazyTensor]:
    if any("LabelConcat" in name for name in variables):
        raise CheckpointError("conditional StyleGAN2 of before StyleGAN2-ADA (LabelConcat) is not supported")
    _check_grown(variables)
    tensors: dict[str, LazyTensor] = {}
    for name, variable in _with_plain_colours(variables).items():
        if name in ("lod", "synthesis/lod") or name.startswith("synthesis/noise"):
            continue
        key, tensor = _stylegan2_tensor(name, variable)
        tensors[key] = tensor
    _add_noise(variables, tensors)
    _add_filters(network, tensors)
    return tensors


def _with_plain_colours(variables: dict[str, LazyTensor]) -> dict[str, LazyTensor]:
    """ToRGB_lod0 under the name that colours have where a network did not grow while it was trained.

    Configurations B to D did (Karras et al. 2020, table 1). Fully grown, they use no colours but these.
    """
    sides = [int(m[1]) for name in variables if (m := re.match(r"synthesis/(\d{1,5})x\1/", name, re.ASCII))]
    plain = f"synthesis/{max(sides)}x{max(sides)}/ToRGB/"
    return {
        name.replace("synthesis/ToRGB_lod0/", plain): variable
        for name, variable in variables.items()
        if not re.match(r"synthesis/ToRGB_lod[1-9]", name)
    }


LAYERS = {"Conv0_up": "conv0", "Conv1": "conv1", "Conv": "conv1", "ToRGB": "torgb", "Skip": "skip"}


def _stylegan2_tensor(name: str, variable: LazyTensor) -> tuple[str, LazyTensor]:
    """A TensorFlow variable as our tensor under our key."""
    if name == "dlatent_avg":
        return "mapping.w_avg", variable
    if match := re.fullmatch(r"mapping/(?:Dense(\d{1,2})|LabelEmbed)/(weight|bias)", name, re.ASCII):
        layer = "embed" if match[1] is None else f"fc{int(match[1])}"
        return f"mapping.{layer}.{match[2]}", _dense(variable) if match[2] == "weight" else variable
    if match := re.fullmatch(r"synthesis/(\d{1,5})x\1/(\w+)/(\w+)", name, re.ASCII):
        block, scope, part = f"synthesis.b{int(match[1])}", match[2], match[3]
        if (scope, part) == ("Const", "const"):
            return f"{block}.const", _squeezed(variable, 3)
        if scope in LAYERS and part in PARTS:
            key, change = PARTS[part]
            if part == "weight" and scope in ("Conv0_up", "Skip"):
                change = _turned_kernel
            return f"{block}.{LAYERS[scope]}.{key}", change(variable)
    raise CheckpointError(f"Gs has a variable {shorten(name)}, which no StyleGAN2 generator has")


def _turned_kernel(variable: LazyTensor) -> LazyTensor:
    return _kernel(variable, turned=True)


PARTS: dict[str, tuple[str, Callable[[LazyTensor], LazyTensor]]] = {
    "weight": ("weight", _kernel),
    "bias": ("bias", lambda variable: variable),
    "mod_weight": ("affine.weight", _dense),
    "mod_bias": ("affine.bias", lambda variable: variable.map(lambda t: t + 1)),
    "noise_strength": ("noise_strength", lambda variable: _squeezed(variable, 0)),
}


def _add_noise(variables: dict[str, LazyTensor], tensors: dict[str, LazyTensor]) -> None:
    """noise0 belongs to 4x4, then two to a resolution."""
    for name, variable in variables.items():
        match = re.fullmatch(r"synthesis/noise(\d{1,2})", name, re.ASCII)
        if match:
            index = int(match[1])
            layer = f"b{4 << (index + 1) // 2}.conv{(index + 1) % 2}"
            tensors[f"synthesis.{layer}.noise_const"] = _squeezed(variable, 2)


def _add_filters(network: Network, tensors: dict[str, LazyTensor]) -> None:
    """The resampling filter, which TensorFlow keeps as an argument, where our modules have it."""
    kernel = _arguments(network).get("resample_kernel")
    taps = [1, 3, 3, 1] if kernel is None else kernel
    if type(taps) is not list or not 1 <= len(taps) <= 16 or not all(type(t) in (int, float) for t in taps):
        raise CheckpointError("resample_kernel is no short list of numbers")
    if not sum(taps):
        raise CheckpointError("resample_kernel sums to 0")
    for key in resample_filter_keys(tensors):
        tensors[key] = resample_filter([float(tap) for tap in taps])


# PGGAN


def _pggan(variables: dict[str, LazyTensor]) -> dict[str, LazyTensor]:
    _check_grown(variables)
    tensors = {
        "layers.0.weight": _first_layer(variables),
        "layers.0.bias": _need(variables, "4x4/Dense/bias"),
    }
    tensors.update(_pggan_layer(variables, 1, "4x4/Conv"))
    resolution, index = 8, 2
    while any(name.startswith(f"{resolution}x{resolution}/") for name in variables) and index < 32:
        stem = f"{resolution}x{resolution}"
        fused = f"{stem}/Conv0_up/weight" in variables
        tensors.update(
            _pggan_layer(variables, index, f"{stem}/Conv0_up" if fused else f"{stem}/Conv0", fused=fused)
        )
        tensors.update(_pggan_layer(variables, index + 1, f"{stem}/Conv1"))
        resolution, index = resolution * 2, index + 2
    tensors["to_rgb.weight"] = _kernel(_need(variables, "ToRGB_lod0/weight"))
    tensors["to_rgb.bias"] = _need(variables, "ToRGB_lod0/bias")
    return tensors


def _need(variables: dict[str, LazyTensor], name: str) -> LazyTensor:
    if name not in variables:
        raise CheckpointError(f"Gs has no variable {name}")
    return variables[name]


def _first_layer(variables: dict[str, LazyTensor]) -> LazyTensor:
    """[z, C*16] dense weights as the kernel [C, z, 4, 4] of a full convolution over one pixel."""
    dense = _need(variables, "4x4/Dense/weight")
    if len(dense.shape) != 2 or dense.shape[1] % 16:
        raise CheckpointError(f"4x4/Dense/weight has the shape {list(dense.shape)}")
    z_dim, channels = dense.shape[0], dense.shape[1] // 16

    def change(t: Tensor) -> Tensor:
        return t.reshape(z_dim, channels, 4, 4).permute(1, 0, 2, 3).flip(2, 3).contiguous()

    return dense.map(change, (channels, z_dim, 4, 4))


def _pggan_layer(
    variables: dict[str, LazyTensor], index: int, stem: str, *, fused: bool = False
) -> dict[str, LazyTensor]:
    weight = _need(variables, f"{stem}/weight")
    if fused:
        # Upscaling fused into a transposed convolution: [h, w, out, in], turned by 180 degrees.
        if len(weight.shape) != 4:
            raise CheckpointError(f"{stem}/weight has the shape {list(weight.shape)}")
        height, width, outs, ins = weight.shape
        kernel = weight.map(
            lambda t: t.permute(2, 3, 0, 1).flip(2, 3).contiguous(), (outs, ins, height, width)
        )
    else:
        kernel = _kernel(weight)
    return {f"layers.{index}.weight": kernel, f"layers.{index}.bias": _need(variables, f"{stem}/bias")}
