"""The colour of skin, and the bare face painted with it."""

from __future__ import annotations

import torch
from torch import Tensor

from engine.generators.painter import palette
from engine.generators.painter.canvas import Canvas, bump
from engine.generators.painter.head import BROW_Y, EYE_Y, MOUTH_Y, Head, Relief
from engine.generators.painter.light import Light, normals
from engine.generators.painter.numbers import absolute, clamp, scaled, sign, smoothstep, tanh
from engine.generators.painter.textures import Textures
from engine.generators.painter.traits import Traits


def base_colour(traits: Traits) -> Tensor:
    """Linear colour [N, 3, 1, 1] of plain skin."""
    tone = palette.along(palette.SKIN, 0.5 + traits.skin_tone / 3.9)
    warmth = 0.075 * traits.skin_warmth
    return tone * palette.coloured(1.0 + 0.6 * warmth, 1.0 + 0.0 * warmth, 1.0 - warmth)


def face_albedo(relief: Relief, traits: Traits, textures: Textures) -> Tensor:
    """Colour [N, 3, h, w] of the face's skin with its blood, freckles, make-up and marks of age."""
    x, ax, y = relief.x, relief.x.abs(), relief.y
    albedo = base_colour(traits).expand(-1, -1, *x.shape[1:])
    albedo = albedo * (1.0 + 0.022 * relief.blotches)[:, None]
    cheeks = bump(ax - 0.185, y - 0.125, 0.085, 0.065)
    nose = bump(relief.nose_x, y - 0.165, 0.055, 0.045)
    albedo = _glaze(albedo, (1.0, 0.50, 0.46), 0.16 * cheeks + 0.15 * nose)
    apples = bump(ax - 0.178, y - 0.120, 0.088, 0.068)
    albedo = _towards(
        albedo,
        palette.ROSY,
        (0.34 - 0.12 * tanh(traits.skin_tone))
        * (clamp(traits.rosy_cheeks, high=1.7) + 0.4 * traits.rosy_cheeks_above)
        * apples,
    )
    sallow = 0.11 * bump(ax - 0.125, y - 0.045, 0.060, 0.030) * (1.0 + 2.6 * traits.eye_bags)
    albedo = _glaze(albedo, (0.62, 0.44, 0.50), sallow.clamp(max=0.8))
    albedo = _spots(albedo, relief, traits, textures)
    return _make_up(albedo, relief, traits)


def _spots(albedo: Tensor, relief: Relief, traits: Traits, textures: Textures) -> Tensor:
    """Freckles on nose and cheeks; with age, fewer and larger spots."""
    x, ax, y = relief.x, relief.x.abs(), relief.y
    count = clamp(traits.freckles, high=1.7)
    if not Canvas.absent(count):
        dots = textures.sample("freckles", x * 0.92 + 0.5, y * 0.92 + 0.35)
        where = 1.5 * bump(ax - 0.10, y - 0.090, 0.19, 0.115) + 0.75 * bump(x, y + 0.18, 0.22, 0.085)
        where = where.clamp(max=1.0)
        freckled = smoothstep(0.0, 0.26, dots - (1.0 - 0.80 * count) * 0.95) * where
        albedo = _glaze(albedo, (0.62, 0.44, 0.28), 0.28 * where * count)  # what is between them
        freckled = 0.82 * freckled * smoothstep(0.0, 0.3, count)
        albedo = _glaze(albedo, (0.40, 0.22, 0.12), freckled.clamp(max=1.0))
    aged = relief.head.aged
    age = clamp(relief.head.old - 0.2, 0.0) * 0.62
    if Canvas.absent(age):
        return albedo
    spots = textures.sample("freckles", x * 0.45 + 0.11, y * 0.45 + 0.77)
    return _glaze(albedo, (0.62, 0.45, 0.33), smoothstep(0.0, 0.28, spots + (0.14 * aged - 0.62)) * age)


