"""A network's pictures on an NVIDIA GPU, the fastest way that this machine allows."""

from __future__ import annotations

import logging
from collections.abc import Callable

import torch
from torch import Tensor, nn

from engine.generators.cuda.graphs import BatchGraphs
from engine.generators.cuda.nvrtc import KernelError
from engine.generators.cuda.stylegan2 import FusedStyleGAN2
from engine.generators.cuda.stylegan3 import FusedStyleGAN3
from engine.generators.feature_cache import FeatureCache
from engine.generators.precision import convolutions_for
from engine.generators.stylegan2 import SynthesisNetwork as StyleGAN2
from engine.generators.stylegan3 import SynthesisNetwork as StyleGAN3

log = logging.getLogger(__name__)

Draw = Callable[[Tensor, FeatureCache | None], Tensor]


class Drawer:
    """Draws ws without gradients, by fused kernels where they fit the network, in CUDA graphs.

    Where the kernels cannot be built, PyTorch's own operations do the work; a log line says so.
    """

    def __init__(self, synthesis: nn.Module, dtype: torch.dtype, *, graphs: bool = True) -> None:
        self._synthesis = synthesis
        self._dtype = dtype
        self._draw: Draw | None = None
        self._graphs = BatchGraphs(lambda ws: self._eager(ws, None)) if graphs else None

    @property
    def fused(self) -> bool:
        """Whether the kernels of this package are in use; known once something was drawn."""
        return isinstance(self._draw, FusedStyleGAN2 | FusedStyleGAN3)

    def __call__(self, ws: Tensor, cache: FeatureCache | None = None) -> Tensor:
        """Pictures [N, 3, R, R] for ws [N, L, D] on the GPU."""
        with torch.no_grad(), convolutions_for(self._dtype):
            if self._draw is None:
                self._choose(ws)
            if self._graphs is None or cache is not None:
                return self._eager(ws, cache)
            return self._graphs(ws)

    def _eager(self, ws: Tensor, cache: FeatureCache | None) -> Tensor:
        assert self._draw is not None
        return self._draw(ws, cache)

    def _choose(self, ws: Tensor) -> None:
        try:
            # Not in inference mode, whose tensors may not be used outside of it later on.
            with torch.inference_mode(False), torch.no_grad():
                fused = self._fused()
                if fused is not None:
                    fused(ws[:1].clone())
                    self._draw = fused
                    return
        except KernelError as error:
            log.warning("this GPU's kernels cannot be built (%s); PyTorch's operations draw instead", error)
        self._draw = self._plain

    def _fused(self) -> FusedStyleGAN2 | FusedStyleGAN3 | None:
        if isinstance(self._synthesis, StyleGAN2) and FusedStyleGAN2.fits(self._synthesis):
            return FusedStyleGAN2(self._synthesis, self._dtype)
        if isinstance(self._synthesis, StyleGAN3) and FusedStyleGAN3.fits(self._synthesis):
            return FusedStyleGAN3(self._synthesis, self._dtype)
        return None

    def _plain(self, ws: Tensor, cache: FeatureCache | None) -> Tensor:
        return self._synthesis(ws, self._dtype, cache)
