"""One optimizer over some of the weights."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import torch
from torch import Tensor, nn

BETAS = (0.9, 0.99)
CLIP = 5.0  # norm of all slopes together


class Optimizer:
    """Adam behind a clipped slope; a slope that is no finite number moves nothing."""

    def __init__(self, parameters: Iterable[nn.Parameter]) -> None:
        self._parameters = list(parameters)
        self._adam = torch.optim.Adam(self._parameters, betas=BETAS, fused=True)

    def set_rate(self, rate: float) -> None:
        for group in self._adam.param_groups:
            group["lr"] = rate

    def descend(self, loss: Tensor) -> None:
        """One step down the slope of the loss in these weights, and in no others."""
        self._adam.zero_grad(set_to_none=True)
        loss.backward(inputs=self._parameters)
        norm = torch.nn.utils.clip_grad_norm_(self._parameters, CLIP)
        # The fused step leaves everything as it is where this says so, and nothing waits for the device.
        self._adam.found_inf = (~torch.isfinite(norm)).float()  # type: ignore[attr-defined]
        self._adam.step()

    def state_dict(self) -> dict[str, Any]:
        return self._adam.state_dict()

    def load_state_dict(self, state: dict[str, Any]) -> None:
        self._adam.load_state_dict(state)
