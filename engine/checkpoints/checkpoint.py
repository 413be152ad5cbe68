"""What every reader returns: which network a file holds, and its tensors, none of them loaded yet."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from torch import Tensor

from engine.errors import CheckpointError
from engine.generators.pggan import PGGANConfig
from engine.generators.style_generator import StyleConfig

MAX_AXES = 8

Shape = tuple[int, ...]
Config = StyleConfig | PGGANConfig


@dataclass(frozen=True)
class LazyTensor:
    """A tensor in a file: its shape is known, its values are read when asked for."""

    shape: Shape
    load: Callable[[], Tensor]

    def __post_init__(self) -> None:
        if len(self.shape) > MAX_AXES:
            raise CheckpointError(f"it has a tensor of {len(self.shape):,} axes; no network has such")

    def map(self, change: Callable[[Tensor], Tensor], shape: Shape | None = None) -> LazyTensor:
        """The same with `change` applied to its values, which gives it `shape`."""
        return LazyTensor(self.shape if shape is None else shape, lambda: change(self.load()))


@dataclass(frozen=True)
class Hints:
    """What a file says about its network beyond its tensors; the defaults are the published ones."""

    clamp: float | None = 256.0  # bound on every layer's output
    mapping_learning_rate: float = 0.01  # of the mapping's layers, relative to the other layers
    filter_size: int = 6  # StyleGAN3: taps per sample of its low-pass filters
    first_cutoff: float = 2.0  # StyleGAN3: bandwidth of the input
    output_scale: float = 0.25  # StyleGAN3


@dataclass(frozen=True)
class Checkpoint:
    """A generator's network as found in a file, under the keys of our own modules."""

    config: Config
    hints: Hints
    tensors: Mapping[str, LazyTensor]
    origin: str  # which program wrote such a file, e.g. "NVIDIA StyleGAN2-ADA or StyleGAN3 (PyTorch)"
    licence_note: str

    @property
    def architecture(self) -> str:
        return architecture_of(self.config)


def architecture_of(config: Config) -> str:
    """stylegan2, stylegan3-t, stylegan3-r or pggan."""
    if isinstance(config, PGGANConfig):
        return "pggan"
    layers = getattr(config, "layers", None)
    if layers is None:
        return "stylegan2"
    return "stylegan3-r" if layers[0].kernel == 1 else "stylegan3-t"
