"""Writes checkpoints as the programs that published them did, from the random networks in tests/data/parity.

The files name modules of those programs (`torch_utils.persistence`, `dnnlib.util`, `tfutil`); empty modules
under these names exist only while a file is being pickled.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import pickle
import re
import struct
import sys
import types
from collections import OrderedDict
from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import torch
from safetensors.torch import load_file
from torch import Tensor

PARITY = Path(__file__).parent.parent / "data" / "parity"
NVIDIA_FAMILIES = ["stylegan2", "stylegan2_conditional", "stylegan2_resnet", "stylegan3_t", "stylegan3_r"]


def weights_of(family: str) -> dict[str, Tensor]:
    return load_file(PARITY / family / "weights.safetensors")


def expected_of(family: str) -> dict[str, Tensor]:
    return load_file(PARITY / family / "expected.safetensors")


@contextlib.contextmanager
def foreign_modules(**contents: dict[str, Any]) -> Iterator[None]:
    """Modules by dotted name (`torch_utils__persistence`), each holding what a pickle will name."""
    made = []
    for key, members in contents.items():
        parts = key.split("__")
        for depth in range(1, len(parts) + 1):
            name = ".".join(parts[:depth])
            if name not in sys.modules:
                sys.modules[name] = types.ModuleType(name)
                made.append(name)
        for member, value in members.items():
            value.__module__, value.__qualname__, value.__name__ = ".".join(parts), member, member
            setattr(sys.modules[".".join(parts)], member, value)
    try:
        yield
    finally:
        for name in made:
            del sys.modules[name]


class EasyDict(dict):
    """A dict whose items were attributes."""


def _reconstruct_persistent_obj(meta: Any) -> Any:
    raise AssertionError("checkpoints are only written here, never loaded by pickle")


class PersistentModule:
    """A module as `torch_utils.persistence` pickles it: its `__dict__` beside the source of its class."""

    def __init__(self, class_name: str, **attributes: Any) -> None:
        self.class_name = class_name
        self.state: dict[str, Any] = {
            "training": False,
            "_parameters": OrderedDict(),
            "_buffers": OrderedDict(),
            "_non_persistent_buffers_set": set(),
            "_backward_hooks": OrderedDict(),
            "_modules": OrderedDict(),
            "_init_args": (),
            "_init_kwargs": EasyDict(attributes),
            **attributes,
        }

    def __reduce__(self) -> Any:
        meta = EasyDict(
            type="class",
            version=6,
            module_src="raise SystemExit('the source of a checkpoint was run')\n" * 20,
            class_name=self.class_name,
            state=self.state,
        )
        return _reconstruct_persistent_obj, (meta,)


BUFFERS = ("w_avg", "noise_const", "resample_filter", "up_filter", "down_filter", "magnitude_ema")
INPUT_BUFFERS = ("transform", "freqs", "phases")


def nvidia_network(family: str, *, conv_clamp: float | None = 256) -> PersistentModule:
    """The network of a parity folder as nested persistent modules."""
    config = json.loads((PARITY / family / "config.json").read_text())
    root = PersistentModule("Generator", **config["init_kwargs"])
    root.state["_init_kwargs"] = EasyDict(config["init_kwargs"], mapping_kwargs=EasyDict())
    for key, tensor in weights_of(family).items():
        *path, name = key.split(".")
        module = root
        for part in path:
            children = module.state["_modules"]
            if part not in children:
                children[part] = PersistentModule("Layer")
            module = children[part]
        buffer = name in BUFFERS or (path[-1] == "input" and name in INPUT_BUFFERS)
        kind = "_buffers" if buffer else "_parameters"
        module.state[kind][name] = tensor if buffer else torch.nn.Parameter(tensor)
        if path[-1].startswith(("conv", "torgb", "L")):
            module.state["conv_clamp"] = conv_clamp
    _set_attributes(root)
    return root


def _set_attributes(root: PersistentModule) -> None:
    """What layers keep beside tensors, in the numpy and Python types that the reference leaves there."""
    modules = root.state["_modules"]
    for layer in modules["mapping"].state["_modules"].values():
        layer.state.update(activation="lrelu", bias_gain=0.01, weight_gain=float(np.sqrt(0.01)))
    synthesis = modules["synthesis"]
    synthesis.state.update(output_scale=0.25)
    for block in synthesis.state["_modules"].values():
        block.state.update(
            up_factor=2, up_taps=12, act_gain=np.sqrt(2), size=np.broadcast_to(np.asarray(36), [2])
        )
        for layer in block.state["_modules"].values():
            layer.state.update(activation="lrelu", act_gain=np.sqrt(2), padding=1)
    if "input" in synthesis.state["_modules"]:
        synthesis.state["_modules"]["input"].state.update(
            bandwidth=np.float64(2.0), sampling_rate=np.float64(16)
        )


def write_nvidia(path: Path, family: str, *, protocol: int = 4, conv_clamp: float | None = 256) -> None:
    write_snapshot(path, nvidia_network(family, conv_clamp=conv_clamp), protocol=protocol)


def write_snapshot(path: Path, network: PersistentModule, *, protocol: int = 4) -> None:
    snapshot = {
        "training_set_kwargs": EasyDict(class_name="training.dataset.ImageFolderDataset", xflip=True),
        "G": network,
        "D": PersistentModule("Discriminator", architecture="resnet"),
        "G_ema": network,
        "augment_pipe": None,
    }
    with foreign_modules(
        torch_utils__persistence={"_reconstruct_persistent_obj": _reconstruct_persistent_obj},
        dnnlib__util={"EasyDict": EasyDict},
    ):
        path.write_bytes(pickle.dumps(snapshot, protocol))


# TensorFlow


class Network:
    """A TensorFlow network as it pickled itself."""

    def __init__(self, name: str, variables: dict[str, np.ndarray], **state: Any) -> None:
        self.pickled = {
            "version": 4,
            "name": name,
            "static_kwargs": EasyDict(),
            "build_module_src": "raise SystemExit('the source of a checkpoint was run')",
            "build_func_name": "G_main",
            "variables": list(variables.items()),
            **state,
        }

    def __getstate__(self) -> dict[str, Any]:
        return self.pickled


def _dense(tensor: Tensor) -> np.ndarray:
    return tensor.T.contiguous().numpy()


def _kernel(tensor: Tensor, *, turned: bool = False) -> np.ndarray:
    return (tensor.flip(2, 3) if turned else tensor).permute(2, 3, 1, 0).contiguous().numpy()


def stylegan2_variables(family: str = "stylegan2") -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    """The top network's, the mapping's and the synthesis network's variables."""
    top: dict[str, Any] = {"lod": np.float32(0)}
    mapping: dict[str, Any] = {}
    synthesis: dict[str, Any] = {"lod": np.float32(0)}
    for key, tensor in weights_of(family).items():
        if key == "mapping.w_avg":
            top["dlatent_avg"] = tensor.numpy()
        elif match := re.fullmatch(r"mapping\.fc(\d)\.(\w+)", key):
            value = _dense(tensor) if match[2] == "weight" else tensor.numpy()
            mapping[f"Dense{match[1]}/{match[2]}"] = value
        elif match := re.fullmatch(r"mapping\.embed\.(\w+)", key):
            mapping[f"LabelEmbed/{match[1]}"] = _dense(tensor) if match[1] == "weight" else tensor.numpy()
        elif match := re.fullmatch(r"synthesis\.b(\d+)\.(?:(\w+)\.)?(.+)", key):
            _synthesis_variable(synthesis, int(match[1]), match[2], match[3], tensor)
    return top, mapping, synthesis


