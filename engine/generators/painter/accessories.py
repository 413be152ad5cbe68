"""Glasses, hats and jewellery. Each fades in around the middle of its axis and then grows or gets bolder."""

from __future__ import annotations

import torch
from torch import Tensor

from engine.generators.painter import palette
from engine.generators.painter.body import Body
from engine.generators.painter.canvas import Canvas, Tile, bump, hill
from engine.generators.painter.hair import HairForm
from engine.generators.painter.head import Head, Outline, nose_x
from engine.generators.painter.light import Light, normals
from engine.generators.painter.numbers import Number, clamp, exp, largest, smoothstep, tanh
from engine.generators.painter.textures import Textures
from engine.generators.painter.traits import Traits

FRAMES = ("1a1512", "3a2216", "7a5a2c", "8e2f2a", "2d3c5c")  # black, tortoise, brass, red, blue
GOLD = "d8a94a"
PEARL = "e6ddd2"


def paint_glasses(canvas: Canvas, outline: Outline, traits: Traits, light: Light) -> None:
    """Frame, bridge, arms and lenses with a slanted reflection; sunglasses are the same frame, dark."""
    tile = canvas.tile(-0.52, -0.34, 0.52, 0.34)
    on_face, edge = outline.over(tile, outline.x, outline.distance)
    x, y = nose_x(outline.head, on_face, tile.y), tile.y
    clear, dark = smoothstep(0.36, 0.52, traits.glasses), smoothstep(0.22, 0.62, traits.sunglasses)
    worn = largest(clear, dark)
    if canvas.absent(worn):
        return
    bold = clamp(largest(traits.glasses * clear, (traits.sunglasses + 0.15) * dark), high=2.2)
    grow = 0.86 + 0.13 * bold
    half_x, half_y = 0.094 * grow, (0.068 + 0.008 * dark + 0.004 * tanh(traits.glasses_shape)) * grow
    power = 2.9 + 0.9 * tanh(0.8 * traits.glasses_shape)
    centre = 0.136 + 0.010 * (grow - 1.0)
    ax = x.abs()
    lens_y = y - 0.016
    u, v = (ax - centre) / half_x, lens_y / half_y
    radius = (u.abs().clamp_min(1e-3).pow(power) + v.abs().clamp_min(1e-3).pow(power)).pow(1.0 / power)
    lens = (radius - 1.0) * 0.080 * grow
    thick = 0.0042 + 0.0042 * bold
    frame = lens.abs() - thick
    bridge = torch.maximum(
        (lens_y + 0.020 - 0.9 * x.square()).abs() - 0.8 * thick, ax - centre + half_x * 0.92
    )
    arm = torch.maximum((lens_y + 0.030).abs() - 0.9 * thick, centre + half_x * 0.96 - ax)
    arm = torch.maximum(arm, edge - 0.010)
    metal = torch.minimum(torch.minimum(frame, bridge), arm)
    shadow = tile.edge(metal_shifted(tile, metal, light), 0.014)
    canvas.darken(tile, 1.0 - 0.30 * worn * shadow)
    _paint_lenses(canvas, tile, lens, u, v, clear, dark, light)
    colour = palette.along(FRAMES, 0.5 + 0.30 * traits.glasses_shape)
    rounded = hill(metal + 0.4 * thick, 0.55 * thick)
    shine = (0.35 + 0.65 * rounded)[:, None] * (0.75 * light.fill + 0.5 * light.key)
    glint = 0.22 * rounded * bump(u + 0.55, v + 0.75, 0.6, 0.5)
    canvas.paint(tile, colour * shine + glint[:, None] * light.key, tile.edge(metal, 0.0015) * worn)


def metal_shifted(tile: Tile, distance: Tensor, light: Light) -> Tensor:
    """The frame's outline a little below itself: where its shadow falls."""
    shift = max(1, round(0.016 / tile.px))
    return torch.nn.functional.pad(distance[:, None], (0, 0, shift, 0), mode="replicate")[
        :, 0, : distance.shape[1]
    ]


