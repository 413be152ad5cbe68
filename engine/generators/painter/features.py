"""Eyes, brows, mouth, nostrils and ears, painted over the bare face."""

from __future__ import annotations

import torch
from torch import Tensor

from engine.generators.painter import palette
from engine.generators.painter.canvas import Box, Canvas, Tile, bump, hill
from engine.generators.painter.head import BROW_Y, EYE_Y, MOUTH_Y, Head, Relief
from engine.generators.painter.light import Light, normals
from engine.generators.painter.numbers import (
    absolute,
    clamp,
    exp,
    mixed,
    of_colour,
    scaled,
    shifted,
    sign,
    smoothstep,
    softplus,
    tanh,
)
from engine.generators.painter.skin import base_colour
from engine.generators.painter.textures import Textures
from engine.generators.painter.traits import Traits


def _within(
    relief: Relief, canvas: Canvas, widest: Box, needed: Box | None = None
) -> tuple[Tile, Tensor, Tensor]:
    """A smaller tile with the frontal and the nose's coordinates cut out of the face's."""
    tile = canvas.fitted(widest, needed)
    return tile, relief.tile.cut(relief.x, tile), relief.tile.cut(relief.nose_x, tile)


def paint_ears(canvas: Canvas, head: Head, traits: Traits, light: Light) -> None:
    """Ears, behind the face's edge; the far one hides as the head turns."""
    size = exp(0.10 * traits.ear_size)
    skin = base_colour(traits)
    for side in (-1.0, 1.0):
        visible = 1.0 - 0.55 * clamp(side * head.sin * 2.6, -0.3, 1.6)
        middle = head.half_width * 0.965 - side * 0.5 * head.sin * 0.10 + 0.012
        longer = 1.0 + 0.11 * head.aged  # lobes hang with the years
        level, high = 0.055 + 0.100 * (longer - 1.0), 0.100 * size * longer
        half = 0.050 * size * clamp(visible, 0.12)
        inner, outer = middle - 1.2 * half, middle + 1.2 * half
        widest = (-0.62, -0.45, -0.1, 0.45) if side < 0 else (0.1, -0.45, 0.62, 0.45)
        needed = head.box_of_rectangle(
            -outer if side < 0 else inner, level - high, -inner if side < 0 else outer, level + high
        )
        tile = canvas.fitted(widest, needed)
        u = scaled(shifted(scaled(tile.x, side), -middle), 1.0 / half)
        v = scaled(shifted(tile.y, -level), 1.0 / high)
        u = torch.add(torch.add(u, (-v).clamp_min(0.0), alpha=-0.20), v.clamp_min(0.0), alpha=0.16)
        shape = (u.square() + v.square() + 1e-6).sqrt() - 1.0
        distance = shape * 0.062 * size
        rim = hill(shape + 0.17, 0.16)
        bowl = bump(u + 0.12, v - 0.02, 0.42, 0.48)
        relief = 0.020 * rim - 0.030 * bowl + 0.05 * (1.0 - shape.square()).clamp_min(0.0).sqrt() * 0.3
        normal = normals(relief, tile.px)
        albedo = skin * palette.constant((1.0, 0.80, 0.76), skin)
        shade = 1.0 - 0.50 * bowl - 0.30 * smoothstep(0.1, -0.5, u)
        colour = light.on_skin(albedo.expand(-1, -1, *u.shape[1:]), normal, shade, 0.03)
        canvas.paint(tile, colour * shade[:, None], tile.edge(distance))