def _synthesis_variable(
    out: dict[str, Any], resolution: int, layer: str | None, part: str, t: Tensor
) -> None:
    scope = f"{resolution}x{resolution}/"
    if layer == "affine":
        raise AssertionError(part)
    if part.startswith("affine") or part in ("weight", "bias", "noise_strength"):
        name = {"conv0": "Conv0_up", "conv1": "Conv" if resolution == 4 else "Conv1", "torgb": "ToRGB"}
        stem = scope + name.get(layer or "", "Skip")
        forms = {
            "weight": lambda: ("weight", _kernel(t, turned=layer in ("conv0", "skip"))),
            "bias": lambda: ("bias", t.numpy()),
            "noise_strength": lambda: ("noise_strength", t.numpy()),
            "affine.weight": lambda: ("mod_weight", _dense(t)),
            "affine.bias": lambda: ("mod_bias", (t - 1).numpy()),
        }
        suffix, value = forms[part]()
        out[f"{stem}/{suffix}"] = value
    elif part == "const":
        out[scope + "Const/const"] = t[None].numpy()
    elif part == "noise_const":
        index = 2 * resolution.bit_length() - 7 + (layer == "conv1")
        out[f"noise{max(index, 0)}"] = t[None, None].numpy()


def pggan_variables(*, fused: bool) -> dict[str, Any]:
    weights = weights_of("pggan")
    out: dict[str, Any] = {"lod": np.float32(0)}
    first = weights["layer0.conv.weight"].flip(2, 3).permute(1, 0, 2, 3)  # [z, C, 4, 4]
    out["4x4/Dense/weight"] = first.reshape(first.shape[0], -1).contiguous().numpy()
    out["4x4/Dense/bias"] = weights["layer0.wscale.bias"].numpy()
    names = ["", "4x4/Conv"]
    for resolution in (8, 16, 32, 64):
        names += [f"{resolution}x{resolution}/Conv0" + "_up" * fused, f"{resolution}x{resolution}/Conv1"]
    for index, name in enumerate(names[1:], start=1):
        kernel = weights[f"layer{index}.conv.weight"]
        if name.endswith("_up"):  # [h, w, out, in], turned
            out[f"{name}/weight"] = kernel.flip(2, 3).permute(2, 3, 0, 1).contiguous().numpy()
        else:
            out[f"{name}/weight"] = _kernel(kernel)
        out[f"{name}/bias"] = weights[f"layer{index}.wscale.bias"].numpy()
    for lod in range(5):
        out[f"ToRGB_lod{lod}/weight"] = _kernel(weights[f"output{4 - lod}.conv.weight"])
        out[f"ToRGB_lod{lod}/bias"] = weights[f"output{4 - lod}.wscale.bias"].numpy()
    return out


