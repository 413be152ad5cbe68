"""The portrait painter: a generator with a StyleGAN-shaped latent space that draws instead of convolving."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Callable, Sequence

import torch
from torch import Tensor

from engine.generator import LabelledGenerator
from engine.generators.painter import accessories, features, skin
from engine.generators.painter import body as bodies
from engine.generators.painter.canvas import FRAME, Canvas, around
from engine.generators.painter.facial_hair import FacialHair
from engine.generators.painter.hair import Hair, HairForm
from engine.generators.painter.head import Outline, Relief, head_tilt
from engine.generators.painter.latents import ROTATION_SEED, W_DIM, Z_DIM, LatentSpace
from engine.generators.painter.light import Light
from engine.generators.painter.population import LAYERS, TRAIT_NAMES, TRAITS
from engine.generators.painter.reuse import Part, Reuse
from engine.generators.painter.textures import Textures
from engine.generators.painter.traits import Traits, true_values

# Raise this whenever the pictures change: recipes and packs are bound to it through the digest.
DRAWING = 3

# A CPU draws small portraits of a batch together, and those above this size one after the other, with floats
# for their numbers: what one operation leaves to the next then stays in its cache. By size alone, so that no
# portrait depends on what is drawn beside it.
TOGETHER = 128  # px

FACE_BOX = (-0.62, -0.66, 0.62, 0.58)
FEATURES_BOX = (-0.43, -0.43, 0.43, 0.58)  # where eyes, brows, nose and mouth may be


class Painter(LabelledGenerator):
    """Draws portraits of nobody from ws [N, L, D] at any resolution; differentiable, deterministic."""

    name = "painter"
    cpu_threads = 1  # a thousand small operations: threads wait for each other longer than they work
    z_dim = Z_DIM
    w_dim = W_DIM
    resolution = 512
    attribute_names: Sequence[str] = TRAIT_NAMES

    def __init__(self, device: torch.device | str = "cpu", dtype: torch.dtype = torch.float32) -> None:
        self.latents = LatentSpace().to(device)
        self.num_ws = self.latents.num_ws
        self.dtype = dtype
        self.w_avg = torch.zeros(W_DIM, device=device)  # scores are standardised: the mean w is zero
        self.digest = _digest()
        self._textures: dict[int, Textures] = {}
        self._reuse = Reuse()

    @property
    def device(self) -> torch.device:
        """Where it draws."""
        return self.w_avg.device

    def map(
        self, z: Tensor, labels: Tensor | None = None, psi: float = 1.0, cutoff: int | None = None
    ) -> Tensor:
        """z [N, 512] to ws [N, 14, 512]; `labels` are ignored, the painter is unconditional."""
        w = self.latents.w(z.to(self.device, torch.float32))
        return self.truncate(w[:, None].expand(-1, self.num_ws, -1), psi, cutoff)

    def attributes(self, ws: Tensor) -> Tensor:
        """True values [N, A] of the portraits at ws."""
        return true_values(self.latents.raw(ws.to(self.device)))

    def synthesize(self, ws: Tensor, *, resolution: int | None = None) -> Tensor:
        """Pictures [N, 3, R, R] in [-1, 1] of ws [N, 14, 512]."""
        size = resolution or self.resolution
        ws = ws.to(self.device, torch.float32)
        plain = self.device.type == "cpu" and not (torch.is_grad_enabled() and ws.requires_grad)
        reuse = self._reuse if plain and ws.shape[0] == 1 else None
        if not plain or size <= TOGETHER or self.dtype != torch.float32 or ws.shape[0] == 0:
            return self._drawn(Traits(self.latents.raw(ws)), size, reuse)
        return torch.cat(
            [self._drawn(Traits(self.latents.raw(one), floats=True), size, reuse) for one in ws.split(1)]
        )

    def _drawn(self, traits: Traits, size: int, reuse: Reuse | None) -> Tensor:
        light = Light(traits)
        canvas = Canvas(traits.batch, size, head_tilt(traits), self.device, self.dtype)
        textures = self._textures_for(size)
        outline, relief, form = self._shapes(canvas, traits, textures, reuse)
        head = outline.head
        body = bodies.Body(traits, head)
        bodies.paint_backdrop(canvas, traits, light, textures)
        hair = Hair(form, traits, light, textures)
        hair.paint_bun(canvas)
        hair.paint_back(canvas)
        bodies.paint_neck(canvas, body, head, traits, light)
        bodies.paint_clothes(canvas, body, traits, light, textures)
        accessories.paint_necktie(canvas, body, traits, light, textures)
        accessories.paint_necklace(canvas, body, traits, light)
        features.paint_ears(canvas, head, traits, light)
        skin.paint_double_chin(canvas, head, traits, light)
        skin.paint_face(canvas, relief, traits, light, textures, form.shadow)
        beard = FacialHair(canvas, outline, relief, traits, form.shape, light, textures, hair.undyed)
        beard.paint(canvas)
        features.paint_mouth(canvas, relief, traits, light, textures)
        beard.paint_moustache(canvas)
        features.paint_nostrils(canvas, relief, traits)
        features.paint_eyes(canvas, relief, traits, light, textures)
        features.paint_brows(canvas, relief, traits, light, textures, hair.undyed)
        hair.paint_front(canvas)
        accessories.paint_glasses(canvas, outline, traits, light)
        accessories.paint_earrings(canvas, head, traits, light)
        accessories.paint_hat(canvas, head, form, traits, light, textures)
        return canvas.developed()

    def _shapes(
        self, canvas: Canvas, traits: Traits, textures: Textures, reuse: Reuse | None
    ) -> tuple[Outline, Relief, HairForm]:
        """What the coarse layers decide: an edit of the fine ones finds it as it was."""
        size = canvas.resolution
        # Where the head's coordinates are is the tilt's doing, which the head reads too.
        everywhere = canvas.tile(-FRAME, -FRAME, FRAME, FRAME)

        def part(name: str, make: Callable[[Traits], Part], upon: object = None) -> Part:
            return make(traits) if reuse is None else reuse.part(name, size, traits, make, upon)

        outline = part("outline", lambda seen: Outline(seen, everywhere))
        face = canvas.narrowed(FACE_BOX, around(outline.head.box(), FEATURES_BOX))
        relief = part("face", lambda seen: Relief(seen, outline, face, textures), outline)
        form = part("hair", lambda seen: HairForm(canvas, seen, outline, face, textures), outline)
        return outline, relief, form

    def _textures_for(self, size: int) -> Textures:
        if size not in self._textures:
            if len(self._textures) >= 4:
                self._textures.pop(next(iter(self._textures)))
            self._textures[size] = Textures(size, self.device, self.dtype)
        return self._textures[size]


def _digest() -> str:
    """SHA-256 of what decides the pictures: the drawing's version and the latent layout."""
    layout = [DRAWING, ROTATION_SEED, Z_DIM, W_DIM, LAYERS, [dataclasses.astuple(trait) for trait in TRAITS]]
    return hashlib.sha256(json.dumps(layout).encode()).hexdigest()
