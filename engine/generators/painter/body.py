"""Everything below and behind the head: backdrop, neck, shoulders, clothes."""

from __future__ import annotations

import torch
from torch import Tensor

from engine.generators.painter import palette
from engine.generators.painter.canvas import Canvas, bump, hill
from engine.generators.painter.head import Head
from engine.generators.painter.light import Light, normals
from engine.generators.painter.numbers import clamp, exp, mixed, of_colour, smoothstep, tanh
from engine.generators.painter.skin import base_colour
from engine.generators.painter.textures import Textures
from engine.generators.painter.traits import Traits


def paint_backdrop(canvas: Canvas, traits: Traits, light: Light, textures: Textures) -> None:
    """A studio wall: a calm colour, brighter behind the lit shoulder, darker towards the corners."""
    x, y = canvas.frame_x, canvas.frame_y
    lightness = clamp(0.235 * exp(0.62 * traits.background), high=1.1)
    wall = palette.tinted(traits.background_hue_x, traits.background_hue_y, lightness, 0.42)
    glow = torch.exp(-(((x + 0.35 * light.x) / 0.95).square() + ((y + 0.15) / 1.0).square()))
    across = x.expand(canvas.batch, canvas.resolution, -1)
    down = y.expand(canvas.batch, -1, canvas.resolution)
    mottle = textures.sample("mottle", across * 0.17 + 0.2, down * 0.17, soft=True)
    shade = (0.50 + 0.72 * glow) * (1.0 + 0.028 * mottle)
    canvas.rgb = wall * shade[:, None]


class Body:
    """Neck and shoulders in frame coordinates; they do not turn with the head."""

    def __init__(self, traits: Traits, head: Head) -> None:
        self.neck_half = 0.194 + 0.028 * traits.masculinity + 0.008 * traits.face_width
        self.shoulder_half = 0.80 + 0.055 * traits.masculinity + 0.02 * traits.face_width
        self.neck_half = (
            self.neck_half
            - 0.016 * head.childish
            + 0.012 * traits.masculinity_below
            - 0.010 * traits.masculinity_above
        )
        self.shoulder_half = self.shoulder_half - 0.07 * head.childish
        self.slope = 0.17 - 0.02 * traits.masculinity
        self.top = 0.478
        self.suit = smoothstep(0.15, 0.85, traits.necktie)  # a tie brings a shirt and a jacket with it

    def shoulder_line(self, x: Tensor) -> Tensor:
        """Height of the shoulders at frame x; y above it is air."""
        out = ((x.square() + 4e-4).sqrt() / self.shoulder_half).clamp(max=1.4)
        neck = torch.sigmoid((self.neck_half + 0.035 - x.abs()) / 0.042)
        return self.top + 0.075 + self.slope * out.pow(2.4) + 0.03 * out - 0.13 * neck