def _paint_lenses(
    canvas: Canvas, tile: Tile, lens: Tensor, u: Tensor, v: Tensor, clear: Number, dark: Number, light: Light
) -> None:
    inside = tile.edge(lens)
    tint = palette.flat("14100e", u) * (0.8 + 0.7 * (1.0 - v).clamp_min(0.0))[:, None]
    canvas.paint(
        tile, tint * (light.fill + 0.3 * light.key), inside * dark * (0.93 - 0.10 * v.clamp(0.0, 1.0))
    )
    slant = u * 0.8 + v * 0.6
    streak = smoothstep(-0.75, -0.55, slant) * smoothstep(-0.12, -0.32, slant)
    amount = inside * streak * (0.035 * clear * (1.0 - dark) + 0.15 * dark)
    canvas.paint(tile, light.key * 0.9, amount)


def paint_hat(
    canvas: Canvas, head: Head, hair: HairForm, traits: Traits, light: Light, textures: Textures
) -> None:
    """One hat between two: a ribbed knit cap where the brim is nil, a felt hat as the brim widens."""
    worn = smoothstep(0.36, 0.52, traits.hat)
    if canvas.absent(worn):
        return
    tile = canvas.tile(-0.80, -0.80, 0.80, 0.20)
    x, y = tile.x, tile.y
    grand = clamp(traits.hat, high=2.2)
    brim = smoothstep(-1.1, 1.5, traits.hat_brim)
    line = -0.165 - 0.02 * brim - 0.030 * (grand - 1.0) + 0.28 * x.square() - 0.5 * head.sin * 0.10 * x
    half = head.half_width + hair.shape.side * 0.75 + 0.026
    top = head.crown + 0.075 + 0.075 * brim + 0.05 * clamp(grand - 1.0, 0.0)
    up = (-(y - 0.02) / top).clamp(0.0, 1.4)
    taper = 1.0 - 0.10 * brim * up
    pinch = 0.05 * brim * bump(x, y + top, 0.12, 0.10)
    crown = tile.distance(
        (x / (half * taper)).abs().pow(2.4 + 0.9 * brim) + up.pow(2.6 + 1.6 * brim) - 1.0 + pinch * 6.0
    )
    dome = torch.maximum(crown, y - line)
    wide = half + 0.035 + 0.23 * brim
    brim_y = line + 0.012 - 0.55 * brim * x.square()
    flat = tile.distance(
        ((x / wide).square() + ((y - brim_y) / (0.020 + 0.046 * brim)).square() + 1e-5).sqrt() - 1.0
    )
    shade = smoothstep(0.20, 0.0, y - line) * smoothstep(-0.03, 0.02, y - line)
    on_head = tile.edge(hair.tile.cut(hair.edge, tile), 0.02)
    canvas.darken(tile, 1.0 - 0.52 * worn * shade * on_head * (0.45 + 0.55 * brim))
    lightness = clamp(0.10 * exp(-0.45 * traits.clothing_lightness), high=0.45)
    cloth = palette.tinted(-traits.clothing_hue_y, traits.clothing_hue_x, lightness, 0.50)
    rib = torch.cos(torch.atan2(x, -(y - 0.35)) * 64.0) * (1.0 - brim)
    weave = textures.sample("mottle", x * 1.8, y * 1.8)
    bulge = 0.50 * ((-crown).clamp(0.0, 0.25) * (0.5 - (-crown).clamp(0.0, 0.25)) + 1e-5).sqrt()
    normal = normals(bulge + 0.0035 * rib + 0.0006 * weave, tile.px)
    cuff = smoothstep(0.085, 0.078, line - y)
    band = (1.0 - 0.60 * cuff * brim) * (1.0 + 0.10 * cuff * (1.0 - brim))
    fold = 1.0 - 0.45 * hill(line - y - 0.082, 0.008) * (1.0 - 0.5 * brim)
    colour = light.on_matter(cloth, normal, 0.3) * (band * fold * (1.0 + 0.05 * weave))[:, None]
    canvas.paint(tile, colour, tile.edge(dome, 0.003) * worn)
    _paint_brim(canvas, tile, cloth, flat, y - brim_y, brim, worn, light)