def write_tensorflow_stylegan2(
    path: Path, family: str = "stylegan2", *, protocol: int = 4, grown: bool = False, **arguments: Any
) -> None:
    """With `grown`, as if it had grown while it was trained: colours are named by what is left to double."""
    top, mapping, synthesis = stylegan2_variables(family)
    if grown:
        synthesis = {_grown_name(name): value for name, value in synthesis.items()}
    kwargs = EasyDict(resample_kernel=[1, 3, 3, 1], truncation_psi=0.5, **arguments)
    components = EasyDict(mapping=Network("G_mapping", mapping), synthesis=Network("G_synthesis", synthesis))
    generator = Network("Gs", top, static_kwargs=kwargs, components=components)
    other = Network("D", {})
    with foreign_modules(dnnlib__util={"EasyDict": EasyDict}, dnnlib__tflib__network={"Network": Network}):
        path.write_bytes(pickle.dumps((other, other, generator), protocol))


def _grown_name(name: str) -> str:
    """64x64/ToRGB of a network of 64 px as ToRGB_lod0, 32x32/ToRGB as ToRGB_lod1, …"""
    return re.sub(r"(\d+)x\1/ToRGB", lambda m: f"ToRGB_lod{7 - int(m[1]).bit_length()}", name)


def write_pggan(path: Path, *, fused: bool = True, lod: float = 0.0) -> None:
    variables = {**pggan_variables(fused=fused), "lod": np.float32(lod)}
    generator = Network(
        "Gs", variables, version=2, static_kwargs={"label_size": 0, "normalize_latents": True}
    )
    with foreign_modules(tfutil={"Network": Network}):
        path.write_bytes(pickle.dumps((generator, generator, generator), 4))


class Python2Pickler(pickle._Pickler):  # type: ignore[name-defined]
    """Protocol 2 as Python 2 wrote it: text and bytes alike are byte strings."""

    dispatch: ClassVar[dict[Any, Any]] = dict(pickle._Pickler.dispatch)  # type: ignore[attr-defined]

    def save_string(self, value: str | bytes) -> None:
        raw = value.encode("latin-1") if isinstance(value, str) else value
        head = b"U" + bytes([len(raw)]) if len(raw) < 256 else b"T" + struct.pack("<i", len(raw))
        self.write(head + raw)
        self.memoize(value)

    dispatch[str] = save_string
    dispatch[bytes] = save_string


def write_oldest_pggan(path: Path) -> None:
    """As Python 2 wrote it, when the module was called `network`."""
    generator = Network("Gs", pggan_variables(fused=True), version=2, static_kwargs={"label_size": 0})
    file = io.BytesIO()
    with foreign_modules(network={"Network": Network}):
        Python2Pickler(file, 2).dump((generator, generator, generator))
    path.write_bytes(file.getvalue().replace(b"cnumpy._core.", b"cnumpy.core."))


# rosinality


def write_rosinality(path: Path, *, training: bool, archive: bool = True) -> None:
    state = weights_of("rosinality")
    content: dict[str, Any] = {"g_ema": OrderedDict(state)}
    if training:
        parameters = [torch.nn.Parameter(torch.randn(4, 3))]
        optimizer = torch.optim.Adam(parameters)
        parameters[0].sum().backward()
        optimizer.step()
        arguments = argparse.Namespace(path="lmdb", size=64, lr=0.002, mixing=0.9, wandb=False, ckpt=None)
        content |= {"g": OrderedDict(state), "d": OrderedDict(), "g_optim": optimizer.state_dict()}
        content |= {"d_optim": optimizer.state_dict(), "args": arguments, "ada_aug_p": 0.0}
    else:
        content["latent_avg"] = expected_of("rosinality")["latent_avg"]
    torch.save(content, path, _use_new_zipfile_serialization=archive)
