"""All layers' styles at once: a few products over stacked weights instead of a dozen small steps a layer."""

from __future__ import annotations

from collections.abc import Sequence

import torch
import torch.nn.functional as F
from torch import Tensor

from engine.generators.equalized import FullyConnected


class StackedStyles:
    """The affine maps and the demodulation of K layers, padded to the widest with zeros."""

    def __init__(
        self,
        affines: Sequence[FullyConnected],  # baked; the first len(powers) are of demodulated layers
        rows: Sequence[int],  # which row of ws each takes
        powers: Sequence[Tensor],  # [O, I], summed squares of a layer's weights
        gains: Sequence[Tensor | float],  # on the demodulated layers' outputs
    ) -> None:
        device = affines[0].weight.device
        self._demodulated = len(powers)
        self._rows = torch.tensor(list(rows), device=device)
        width = max(affine.weight.shape[0] for affine in affines)
        self._weight = torch.stack(
            [_padded(affine.weight.T, affine.weight.shape[1], width) for affine in affines]
        )
        self._bias = torch.stack([_padded(affine.bias[None], 1, width) for affine in affines])
        out = max(len(power) for power in powers)
        self._power = torch.stack([_padded(power.T, width, out) for power in powers])
        self._gain = torch.stack([torch.as_tensor(gain, device=device).float() for gain in gains])

    def __call__(self, ws: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """ws [N, L, D] to styles [K, N, I], demodulations [K, N, O] and the other layers' styles [K', N, I].

        Styles of demodulated layers are scaled to a largest magnitude of 1, which demodulation undoes.
        """
        w = ws.transpose(0, 1).index_select(0, self._rows)  # [K + K', N, D]
        affine = torch.baddbmm(self._bias, w, self._weight)
        styles = affine[: self._demodulated]
        styles = styles / styles.abs().amax(dim=2, keepdim=True).clamp_min(1e-20)
        demodulations = torch.rsqrt(torch.bmm(styles.square(), self._power) + 1e-8)
        return styles, demodulations * self._gain[:, None, None], affine[self._demodulated :]


def _padded(matrix: Tensor, height: int, width: int) -> Tensor:
    """A matrix with rows and columns of zeros added at its ends."""
    return F.pad(matrix.detach().float(), [0, width - matrix.shape[1], 0, height - matrix.shape[0]])
