"""A generator made of a mapping and a synthesis network: what StyleGAN2 and StyleGAN3 have in common."""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor, nn

from engine.errors import ModelError
from engine.generator import Generator
from engine.generators import stylegan2, stylegan3
from engine.generators.cuda.drawer import Drawer
from engine.generators.equalized import bake
from engine.generators.feature_cache import FeatureCache
from engine.generators.mapping import MappingNetwork
from engine.generators.precision import convolutions_for
from engine.generators.resampling import resize

StyleConfig = stylegan2.StyleGAN2Config | stylegan3.StyleGAN3Config


class Networks(nn.Module):
    """Both networks under the names that published state dicts use: `mapping.…` and `synthesis.…`."""

    def __init__(self, config: StyleConfig) -> None:
        super().__init__()
        self.mapping = MappingNetwork(
            config.z_dim,
            config.label_dim,
            config.embed_dim,
            config.mapping_widths,
            learning_rate=config.mapping_learning_rate,
        )
        if isinstance(config, stylegan2.StyleGAN2Config):
            self.synthesis: nn.Module = stylegan2.SynthesisNetwork(config)
        else:
            self.synthesis = stylegan3.SynthesisNetwork(config)


class StyleGenerator(Generator):
    """StyleGAN2 or StyleGAN3 with given weights.

    `dtype` is what synthesis computes its features in; styles, colours and the mapping stay in float32.
    """

    def __init__(
        self,
        config: StyleConfig,
        tensors: Mapping[str, Tensor],  # by state dict key; taken over, not copied
        *,
        name: str,
        digest: str,
        device: str | torch.device = "cpu",
        dtype: torch.dtype = torch.float32,
        feature_cache: int = 0,  # bytes of features kept for later edits of the same picture
    ) -> None:
        with torch.device("meta"):  # nothing is allocated twice
            networks = Networks(config)
        networks.load_state_dict(dict(tensors), assign=True)
        bake(networks)
        self._networks = networks.to(device)
        self._dtype = dtype
        self._cache = FeatureCache(feature_cache) if feature_cache else None
        on_gpu = torch.device(device).type == "cuda"
        self._drawer = Drawer(self._networks.synthesis, dtype) if on_gpu else None
        self.name = name
        self.digest = digest
        self.config = config
        self.z_dim = config.z_dim
        self.w_dim = config.w_dim
        self.num_ws = config.num_ws
        self.resolution = config.resolution
        self.w_avg = self._networks.mapping.w_avg

    @property
    def device(self) -> torch.device:
        return self.w_avg.device

    @property
    def dtype(self) -> torch.dtype:
        return self._dtype

    @property
    def label_dim(self) -> int:
        return self.config.label_dim

    def map(
        self, z: Tensor, labels: Tensor | None = None, psi: float = 1.0, cutoff: int | None = None
    ) -> Tensor:
        if z.ndim != 2 or z.shape[1] != self.z_dim:
            raise ModelError(f"{self.name} takes latents of shape [N, {self.z_dim}], not {list(z.shape)}")
        if self.label_dim:
            if labels is None:  # no class in particular
                labels = torch.zeros(len(z), self.label_dim)
            if labels.shape != (len(z), self.label_dim):
                raise ModelError(f"{self.name} takes labels of shape [{len(z)}, {self.label_dim}]")
            labels = labels.to(self.device)
        w = self._networks.mapping(z.to(self.device).clone(), labels)  # [N, D]
        return self.truncate(w[:, None].repeat(1, self.num_ws, 1), psi, cutoff)  # [N, L, D]

    def synthesize(self, ws: Tensor, *, resolution: int | None = None) -> Tensor:
        if ws.ndim != 3 or ws.shape[1:] != (self.num_ws, self.w_dim):
            raise ModelError(
                f"{self.name} takes ws of shape [N, {self.num_ws}, {self.w_dim}], not {list(ws.shape)}"
            )
        # A fresh copy lies on an aligned address: matrix products round by alignment, and pictures must not.
        ws = ws.to(self.device, torch.float32).clone()
        gradients = torch.is_grad_enabled() and ws.requires_grad
        # Features are kept for single pictures only: a batch may round another way in the last bit.
        cache = self._cache if len(ws) == 1 and not gradients else None
        if self._drawer is not None and not gradients:
            return resize(self._drawer(ws, cache), resolution)
        with convolutions_for(self._dtype):
            return resize(self._networks.synthesis(ws, self._dtype, cache), resolution)