class Eyes:
    """Opening, lids and gaze of the eyes, in each eye's own coordinates."""

    def __init__(self, traits: Traits, relief: Relief) -> None:
        t, head = traits, relief.head
        self.x = 0.131 + 0.0055 * t.eye_spacing
        size = exp(0.160 * t.eye_size + 0.20 * head.young - 0.025 * t.masculinity)
        size = size * exp(0.08 * head.childish + 0.05 * t.masculinity_below)
        smiling = smoothstep(-0.4, 2.6, relief.smile) + 0.22 * relief.grin
        self.half = 0.0640 * size**0.5 * (1.0 + 0.03 * t.narrow_eyes)
        squeeze = exp(-0.31 * t.narrow_eyes)
        self.upper = 0.0315 * size * squeeze * (1.0 - 0.24 * clamp(head.old, high=1.4))
        self.upper = self.upper * exp(-0.20 * head.aged - 0.10 * relief.grin - 0.14 * relief.scowl)
        self.lower = 0.0200 * size * squeeze * (1.0 - 0.55 * smiling)
        self.slant = 0.09 * tanh(0.6 * t.eye_tilt) + 0.075 - 0.11 * clamp(head.old, high=1.4)
        self.slant = self.slant + 0.05 * (t.eye_tilt_above - t.eye_tilt_below)
        self.slant = self.slant - 0.07 * head.aged + 0.04 * relief.scowl
        self.iris = 0.0335 * size**0.6


def paint_eyes(canvas: Canvas, relief: Relief, traits: Traits, light: Light, textures: Textures) -> None:
    """Both eyes at once, mirrored, with lids, lashes, iris and catch-light."""
    eyes = Eyes(traits, relief)
    lean = 1.3 * absolute(eyes.slant) * eyes.half
    needed = relief.head.box_of_face(
        eyes.x + 1.3 * eyes.half,
        EYE_Y - 1.2 * eyes.upper - 0.04 - lean,
        EYE_Y + 1.3 * eyes.lower + 0.04 + lean,
    )
    tile, x, _ = _within(relief, canvas, (-0.40, -0.30, 0.40, 0.30), needed)
    side = torch.sign(x)
    u = (x.abs() - eyes.x) / eyes.half  # -1 inner corner, 1 outer
    v = (tile.y - EYE_Y) + eyes.slant * eyes.half * u
    arch = (1.0 - u.square()).clamp_min(0.0)
    lid_upper = -eyes.upper * arch.pow(0.80) * (1.0 - 0.13 * u)
    lid_lower = eyes.lower * arch * (1.0 + 0.22 * u)
    ends = (u.abs() - 1.0) * eyes.half
    opening = torch.maximum(torch.maximum(lid_upper - v, v - lid_lower), ends)  # negative inside
    _paint_lids(canvas, tile, traits, eyes, u, v, lid_upper, lid_lower)
    canvas.paint(
        tile, _eyeball(tile, eyes, traits, light, textures, side, u, v, lid_upper), tile.edge(opening, 0.002)
    )
    _paint_lashes(canvas, tile, traits, eyes, u, v, lid_upper, lid_lower)