def _paint_brim(
    canvas: Canvas,
    tile: Tile,
    cloth: Tensor,
    flat: Tensor,
    v: Tensor,
    brim: Number,
    worn: Number,
    light: Light,
) -> None:
    tilt = (v / 0.06).clamp(-1.0, 1.0)
    lit = 0.95 - 0.50 * tilt
    colour = cloth * lit[:, None] * (light.fill + 0.55 * light.key)
    edge = hill(flat + 0.004, 0.004)
    colour = colour * (1.0 + 0.35 * edge * smoothstep(0.02, -0.03, v))[:, None]
    canvas.paint(tile, colour, tile.edge(flat) * worn * smoothstep(0.02, 0.22, brim))


def paint_earrings(canvas: Canvas, head: Head, traits: Traits, light: Light) -> None:
    """Gold hoops at the lobes, small as studs when half there."""
    amount = smoothstep(0.28, 0.56, traits.earrings)
    size = 0.016 + 0.020 * clamp(traits.earrings, high=2.4)
    if canvas.absent(amount):
        return
    gold = palette.flat(GOLD, canvas.rgb)
    for side in (-1.0, 1.0):
        box = (-0.60, -0.05, -0.12, 0.55) if side < 0 else (0.12, -0.05, 0.60, 0.55)
        tile = canvas.tile(*box)
        far = smoothstep(0.02, 0.34, side * head.sin)
        x = side * tile.x - head.half_width * 0.975 + side * 0.05 * head.sin
        y = tile.y - 0.132 - size
        ring = ((x * 1.35).square() + y.square() + 1e-6).sqrt() - size
        thick = 0.0048 + 0.0016 * clamp(traits.earrings, high=2.0)
        distance = ring.abs() - thick
        round_light = hill(ring + 0.3 * thick, 0.6 * thick)
        spark = bump(x + 0.5 * size, y - 0.6 * size, 0.008, 0.008) + bump(
            x - 0.6 * size, y + 0.3 * size, 0.006, 0.006
        )
        colour = (
            gold * (0.30 + 0.75 * round_light)[:, None] * (light.fill + 0.6 * light.key)
            + 0.9 * spark[:, None]
        )
        shown = amount * (1.0 - far)
        canvas.darken(tile, 1.0 - 0.25 * shown * tile.edge((ring - 0.004).abs() - thick, 0.02))
        canvas.paint(tile, colour, tile.edge(distance, 0.001) * shown)


def paint_necklace(canvas: Canvas, body: Body, traits: Traits, light: Light) -> None:
    """A string of pearls that follows the neck; bigger pearls as it gets bolder."""
    tile = canvas.tile(-0.40, 0.36, 0.40, 0.80)
    x, y = canvas.frame_x[:, :, tile.cols], canvas.frame_y[:, tile.rows]
    amount = smoothstep(0.28, 0.56, traits.necklace)
    if canvas.absent(amount):
        return
    bead = 0.0095 + 0.0065 * clamp(traits.necklace, high=2.4)
    half = body.neck_half + 0.035
    low = body.top + 0.125
    sag = 0.185
    line = low - sag * (x.abs() / half).pow(2.2)
    slope = 2.2 * sag / half * (x.abs() / half).clamp_min(1e-3).pow(1.2)
    stretch = (1.0 + slope.square()).sqrt()
    arc = x * (1.0 + 0.42 * slope.square() / (1.0 + 0.5 * slope))  # near enough to arc length to space beads
    off = (y - line) / stretch
    phase = arc / (2.05 * bead)
    within = (phase - torch.floor(phase) - 0.5) * 2.05
    v = off / bead
    r2 = within.square() + v.square()
    end = smoothstep(0.93, 0.86, x.abs() / half)
    cover = tile.edge(((r2 + 1e-6).sqrt() - 1.0) * bead) * amount * end
    nz = (1.0 - r2).clamp_min(0.0).add(1e-4).sqrt()
    colour = light.on_matter(
        palette.flat(PEARL, within).expand(within.shape[0], -1, 1, 1), (within, v, nz), 0.35
    )
    glint = torch.exp(-((within + 0.4 * light.x * -1.0).square() + (v + 0.40).square()) / 0.06)
    canvas.darken(tile, 1.0 - 0.30 * amount * end * hill(off - 0.012, 0.014))
    canvas.paint(tile, colour + 0.55 * glint[:, None], cover)


