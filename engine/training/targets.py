"""What the student is shown: the painter's portraits with the latents that they were painted from."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import torch
from torch import Tensor

from engine.generators.painter import Painter

# (row of the student's ws, layer of the painter) from which on the second of two crossed portraits rules:
# pose and masses are decided up to 8 px, features up to 16 px, hair style, beard and accessories up to 32 px,
# colours and light from 64 px on. This is what makes the student's style mixing mean what the painter's does.
CROSSINGS = ((3, 4), (5, 7), (7, 10))
CROSSED = 0.15  # share of portraits that have coarse and fine layers from two people
WIDENED = 0.25  # share of portraits whose traits come together as nature would not have it
WIDEST = 1.5  # psi up to which those go
PAINTED_AT_ONCE = {"cpu": 8, "cuda": 256}  # a GPU waits for the painter's many small steps to be asked for


@dataclass(frozen=True)
class Portraits:
    """N portraits: pictures, and what the painter was told."""

    pictures: Tensor  # [N, 3, R, R] uint8
    z: Tensor  # [N, 512]
    natural: Tensor  # [N] bool: z alone says what is seen
    coarse: Tensor  # [N, D] the painter's w before the crossing
    fine: Tensor  # [N, D] and from there on
    crossing: Tensor  # [N] first row of the student's ws that takes `fine`

    def __len__(self) -> int:
        return len(self.pictures)

    def chosen(self, places: Tensor) -> Portraits:
        """Some of them, by place."""
        return Portraits(*(tensor[places] for tensor in vars(self).values()))

    def put(self, places: Tensor, others: Portraits) -> None:
        """Others in the place of some of them."""
        for mine, theirs in zip(vars(self).values(), vars(others).values(), strict=True):
            mine[places] = theirs

    def as_pictures(self) -> Tensor:
        """[N, 3, R, R] in [-1, 1]."""
        pixels = self.pictures.to(memory_format=torch.channels_last)
        return pixels.float().div_(127.5).sub_(1.0)


class Studio:
    """Paints portraits for a student whose ws have `rows` rows, a chunk at a time."""

    def __init__(self, painter: Painter, resolution: int, rows: int) -> None:
        self.painter = painter
        self.resolution = resolution
        self.rows = rows
        self.crossings = [crossing for crossing in CROSSINGS if crossing[0] < rows]

    @property
    def at_once(self) -> int:
        """Portraits that are best painted together."""
        return PAINTED_AT_ONCE.get(self.painter.device.type, 8)

    def paint(self, count: int, random: torch.Generator, *, natural: bool = False) -> Portraits:
        """New portraits; `natural` ones alone where it is asked for."""
        painter, device = self.painter, self.painter.device
        with torch.inference_mode():
            z, other = torch.randn(2 * count, painter.z_dim, generator=random, device=device).chunk(2)
            w, w_other = painter.map(z), painter.map(other)  # [N, L, D]
            kind = torch.rand(count, generator=random, device=device)
            widened = (kind < WIDENED) & (not natural)
            crossed = (kind > 1.0 - CROSSED) & (not natural) & bool(self.crossings)
            row, layer = self._crossing(count, random)
            row = torch.where(crossed, row, self.rows)
            later = torch.arange(painter.num_ws, device=device)[None, :] >= layer[:, None]
            ws = torch.where((crossed[:, None] & later)[:, :, None], w_other, w)
            wide = _gathered(painter, self._widened(w, w_other, random))
            coarse = torch.where(widened[:, None], wide, w[:, 0])
            ws = torch.where(widened[:, None, None], wide[:, None], ws)
            fine = torch.where(crossed[:, None], w_other[:, 0], coarse)
            at_once = self.at_once
            with _threads(painter.cpu_threads if device.type == "cpu" else None):
                pixels = [painter.synthesize(part, resolution=self.resolution) for part in ws.split(at_once)]
            pictures = torch.cat(pixels).float().add_(1.0).mul_(127.5).round_().clamp_(0, 255).to(torch.uint8)
        plain = ~(widened | crossed)
        found = Portraits(pictures, z, plain, coarse.clone(), fine.clone(), row)
        return Portraits(*(tensor.clone() for tensor in vars(found).values()))  # out of inference mode

    def _crossing(self, count: int, random: torch.Generator) -> tuple[Tensor, Tensor]:
        table = torch.tensor(self.crossings or [(self.rows, self.painter.num_ws)], device=random.device)
        drawn = torch.randint(len(table), (count,), generator=random, device=random.device)
        return table[drawn, 0], table[drawn, 1]

    def _widened(self, w: Tensor, other: Tensor, random: torch.Generator) -> Tensor:
        """Each layer from one of two portraits, further from the mean than usual or nearer to it."""
        shape = (len(w), self.painter.num_ws, 1)
        first = torch.rand(shape, generator=random, device=w.device) < 0.5
        psi = 0.5 + (WIDEST - 0.5) * torch.rand(shape, generator=random, device=w.device)
        return psi * torch.where(first, w, other)  # the painter's mean w is zero


class Pool:
    """Portraits to draw batches from, some of which give way to new ones with every batch.

    Painting costs about as much as a step of learning; a picture that is shown a few times is nearly as good
    as a new one.
    """

    def __init__(self, studio: Studio, size: int, random: torch.Generator, first: int) -> None:
        """`first` portraits are painted at once; the pool then grows to `size`."""
        self._studio, self._size = studio, size
        self._random = random
        started = studio.paint(min(first, size), random)
        self._portraits = Portraits(*(_room(tensor, size) for tensor in vars(started).values()))
        self._filled, self._oldest = 0, 0
        self._take_in(started)

    def __len__(self) -> int:
        return self._filled

    def refresh(self, count: int) -> None:
        """Paint new portraits, in the place of the oldest where the pool is full."""
        self._take_in(self._studio.paint(count, self._random))

    def batch(self, count: int) -> Portraits:
        """Portraits at random."""
        device = self._random.device
        return self._portraits.chosen(
            torch.randint(self._filled, (count,), generator=self._random, device=device)
        )

    def _take_in(self, portraits: Portraits) -> None:
        places = (torch.arange(len(portraits), device=self._random.device) + self._oldest) % self._size
        self._portraits.put(places, portraits)
        self._oldest = (self._oldest + len(portraits)) % self._size
        self._filled = min(self._filled + len(portraits), self._size)


def _gathered(painter: Painter, ws: Tensor) -> Tensor:
    """The one w [N, D] that paints what ws [N, L, D] do, each trait of which is read from its own layer."""
    latents = painter.latents
    scores = (ws[:, latents.layer_of_trait] * latents.w_rotation).sum(dim=2)  # [N, K]
    return scores @ latents.w_rotation


@contextmanager
def _threads(count: int | None) -> Iterator[None]:
    """As many threads as pay for painting; learning wants all of them."""
    before = torch.get_num_threads()
    torch.set_num_threads(count or before)
    try:
        yield
    finally:
        torch.set_num_threads(before)


def _room(tensor: Tensor, size: int) -> Tensor:
    return torch.empty(size, *tensor.shape[1:], dtype=tensor.dtype, device=tensor.device)