def _eyeball(
    tile: Tile, eyes: Eyes, traits: Traits, light: Light, textures: Textures,
    side: Tensor, u: Tensor, v: Tensor, lid_upper: Tensor,
) -> Tensor:  # fmt: skip
    # The white sits in its socket's shade: on dark skin as bright as on light skin, it would stare.
    skin = base_colour(traits).mean(dim=1, keepdim=True)
    white = palette.constant((0.50, 0.455, 0.43), u) * (0.50 + 0.55 * skin.sqrt()).clamp(max=1.0)
    round_shade = (1.0 - 0.42 * (u / 1.05).square() - 0.2 * (v / 0.05).square()).clamp_min(0.25)
    colour = white * round_shade[:, None]
    pink = bump(u + 1.0, v, 0.22, 0.03)[:, None]
    colour = torch.lerp(colour, palette.constant((0.52, 0.20, 0.17), u), 0.75 * pink)
    ix = u * eyes.half
    iy = v + 0.0055
    radius = (ix.square() + iy.square() + 1e-8).sqrt() / eyes.iris
    iris = palette.blended(tuple(palette.IRIS.values()), traits.choice(*palette.IRIS))
    rays = textures.sample("strands", torch.atan2(iy, ix) * 0.9, radius * 0.1)
    glow = 0.62 + 0.20 * rays + 0.75 * smoothstep(-0.4, 0.9, iy / eyes.iris) * smoothstep(0.3, 0.7, radius)
    iris = iris * (glow * (1.0 - 0.72 * smoothstep(0.74, 1.0, radius)))[:, None]
    colour = torch.lerp(colour, iris, tile.edge((radius - 1.0) * eyes.iris, 0.0025)[:, None])
    pupil = tile.edge((radius - 0.41) * eyes.iris, 0.002)[:, None]
    colour = torch.lerp(colour, colour * 0.02, pupil)
    lid_shadow = smoothstep(0.020, -0.002, v - lid_upper)
    colour = colour * light.fill.add(light.key * 0.46) * (1.0 - 0.62 * lid_shadow)[:, None]
    spot_x = side * ix - 0.32 * eyes.iris * sign(light.x) * clamp(absolute(light.x), 0.2) ** 0.5
    catch = bump(spot_x, iy + 0.38 * eyes.iris, 0.0068, 0.0068)
    faint = 0.25 * bump(spot_x + 0.9 * eyes.iris * sign(light.x), iy - 0.35 * eyes.iris, 0.009, 0.007)
    return colour + 1.5 * (catch + faint * (radius < 1.0))[:, None]


def _paint_lids(
    canvas: Canvas, tile: Tile, traits: Traits, eyes: Eyes, u: Tensor, v: Tensor, upper: Tensor, lower: Tensor
) -> None:
    """Crease above and rim below: lids are a fold of skin, not a line."""
    near = smoothstep(1.28, 0.85, u.abs())
    crease_at = (
        upper - 0.0125 - 0.010 * (1.0 - u.square()).clamp_min(0.0) * (1.0 - 0.25 * traits.narrow_eyes / 2.5)
    )
    crease = hill(v - crease_at, 0.0042) * near
    lit = hill(v - upper + 0.007, 0.006) * near
    rim = hill(v - lower - 0.0045, 0.0040) * near
    below = hill(v - lower - 0.016, 0.006) * near
    canvas.darken(tile, 1.0 - 0.42 * crease + 0.10 * lit + 0.13 * rim - 0.12 * below)


def _paint_lashes(
    canvas: Canvas, tile: Tile, traits: Traits, eyes: Eyes, u: Tensor, v: Tensor, upper: Tensor, lower: Tensor
) -> None:
    made_up = clamp(traits.makeup, high=1.4) + 0.6 * traits.makeup_above
    feminine = smoothstep(1.4, -1.6, traits.masculinity)
    thick = 0.0032 + 0.0022 * feminine + 0.0036 * made_up
    wing = (0.4 + 0.6 * smoothstep(-1.0, 0.6, u)) * smoothstep(1.22, 1.0, u.abs())
    line = tile.edge((v - upper + 0.25 * thick).abs() - thick * wing, 0.0016) * smoothstep(
        1.16, 1.02, u.abs()
    )
    fringe = 0.5 + 0.5 * torch.cos(u * 46.0 + 3.0 * u.square())
    out = smoothstep(0.0, 0.5, u) * smoothstep(1.3, 1.0, u)
    lash = smoothstep(-0.020, -0.004, v - upper - 0.006 * u) * smoothstep(0.004, -0.002, v - upper)
    lash = lash * fringe.pow(2) * out * clamp(0.25 + 0.45 * feminine + 0.7 * made_up, high=1.0)
    under = hill(v - lower, 0.0026) * (0.26 + 0.45 * made_up) * smoothstep(1.1, 0.8, u.abs())
    ink = palette.constant((0.016, 0.011, 0.010), u)
    canvas.paint(tile, ink, (0.95 * torch.maximum(torch.maximum(line, 0.8 * lash), under)).clamp(0.0, 1.0))