def _make_up(albedo: Tensor, relief: Relief, traits: Traits) -> Tensor:
    ax, y = relief.x.abs(), relief.y
    amount = clamp(traits.makeup, high=1.5)
    if Canvas.absent(amount):
        return albedo
    lids = bump(ax - 0.130, y - EYE_Y + 0.048, 0.062, 0.026)
    albedo = _towards(albedo, palette.EYESHADOW, (0.85 * amount * lids).clamp(max=0.88))
    streak = bump(
        (ax - 0.205) * 0.8 + (y - 0.105) * 0.6, (y - 0.105) * 0.8 - (ax - 0.205) * 0.6, 0.085, 0.032
    )
    return _towards(albedo, palette.BLUSH, (0.58 * amount * streak).clamp(max=0.8))


def _glaze(albedo: Tensor, tint: tuple[float, float, float], amount: Tensor) -> Tensor:
    """Multiply towards a tint where `amount` [N, h, w] is 1: works on any skin."""
    tinted = palette.constant(tint, albedo)
    return albedo * torch.lerp(torch.ones_like(tinted), tinted, amount[:, None])


def _towards(albedo: Tensor, code: str, amount: Tensor) -> Tensor:
    colour = palette.flat(code, albedo)
    return torch.lerp(
        albedo, colour * (0.45 + 0.9 * albedo.mean(dim=1, keepdim=True).sqrt()), amount[:, None]
    )


def paint_double_chin(canvas: Canvas, head: Head, traits: Traits, light: Light) -> None:
    """A soft fold of skin under the chin, with the crease between the two."""
    amount = clamp(traits.double_chin, high=2.2)
    shown = smoothstep(0.05, 0.55, amount)
    if canvas.absent(shown):
        return
    tile = canvas.tile(-0.42, 0.10, 0.42, 0.66)
    x = tile.x - head.sin * 0.08
    y = tile.y - head.chin + 0.085
    wide = head.half_width * (0.53 + 0.08 * amount)
    deep = 0.080 + 0.060 * amount
    radius = ((x / wide).abs().pow(2.3) + (y / deep).abs().pow(2.3) + 1e-5).pow(1.0 / 2.3)
    distance = (radius - 1.0) * deep
    height = 0.16 * (1.0 - radius.square()).clamp_min(0.0).add(2e-3).sqrt() * deep / 0.12
    crease = smoothstep(0.035, 0.0, tile.y - head.chin) * 0.72
    shadow = 1.0 - crease - 0.25 * smoothstep(-0.02, 0.06, y)
    albedo = base_colour(traits).expand(-1, -1, *x.shape[1:])
    colour = light.on_skin(albedo, normals(height, tile.px), shadow.clamp_min(0.1), 0.02)
    canvas.paint(tile, colour, tile.edge(distance, 0.006) * shown)


def paint_face(
    canvas: Canvas, relief: Relief, traits: Traits, light: Light, textures: Textures, hair_shadow: Tensor
) -> None:
    """The bare face: relief, skin and soft shadows; `hair_shadow` [N, h, w] is 1 in full light."""
    tile, x, ax, y = relief.tile, relief.x, relief.x.abs(), relief.y
    albedo = face_albedo(relief, traits, textures)
    away = scaled(relief.nose_x, sign(light.x))  # the nose throws its shadow to the dark side
    nose_shadow = (
        0.26 * bump(away + 0.075, y - 0.165, 0.040, 0.055) * smoothstep(0.02, 0.5, absolute(light.x))
    )
    under_nose = 0.16 * bump(relief.nose_x, y - relief.nose_tip_y - 0.047, 0.050, 0.018)
    under_lip = 0.26 * bump(relief.nose_x, y - MOUTH_Y - 0.062, 0.065, 0.016)
    sockets = 0.30 * bump(ax - 0.118, y - BROW_Y - 0.062, 0.075, 0.034) + 0.16 * bump(
        ax - 0.06, y, 0.03, 0.05
    )
    shadow = (1.0 - nose_shadow) * (1.0 - under_nose) * (1.0 - under_lip) * (1.0 - sockets) * hair_shadow
    shiny = bump(x, y + 0.22, 0.13, 0.07) + bump(relief.nose_x, y - 0.10, 0.03, 0.09) + 0.5
    gloss = 0.085 * shiny * (1.0 + 0.12 * relief.pores)
    colour = light.on_skin(albedo, relief.normal, shadow, gloss)
    canvas.paint(tile, colour, tile.edge(relief.outline))
