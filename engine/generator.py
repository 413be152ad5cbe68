"""The contract that every generator fulfils, whatever draws its pictures.

Shapes, everywhere in the engine: N batch, L layers (`num_ws`), D `w_dim`, R resolution, A attributes.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence

import torch
from torch import Tensor


class Generator(ABC):
    """A map from latents to pictures in two halves: `map` (cheap) and `synthesize` (the picture).

    Terms and conventions follow Karras et al., "A Style-Based Generator Architecture for GANs" (2019).
    """

    name: str  # as installed, e.g. "painter"
    digest: str  # SHA-256 (hex) of everything that decides its pictures
    z_dim: int
    w_dim: int
    num_ws: int
    resolution: int  # native side length, px
    w_avg: Tensor  # [D], the mean of w over the population
    cpu_threads: int | None = None  # that pay on a CPU; None: as many as PyTorch chooses
    batch_invariant: bool = False  # a picture is the same to the bit in every batch; networks round otherwise

    @property
    @abstractmethod
    def device(self) -> torch.device:
        """Where its tensors live."""

    @property
    def label_dim(self) -> int:
        """Width of the class label that `map` takes; 0 for an unconditional model."""
        return 0

    @abstractmethod
    def map(
        self,
        z: Tensor,  # [N, z_dim]
        labels: Tensor | None = None,  # [N, label_dim]
        psi: float = 1.0,
        cutoff: int | None = None,
    ) -> Tensor:
        """Latents z [N, z_dim] to ws [N, L, D], truncated: w_avg + psi * (w - w_avg) in layers < cutoff."""

    @abstractmethod
    def synthesize(self, ws: Tensor, *, resolution: int | None = None) -> Tensor:
        """Pictures [N, 3, R, R] for ws [N, L, D], nominally in [-1, 1]; noise is constant.

        `resolution` asks for another side length than the native one; a resolution-free generator draws at
        it, others resample.
        """

    def truncate(self, w: Tensor, psi: float, cutoff: int | None) -> Tensor:
        """Truncation trick (Karras et al. 2019, section 2.2) on broadcast w [N, L, D]."""
        if psi == 1.0:
            return w
        layers = self.num_ws if cutoff is None else cutoff
        w_avg = self.w_avg.to(w)
        return torch.cat([w_avg + psi * (w[:, :layers] - w_avg), w[:, layers:]], dim=1)


class LabelledGenerator(Generator):
    """A generator that knows the truth about its pictures, so that an extractor can be taught by it."""

    attribute_names: Sequence[str]  # A names; where one is an axis of the vocabulary it bears that id

    @abstractmethod
    def attributes(self, ws: Tensor) -> Tensor:
        """True values [N, A] of what `synthesize(ws)` shows, continuous and unsaturated.

        A degree (age) is in σ of the population; a presence (glasses) is 0 where the thing is absent, 1
        where it is plainly there, and may go on growing past 1 as the thing gets bigger or bolder.
        """