def paint_brows(
    canvas: Canvas, relief: Relief, traits: Traits, light: Light, textures: Textures, hair: Tensor
) -> None:
    """Eyebrows as strokes of hair; smiling lifts them, frowning pulls them together."""
    t = traits
    sad = smoothstep(0.2, -2.2, relief.smile)
    # From straight to a peak two thirds out, whose tail falls steeply.
    arch = 0.044 * softplus(1.1 * t.arched_eyebrows - 0.1) - 0.004
    straight, raised = t.arched_eyebrows_below, t.arched_eyebrows_above
    arch = arch - 0.003 * straight
    height = (
        BROW_Y
        + 0.012
        + 0.004 * t.masculinity
        - 0.006 * t.brow_height
        - 0.004 * smoothstep(0.0, 2.0, relief.smile)
    )
    thick = 0.0125 * exp(0.47 * t.bushy_eyebrows + 0.10 * t.masculinity - 0.15 * relief.head.young)
    scowl = relief.scowl
    needed = relief.head.box_of_face(
        0.24,
        height - arch - 0.010 * raised - 2.0 * thick - 0.01,
        height + arch + 0.018 * scowl + 0.013 * straight + 2.0 * thick + 0.03,
    )
    tile, x, _ = _within(relief, canvas, (-0.42, -0.42, 0.42, 0.12), needed)
    along = (x.abs() - 0.052 + 0.006 * sad) / 0.150  # 0 inner end, 1 outer
    peak = (  # the highest are rounder: half a circle rather than a spike
        hill(along - 0.62, 0.40 + 0.05 * raised) - 0.16 - 0.30 * along.clamp_min(0.0).square()
    )
    rise = arch * peak + 0.006 * along * (1.0 - 0.8 * clamp(relief.head.old, high=1.2))
    rise = rise - (0.013 - 0.006 * along) * straight + 0.010 * raised  # straight ones lie low
    inner_drop = (0.016 * sad + 0.018 * scowl) * (1.0 - along).clamp_min(0.0).square()
    mid = shifted(inner_drop - rise, height)
    profile = smoothstep(-0.10, 0.16, along) * (
        1.0 - (0.80 - 0.22 * straight) * smoothstep(0.35, 1.05, along)
    )
    strand = textures.sample("strands", along * 0.55 + (tile.y - mid) * 3.0, (tile.y - mid) * 0.8)
    ragged = thick * profile * (1.0 + 0.14 * strand)
    distance = (tile.y - mid).abs() - ragged
    cover = tile.edge(distance, 0.010) * smoothstep(-0.12, 0.02, along) * smoothstep(1.10, 0.96, along)
    density = (0.72 + 0.12 * t.bushy_eyebrows + 0.07 * strand).clamp(0.10, 0.97)
    shade = (1.0 + 0.15 * strand).clamp_min(0.3)[:, None] * (light.fill + 0.45 * light.key)
    canvas.paint(tile, 0.62 * hair * shade, cover * density)  # brows are darker than the hair above them


def paint_nostrils(canvas: Canvas, relief: Relief, traits: Traits) -> None:
    """Nostrils and the crease round the wings of the nose."""
    tile, _, x = _within(relief, canvas, (-0.25, 0.0, 0.25, 0.42))
    point = traits.pointy_nose
    size, y = relief.nose_spread, tile.y - relief.nose_tip_y
    ax = x.abs()
    tilt = 0.20 - 0.22 * point  # the nostrils of a pointed nose rise outwards, those of a round one droop
    hole = bump(ax - 0.0270 * size, y - 0.0235 - tilt * (ax - 0.03), 0.0145 * size, 0.0072)
    crease = bump(ax - 0.0690 * size**0.5, y - 0.012, 0.0085, 0.022)
    line = bump(ax - 0.04 * size, y - 0.033 - (tilt - 0.2) * (ax - 0.03), 0.030 * size, 0.0055)
    hook = bump(x, y - 0.030 - 0.004 * point, 0.020 * size, 0.007) * clamp(0.12 + 0.13 * point, 0.0)
    ball = hill((ax.square() + y.square() + 1e-6).sqrt() - 0.042 * size, 0.008) * clamp(-0.10 * point, 0.0)
    ball = ball * smoothstep(-0.02, 0.01, y)
    canvas.darken(tile, 1.0 - (0.66 * hole + 0.22 * crease + 0.20 * line + hook + ball).clamp(max=0.92))