def paint_necktie(canvas: Canvas, body: Body, traits: Traits, light: Light, textures: Textures) -> None:
    """Shirt collar, lapels and a tie with a knot: a tie never comes alone."""
    if canvas.absent(body.suit):
        return
    tile = canvas.tile(-0.62, 0.34, 0.62, 0.80)
    x, y = canvas.frame_x[:, :, tile.cols], canvas.frame_y[:, tile.rows]
    ax = x.abs()
    worn = body.suit
    bold = clamp(traits.necktie, high=2.2)
    base = body.top
    shirt_v = torch.maximum(ax - 0.21 + 0.30 * (y - base).clamp_min(0.0), body.shoulder_line(x) + 0.004 - y)
    neck_hole = base + 0.085 - 0.11 * (ax / (body.neck_half + 0.03)).pow(2.0)
    shirt = torch.maximum(shirt_v, neck_hole - y)
    weave = textures.sample("strands", x.expand_as(shirt) * 1.7, y.expand_as(shirt) * 0.8)
    white = palette.flat("e9e7e2", weave) * (1.0 + 0.03 * weave)[:, None]
    hollow = 1.0 - 0.30 * torch.exp(-((y - neck_hole) / 0.05))
    lit = light.fill * 1.1 + light.key * 0.42
    canvas.paint(tile, white * lit * hollow[:, None], tile.edge(shirt) * worn)
    wide = 0.026 + 0.020 * bold
    knot_y = base + 0.120
    knot = torch.maximum(
        (y - knot_y).abs() - 0.034, ax - (0.036 + 0.008 * bold) + 0.30 * (y - knot_y + 0.034)
    )
    blade = torch.maximum(ax - wide * (0.62 + 1.9 * (y - knot_y - 0.02)), knot_y + 0.025 - y)
    tie = torch.minimum(knot, blade)
    hue = palette.tinted(-traits.clothing_hue_x, traits.clothing_hue_y, 0.13 + 0.0 * bold, 0.95)
    stripes = 1.0 + 0.16 * torch.tanh(6.0 * torch.sin((x + y) * 62.0))
    round_x = (x / (wide * 1.4)).clamp(-1.0, 1.0)
    silk = (0.66 + 0.34 * (1.0 - round_x.square())) * stripes * (1.0 - 0.32 * hill(y - knot_y - 0.034, 0.008))
    canvas.darken(tile, 1.0 - 0.30 * worn * tile.edge(tie - 0.008, 0.03))
    canvas.paint(tile, hue * silk[:, None] * (light.fill + 0.5 * light.key), tile.edge(tie) * worn)
    _paint_collar(canvas, tile, ax, y, base, body, white * lit, worn)


def _paint_collar(
    canvas: Canvas, tile: Tile, ax: Tensor, y: Tensor, base: float, body: Body, white: Tensor, worn: Number
) -> None:
    top = base + 0.045 - 0.15 * (ax / (body.neck_half + 0.045)).pow(1.6)
    tip = base + 0.205 - 0.9 * (ax - 0.125).abs()
    flap = torch.maximum(torch.maximum(top - y + 0.035, y - tip), 0.020 + 0.28 * (y - base - 0.08) - ax)
    flap = torch.maximum(flap, ax - body.neck_half - 0.030)
    canvas.darken(tile, 1.0 - 0.35 * worn * tile.edge(flap - 0.004, 0.022))
    edge = 1.0 - 0.18 * hill(flap + 0.006, 0.005)
    canvas.paint(tile, white * (1.12 * edge)[:, None], tile.edge(flap) * worn)