def paint_neck(canvas: Canvas, body: Body, head: Head, traits: Traits, light: Light) -> None:
    """A cylinder with the head's shadow on it, the two cords and the hollow between them."""
    tile = canvas.tile(-0.75, 0.05, 0.75, 0.80)
    x, fy = canvas.frame_x[:, :, tile.cols], canvas.frame_y[:, tile.rows]
    flare = body.neck_half + 0.42 * (fy - 0.455).clamp_min(0.0).pow(1.5) - 0.018 * hill(fy - 0.40, 0.10)
    shoulder = body.shoulder_line(x) + 0.03
    outline = torch.minimum(x.abs() - flare, shoulder - fy)
    roundness = (1.0 - (x / (flare + 0.012)).square()).clamp_min(0.0).add(1e-4).sqrt()
    height = 0.17 * roundness
    cords = hill(x.abs() - 0.095 + 0.20 * (fy - 0.41), 0.020) * smoothstep(0.38, 0.48, fy)
    hollow = bump(x, fy - 0.618, 0.032, 0.035)
    bones = hill(fy - 0.653 - 0.10 * x.abs(), 0.014) * smoothstep(0.03, 0.09, x.abs())
    throat = bump(x, fy - 0.492, 0.030, 0.042) * smoothstep(-0.2, 1.6, traits.masculinity)
    height = height + 0.010 * cords - 0.018 * hollow + 0.010 * bones + 0.012 * throat
    rings = hill(fy - 0.480 - 0.60 * x.square(), 0.006) + hill(fy - 0.525 - 0.50 * x.square(), 0.006)
    bands = hill(x.abs() - 0.040 - 0.10 * (fy - 0.42), 0.014) * smoothstep(0.56, 0.46, fy)
    height = height - 0.007 * rings * head.old + 0.013 * bands * smoothstep(0.35, 1.1, head.old)
    chin_y = head.chin - 0.05
    cast = smoothstep(chin_y + 0.20, chin_y + 0.02, fy + 0.28 * x.square() + 0.10 * x * light.x)
    shadow = 1.0 - 0.66 * cast
    skin = base_colour(traits)
    skin = skin * palette.constant((0.97, 0.92, 0.90), skin)
    colour = light.on_skin(
        skin.expand(-1, -1, *height.shape[1:]),
        normals(height, tile.px),
        shadow,
        0.02,
    )
    canvas.paint(tile, colour * (0.55 + 0.45 * shadow)[:, None], tile.edge(outline))


def paint_clothes(canvas: Canvas, body: Body, traits: Traits, light: Light, textures: Textures) -> None:
    """A knitted round-neck, or a jacket over a shirt where a tie is worn; folds and weave catch the light."""
    tile = canvas.tile(-1.0, 0.40, 1.0, 1.0)
    x, y = canvas.frame_x[:, :, tile.cols], canvas.frame_y[:, tile.rows]
    shoulder = body.shoulder_line(x) - 0.012
    neckline = 0.105 + 0.045 * (1.0 - body.suit) + 0.05 * tanh(-0.5 * traits.masculinity)
    opening_half = body.neck_half + 0.052
    opening = body.top + neckline - 0.215 * (x.abs() / opening_half).pow(2.6)
    outline = torch.maximum(shoulder - y, opening - y)
    lightness = clamp(0.16 * exp(0.62 * traits.clothing_lightness), high=0.8)
    cloth = palette.tinted(traits.clothing_hue_x, traits.clothing_hue_y, lightness, 0.62)
    suit = palette.tinted(traits.clothing_hue_x, traits.clothing_hue_y, 0.05 + 0.0 * lightness, 0.30)
    cloth = mixed(cloth, suit, of_colour(body.suit))
    rows = tile.px
    across, down = x.expand(canvas.batch, y.shape[1], -1), y.expand(canvas.batch, -1, x.shape[2])
    folds = textures.sample("locks", across * 0.55 - 0.20 * down, down * 0.35 + 0.20 * across)
    weave = textures.sample("mottle", down * 2.2, across * 2.2)
    hang = 0.085 * (1.0 - (across / 1.02).square()).clamp_min(0.0).sqrt()
    drop = 0.22 * (1.0 - torch.exp(-(y - shoulder).clamp_min(0.0) / 0.14))
    height = hang + drop + 0.0042 * folds + 0.0006 * weave
    normal = normals(height, rows)
    ribbing = smoothstep(0.040, 0.020, (y - opening).abs()) * (1.0 - body.suit)
    rib = 1.0 + ribbing * 0.16 * torch.cos(torch.atan2(down - body.top, across) * 95.0)
    colour = light.on_matter(cloth * (1.0 + 0.05 * weave)[:, None], normal, 0.25) * rib[:, None]
    edge_dark = 1.0 - 0.35 * torch.exp(-((y - opening).clamp_min(0.0) / 0.012)) * (1.0 - body.suit)
    canvas.paint(tile, colour * edge_dark[:, None], tile.edge(outline))
    under = torch.exp(-((opening - y).clamp_min(0.0) / 0.022)) * (opening > y) * (y > shoulder)
    canvas.darken(tile, 1.0 - 0.35 * under)