class Mouth:
    """Where the lips run, in the mouth's own coordinates."""

    def __init__(self, traits: Traits, relief: Relief) -> None:
        t = traits
        self.smiling = smoothstep(-0.2, 2.6, relief.smile)
        self.frowning = smoothstep(0.2, -2.6, relief.smile)
        self.half = (0.102 + 0.0075 * t.mouth_width) * (1.0 + 0.26 * self.smiling - 0.08 * self.frowning)
        self.open = clamp(t.mouth_open, high=1.8)
        self.half = self.half * (1.0 + 0.09 * relief.grin + 0.02 * relief.scowl - 0.05 * relief.head.childish)
        self.corner = 0.060 * tanh(0.52 * relief.smile) + 0.023 * relief.grin - 0.026 * relief.scowl
        full = exp(0.42 * t.full_lips - 0.07 * t.masculinity - 0.24 * relief.head.old)
        full = full * (1.0 + 0.07 * t.lipstick_above) * exp(0.10 * t.masculinity_below)
        full = full * exp(-0.20 * relief.head.aged - 0.10 * relief.scowl)
        full = full * (1.0 + 0.10 * clamp(t.lipstick, high=1.5))  # it is painted a little over the edge
        self.upper = 0.0230 * full * (1.0 - 0.20 * self.smiling)
        self.lower = 0.0310 * full * (1.0 - 0.12 * self.smiling)
        self.gap = 0.046 * self.open + 0.010 * self.smiling * self.open


def paint_mouth(canvas: Canvas, relief: Relief, traits: Traits, light: Light, textures: Textures) -> None:
    """Lips with volume; teeth and the dark of the mouth where it is open."""
    mouth = Mouth(traits, relief)
    corners = 1.5 * absolute(mouth.corner) + 0.04
    needed = relief.head.box_of_face(
        1.4 * mouth.half,
        MOUTH_Y - corners - 0.28 * mouth.gap - 1.1 * mouth.upper,
        MOUTH_Y + corners + 0.72 * mouth.gap + mouth.lower,
    )
    tile, _, x = _within(relief, canvas, (-0.30, 0.06, 0.30, 0.56), needed)
    u = x / mouth.half
    arch = (1.0 - u.square()).clamp_min(0.0)
    seam = MOUTH_Y - mouth.corner * (u.square() - 0.35) + 0.003 * torch.cos(6.0 * u) * arch
    y = tile.y - seam
    top, bottom = -0.28 * mouth.gap * arch, 0.72 * mouth.gap * arch.pow(0.75)
    bow = 1.0 - 0.20 * hill(u, 0.13) + 0.10 * hill(u.abs() - 0.26, 0.16)
    lip_top = top - mouth.upper * arch.pow(0.85) * bow
    lip_bottom = bottom + mouth.lower * arch.pow(0.62)
    ends = (u.abs() - 1.0) * mouth.half
    _paint_cavity(canvas, tile, mouth, light, u, y, top, bottom, ends)
    _paint_lips(canvas, tile, relief, traits, light, textures, u, y, (lip_top, top, bottom, lip_bottom))
    seam_line = hill(y, 0.0050) * smoothstep(1.06, 0.95, u.abs()) * (1.0 - clamp(mouth.open, high=1.0))
    corners = bump(u.abs() - 1.0, y, 0.10, 0.010) * (0.5 + 0.35 * mouth.smiling)
    canvas.darken(tile, 1.0 - (0.70 * seam_line + 0.58 * corners).clamp(max=0.85))


