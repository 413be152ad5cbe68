"""The authors' own code, loaded from a folder that its user cloned; nothing of it is part of this program."""

from __future__ import annotations

import importlib
import importlib.util
import sys
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

import torch
from torch import Tensor

from engine.checkpoints.checkpoint import Config
from engine.generators.stylegan2 import StyleGAN2Config
from engine.generators.stylegan3 import StyleGAN3Config

MODULES = ("training.networks_stylegan2", "training.networks_stylegan3")


class ReferenceUnavailable(Exception):
    """The reference cannot be used here; the reason in one line."""


class Reference:
    """Synthesis by a clone of github.com/NVlabs/stylegan3, which has StyleGAN2 as well."""

    def __init__(self, folder: Path) -> None:
        if not (folder / "training" / "networks_stylegan3.py").is_file():
            raise ReferenceUnavailable(f"{folder} is no clone of github.com/NVlabs/stylegan3")
        _offer_version_parser()
        sys.path.insert(0, str(folder.resolve()))
        try:
            self._stylegan2, self._stylegan3 = (importlib.import_module(name) for name in MODULES)
        except ImportError as error:
            raise ReferenceUnavailable(f"the reference code cannot be imported: {error}") from None
        finally:
            sys.path.pop(0)

    def kernels(self) -> str:
        """Which of its operations it has custom CUDA kernels for; builds them, which takes minutes."""
        if not torch.cuda.is_available():
            return "none, on a CPU it computes in plain PyTorch"
        _keep_built_modules()
        failed = []
        for name in ("bias_act", "upfirdn2d", "filtered_lrelu"):
            operation: Any = importlib.import_module(f"torch_utils.ops.{name}")
            try:
                operation._init()
            except Exception as error:
                failed.append(f"{name} ({(str(error) or type(error).__name__).splitlines()[0][:120]})")
                operation._init = lambda: False  # its own slower way
        return f"without custom kernels for {', '.join(failed)}" if failed else "with its own custom kernels"

    def build(self, config: Config, tensors: Mapping[str, Tensor], device: torch.device) -> Any:
        """Its synthesis network with these weights."""
        common = {"z_dim": 512, "c_dim": 0, "w_dim": 512, "img_resolution": config.resolution}
        common |= {"img_channels": 3}
        if isinstance(config, StyleGAN2Config):
            network = self._stylegan2.Generator(**common, conv_clamp=256)
        elif isinstance(config, StyleGAN3Config):
            rotating = config.layers[0].kernel == 1
            wider = {"channel_base": 65536, "channel_max": 1024} if rotating else {}
            kernel = {"conv_kernel": 1, "use_radial_filters": True} if rotating else {}
            network = self._stylegan3.Generator(**common, **wider, **kernel)
        else:
            raise ReferenceUnavailable("the reference has no such network")
        network.load_state_dict(dict(tensors))
        return network.eval().requires_grad_(False).to(device).synthesis


def _offer_version_parser() -> None:
    """It compares versions by a function of pkg_resources, which setuptools no longer brings along."""
    if importlib.util.find_spec("pkg_resources") is None:
        stand_in = ModuleType("pkg_resources")
        stand_in.parse_version = torch.torch_version.TorchVersion  # type: ignore[attr-defined]
        sys.modules["pkg_resources"] = stand_in


def _keep_built_modules() -> None:
    """It imports by name what PyTorch built for it, which PyTorch itself stopped to see to."""
    extensions: Any = importlib.import_module("torch.utils.cpp_extension")
    build = extensions.load

    def load(name: str, *arguments: Any, **options: Any) -> Any:
        return sys.modules.setdefault(name, build(name, *arguments, **options))

    extensions.load = load
