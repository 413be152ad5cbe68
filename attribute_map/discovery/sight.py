"""What an extractor sees on the way to its readings: a measure of likeness that knows portraits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import torch
from torch import Tensor, nn

from attribute_map.discovery.extractor import Extractor, fast_arithmetic, fit_to


class Sight:
    """Feature maps and the last features of an extractor, for pictures [N, 3, R, R] in [-1, 1]."""

    def __init__(self, extractor: Extractor, device: str | torch.device) -> None:
        self._extractor = extractor.to(device)
        self._net = self._extractor.net
        stages = [module for module in self._net.modules() if isinstance(module, nn.Sequential)]
        self._last = self._net.places[-2]
        self._stages = [stage for stage in stages if stage is not self._net.places]

    def maps(self, pictures: Tensor) -> list[Tensor]:
        """Feature maps [N, C, h, w], fine to coarse in every branch; differentiable."""
        with self._watching(self._stages) as seen:
            self._look(pictures)
        return [features for features in seen if features.ndim == 4]

    @torch.inference_mode()
    def embedding(self, pictures: Tensor) -> Tensor:
        """The last features [N, F] before the readings, on the CPU."""
        with self._watching([self._last]) as seen:
            self._look(pictures)
        return seen[0].float().cpu()

    def _look(self, pictures: Tensor) -> None:
        fitting = fit_to(pictures.float(), self._extractor.resolution)
        with fast_arithmetic(self._extractor.device):
            self._net(fitting.contiguous(memory_format=torch.channels_last))

    @contextmanager
    def _watching(self, modules: Sequence[nn.Module]) -> Iterator[list[Tensor]]:
        seen: list[Tensor] = []
        hooks = [
            module.register_forward_hook(lambda _module, _inputs, output: seen.append(output))
            for module in modules
        ]
        try:
            yield seen
        finally:
            for hook in hooks:
                hook.remove()