def _paint_cavity(
    canvas: Canvas, tile: Tile, mouth: Mouth, light: Light,
    u: Tensor, y: Tensor, top: Tensor, bottom: Tensor, ends: Tensor,
) -> None:  # fmt: skip
    inside = torch.maximum(torch.maximum(top - y, y - bottom), ends)
    dark = palette.constant((0.050, 0.012, 0.012), u)
    tongue = bump(u, y - bottom + 0.004, 0.5, 0.018)[:, None]
    colour = dark + tongue * palette.constant((0.16, 0.04, 0.04), u)
    between = hill(torch.sin(u * mouth.half * (135.0 + 60.0 * u.square())), 0.24)  # narrower to the sides
    reach = top + 0.0240 + 0.004 * torch.cos(2.2 * u) - 0.0030 * between  # lower edge of the upper teeth
    gaps = 1.0 - 0.30 * between
    tooth = palette.constant((0.82, 0.77, 0.68), u)
    shade = (
        (0.95 - 0.55 * u.square()).clamp_min(0.15) * gaps * (0.60 + 0.40 * smoothstep(0.0, 0.014, y - top))
    )
    teeth = tooth * (shade * 0.78)[:, None] * (light.fill + 0.42 * light.key)
    colour = torch.lerp(colour, teeth, tile.edge(y - reach, 0.002)[:, None])
    canvas.paint(tile, colour, tile.edge(inside, 0.001) * smoothstep(0.0, 0.22, mouth.open))


def _paint_lips(
    canvas: Canvas, tile: Tile, relief: Relief, traits: Traits, light: Light, textures: Textures,
    u: Tensor, y: Tensor, curves: tuple[Tensor, Tensor, Tensor, Tensor],
) -> None:  # fmt: skip
    lip_top, top, bottom, lip_bottom = curves
    upper = torch.maximum(lip_top - y, y - top)
    lower = torch.maximum(bottom - y, y - lip_bottom)
    ends = (u.abs() - 1.0) * 0.10
    shape = torch.maximum(torch.minimum(upper, lower), ends)
    natural = palette.along(palette.LIP, 0.5 + traits.skin_tone / 3.9)
    natural = mixed(base_colour(traits) * 0.82, natural, of_colour(0.66 - 0.10 * tanh(traits.masculinity)))
    stick = palette.flat(palette.LIPSTICK, u) * of_colour(exp(-0.5 * traits.lipstick_above))
    worn = clamp(traits.lipstick, high=1.3)
    albedo = mixed(natural, stick, of_colour(clamp(0.84 * worn, high=0.97)))
    thick_up, thick_low = (top - lip_top).clamp_min(0.004), (lip_bottom - bottom).clamp_min(0.004)
    a = ((y - lip_top) / thick_up).clamp(0.0, 1.0)
    b = ((y - bottom) / thick_low).clamp(0.0, 1.0)
    height = torch.where(
        y < 0.5 * (top + bottom), 0.014 * a.pow(0.7), 0.023 * (b * (1.0 - b) * 4.0).clamp_min(0.0).pow(0.6)
    )
    lines = textures.sample("strands", u * 0.35, y * 0.3)
    nx, ny, nz = normals(0.55 * relief.tile.cut(relief.height, tile) + height + 0.0003 * lines, tile.px)
    gloss = 0.55 * (0.16 + 0.35 * clamp(traits.lipstick, high=1.2))
    colour = light.on_skin(albedo.expand(-1, -1, *u.shape[1:]), (nx, ny, nz), torch.ones_like(u), gloss)
    alpha = tile.edge(shape, 0.0035 + 0.003 * (1.0 - clamp(worn, high=1.0)))
    canvas.paint(tile, colour, alpha * (0.86 + 0.12 * clamp(worn, high=1.0)))
