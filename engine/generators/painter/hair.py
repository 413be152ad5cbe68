"""Hair: a mass behind the head, a cap over the skull with curtains at the sides, and light on its strands.

Strands run along meridians from the crown and then fall; curls bend the meridians into waves and, as they
tighten, into coils. Everything is a smooth function of the traits, so hair grows, parts and curls gradually.
"""

from __future__ import annotations

import torch
from torch import Tensor

from engine.generators.painter import palette
from engine.generators.painter.canvas import (
    FRAME,
    HEAD_CENTRE_Y,
    LOG2_E,
    Box,
    Canvas,
    Tile,
    around,
    bump,
    gradient,
    hill,
    power,
    root,
    smooth_max,
)
from engine.generators.painter.head import HAIRLINE_Y, Head, Outline
from engine.generators.painter.light import Light, dot, normals
from engine.generators.painter.numbers import (
    absolute,
    clamp,
    each,
    exp,
    largest,
    mixed,
    of_colour,
    on_gpu,
    scalar,
    scaled,
    smoothstep,
    softplus,
    tanh,
)
from engine.generators.painter.textures import Textures
from engine.generators.painter.traits import Traits


class HairShape:
    """Shape numbers of N heads of hair, in frame units."""

    def __init__(self, traits: Traits, head: Head) -> None:
        t = traits
        self.head = head
        self.curl = clamp((t.curly_hair + 1.8) / 3.6, 0.0, 1.05)  # 0 straight, 0.5 wavy, 1 coily
        self.coil = smoothstep(0.36, 1.02, self.curl)
        self.kinky, self.sleek = t.curly_hair_above, t.curly_hair_below
        self.flowing, self.buzz = t.hair_length_above, t.hair_length_below
        self.long = smoothstep(-0.9, 1.3, t.hair_length)
        self.cropped = smoothstep(-0.7, -2.2, t.hair_length)
        self.hat = smoothstep(0.15, 0.75, t.hat)
        lift = (
            0.046
            + 0.014 * t.hair_volume
            + 0.055 * self.coil * (0.4 + 0.6 * self.long + 0.3 * (1.0 - self.cropped))
        )
        self.tied = smoothstep(0.15, 0.85, t.hair_tied) * smoothstep(-0.6, 0.3, t.hair_length)
        lift = lift + 0.030 * self.curl * (1.0 - self.coil)
        lift = (lift + 0.075 * self.kinky * (0.4 + 0.6 * self.long)) * (1.0 - 0.28 * self.sleek)
        lift = lift * (1.0 - 0.30 * self.buzz)
        self.lift = lift * (1.0 - 0.78 * self.cropped) * (1.0 - 0.6 * self.hat) * (1.0 - 0.45 * self.tied)
        self.side = (0.008 + 0.034 * smoothstep(-1.3, 0.7, t.hair_length)) + 0.6 * self.lift * self.coil
        self.side = self.side + (0.008 * t.hair_volume + 0.030 * self.curl * (1.0 - self.coil)) * self.long
        self.side = self.side + 0.065 * self.kinky * (0.4 + 0.6 * self.long) + 0.012 * self.flowing
        self.side = self.side * (1.0 - 0.30 * self.sleek) * (1.0 - 0.25 * self.buzz)
        self.side = self.side * (1.0 - 0.80 * self.tied)
        self.sweep = tanh(2.5 * t.hair_parting) * smoothstep(-1.4, 0.6, t.hair_swept)
        self.sweep = (
            self.sweep * (1.0 - self.coil) * (1.0 - smoothstep(0.1, 0.6, t.bangs)) * (1.0 - self.tied)
        )
        # A bald head keeps a close fringe at most, whatever was there.
        sparse = smoothstep(0.10, 0.80, t.bald)
        self.side = self.side * (1.0 - 0.85 * sparse)
        self.lift = self.lift * (1.0 - 0.9 * sparse)
        self.flare = 0.10 + 0.12 * self.curl + 0.03 * t.hair_volume + 0.10 * self.flowing + 0.06 * self.kinky
        self.flare = self.flare * (1.0 - 0.35 * self.sleek) * self.long * (1.0 - self.tied)
        self.end = 0.19 + 0.265 * t.hair_length - 0.06 * self.coil * self.long
        # However short, hair covers the scalp down to the ears.
        self.end = 0.01 + softplus(14.0 * (self.end - 0.01)) / 14.0
        self.end = self.end - 0.035 * self.buzz
        self.end = mixed(self.end, clamp(self.end, high=0.10), largest(sparse, self.tied))
        self.part = 0.085 * tanh(1.2 * t.hair_parting)
        self.bald = t.bald
        self.thin = clamp(1.0 - smoothstep(0.50, 1.05, self.bald), 0.0, 1.0)  # the last fringe goes too

    def lowest(self) -> float:
        """Frame y below which there is no hair in the batch; on a GPU simply the frame's border."""
        if on_gpu(self.end):
            return FRAME
        end = max(max(ends) for ends in each(self.end))
        return min(FRAME, HEAD_CENTRE_Y + max(end, 0.20) + 0.20)  # the hairline needs the face's half

    def box(self) -> Box | None:
        """Frame rectangle within which all the hair of N heads lies; None on a GPU."""
        if on_gpu(self.end):
            return None
        low = self.end + 0.12
        half = self.head.half_width + self.side + clamp(self.flare, 0.0) * (low + 0.05) + 0.01
        top = self.head.crown + self.lift + 0.020 * absolute(self.sweep)
        return self.head.box_around(half, top, low)

    def hull(self, tile: Tile, textures: Textures) -> tuple[Tensor, Tensor]:
        """Signed distance of the whole mass and the meridian coordinate across it, both [N, h, w]."""
        head, y = self.head, tile.y
        x = tile.x + 0.25 * head.sin * 0.36 * 0.3
        down = (y + 0.05).clamp_min(0.0)
        half = head.half_width + self.side + self.flare * down
        half = half - 0.16 * (1.0 - self.long * (1.0 - self.tied)) * (down - 0.02).clamp_min(0.0)
        # Hair combed over stands higher on the side it is combed to.
        lift = self.lift + 0.020 * self.sweep * (1.0 - self.cropped) * torch.sin(7.0 * x.clamp(-0.45, 0.45))
        up = (-y / (head.crown + lift)).clamp(0.0, 1.3)
        implicit = power((x / half).abs(), 2.15) + power(up, 2.45) - 1.0
        mass = tile.distance(implicit)
        meridian_half = half * root((1.0 - power(up * 0.97, 2.45)).clamp_min(1e-3))
        across = (x - self.part * smoothstep(0.3, -0.4, y)) / (meridian_half + 0.02)
        tips = textures.sample("locks", across * 0.42, torch.zeros_like(y) + 0.3)
        fine = textures.sample("strands", across * 0.5, y * 0.1, soft=True)
        end = self.end + (0.022 * tips + 0.010 * fine) * (0.25 + 0.75 * self.long) * (1.0 - 0.4 * self.sleek)
        curve = 0.06 * self.long * (x / 0.4).square()
        bottom = (y - end + curve) * 0.85
        fuzz = textures.sample("coils", x * 0.30, y * 0.30)
        rough = (0.0035 + 0.008 * self.coil + 0.001 * self.kinky) * exp(-1.2 * self.buzz)
        rough = rough * fuzz * (0.3 + 0.7 * self.curl)
        rough = rough * smoothstep(0.014, 0.002, mass)  # no curl floats free of the head
        return smooth_max(mass, bottom, 0.03) + rough, across

    def hairline(self, traits: Traits, face_x: Tensor, y: Tensor, strand: Tensor) -> Tensor:
        """Signed distance to the hair's edge on the face, positive where the face is bare."""
        t, ax = traits, face_x.abs()
        start = HAIRLINE_Y - 0.010 * t.hairline_height - 0.012 * smoothstep(0.0, 2.0, t.masculinity)
        gone = 0.135 * clamp(t.receding_hairline, high=1.7)
        manly = smoothstep(-1.0, 1.5, t.masculinity)
        age_gone = 0.045 * self.head.old * manly + (0.012 + 0.050 * manly) * self.head.aged
        # A short cut shows the corners at the temples.
        corners = 0.026 * (1.0 - self.long) * (1.0 - self.coil)
        temples = gone * (0.20 + 0.80 * hill(ax - 0.150, 0.075)) + (age_gone + corners) * hill(
            ax - 0.160, 0.06
        )
        crown_gone = 0.42 * smoothstep(0.0, 0.85, self.bald) * smoothstep(0.30, 0.20, ax)
        peak = 0.010 * hill(face_x, 0.03) * smoothstep(0.0, 2.0, t.masculinity)
        edge = start - temples - crown_gone + peak + 7.04 * ax * ax * ax
        edge = edge + 5.0 * (ax - 0.262 - 0.010 * t.face_width).clamp_min(0.0)
        from_part = face_x - 0.8 * self.part
        parted = self.long * (1.0 - self.coil) * (1.0 - smoothstep(0.05, 0.5, t.bangs)) * (1.0 - self.tied)
        falls = 0.105 * smoothstep(0.05, 0.24, from_part.abs()) - 0.030 * hill(from_part, 0.040)
        edge = edge + parted * falls
        fringe_y = HAIRLINE_Y + (0.172 - 0.40 * face_x.square()) * (
            clamp(t.bangs, high=1.35) + 0.18 * t.bangs_above
        )
        sweep = 0.030 * tanh(t.hair_parting) * face_x / 0.2
        fringe = torch.where(ax < 0.40, fringe_y + sweep * clamp(t.bangs, high=1.0), edge)
        edge = torch.lerp(edge, torch.maximum(edge, fringe), smoothstep(0.02, 0.12, t.bangs))
        ragged = (0.007 + 0.016 * smoothstep(0.2, 0.9, t.bangs) * smoothstep(0.26, 0.18, ax)) * strand
        return y - edge - ragged

    def curtain(self, tile: Tile, strand: Tensor) -> Tensor:
        """Distance to the inner edge of the hair that falls beside the face, negative in the hair."""
        x, y = tile.x - self.head.sin * 0.11 * smoothstep(0.3, -0.1, (tile.y - 0.1).abs()), tile.y
        inner = self.head.half_width * (0.90 - 0.05 * self.long) - 0.05 * smoothstep(0.10, 0.45, y)
        inner = inner + 0.10 * smoothstep(0.42, 0.70, y) * (1.0 - 0.4 * self.long)
        # The longest falls over the shoulders to the front.
        if not Canvas.absent(self.flowing):
            inner = inner - self.flowing * (0.008 + 0.085 * smoothstep(0.26, 0.56, y))
        return inner - x.abs() + 0.010 * strand


def undyed_colour(traits: Traits) -> Tensor:
    """Linear colour [N, 3, 1, 1] of brows and beards: natural colour, then grey, then white."""
    gray = 0.93 * smoothstep(0.0, 1.0, traits.gray_hair)
    natural = [weight * (1.0 - gray) for weight in traits.choice(*palette.HAIR)]
    colour = palette.blended((*palette.HAIR.values(), palette.GRAY_HAIR), [*natural, gray])
    if Canvas.absent(traits.age_above):
        return colour
    # In great age what is grey goes white; what is not keeps its colour, which is an axis of its own.
    white = of_colour(0.79 * gray * (1.0 - exp(-0.9 * traits.age_above)))
    return mixed(colour, palette.flat(palette.WHITE_HAIR, colour), white)


def colour_of(traits: Traits) -> Tensor:
    """Linear colour [N, 3, 1, 1] of the hair on the head: dye goes over everything."""
    colour = undyed_colour(traits)
    for name, code in palette.DYES.items():
        amount = 0.94 * smoothstep(0.0, 0.9, getattr(traits, name))
        if not Canvas.absent(amount):
            colour = mixed(colour, palette.flat(code, colour), of_colour(amount))
    return colour


class HairForm:
    """The shape of one batch's hair over its tile: everything but its colour and the light."""

    def __init__(
        self, canvas: Canvas, traits: Traits, outline: Outline, face: Tile, textures: Textures
    ) -> None:
        self.shape = shape = HairShape(traits, outline.head)
        whole = (-FRAME, -FRAME, FRAME, shape.lowest())
        # A hat's shadow is looked for all over the canvas.
        needed = shape.box() if Canvas.absent(shape.hat) else None
        self.tile = tile = canvas.narrowed(whole, around(needed, canvas.box_of(face)))
        self.distance, across = shape.hull(tile, textures)
        face_x, head_edge = outline.over(tile, outline.x, outline.distance)
        self.edge = torch.minimum(self.distance, head_edge)  # of hair and head together
        self._lay_strands(across, textures)
        bare = shape.hairline(traits, face_x, tile.y, self.strand)
        cover = tile.edge(self.distance, 0.006) * self._density(traits)
        self._layer(bare, cover)
        self.shadow = self._shadow_on_face(traits, bare, face)

    def _lay_strands(self, across: Tensor, textures: Textures) -> None:
        """Where the strands run and how they stand out."""
        tile, shape = self.tile, self.shape
        y = tile.y
        curl, coil = shape.curl, shape.coil
        waves = smoothstep(-0.02, 0.50, curl) * (1.0 - 0.80 * coil)
        phase = 2.2 * textures.sample("locks", across * 0.25 + 0.1, y * 0.10)
        swing = torch.sin(y * (20.0 + 12.0 * curl) + phase)
        bent = across + waves * (0.055 + 0.050 * curl) * swing
        # Combed over: strands slant across the forehead instead of falling down it.
        slant = smoothstep(-0.02, -0.22, y) * (y - HAIRLINE_Y + 0.05).clamp(-0.20, 0.20)
        bent = bent + shape.sweep * 2.6 * slant
        self.strand = textures.sample("strands", bent * 0.62, y * 0.22)
        self.lock = textures.sample("locks", bent * 0.36, y * 0.10)
        tight = 0.36 + 0.14 * coil + 0.16 * shape.kinky
        ringlet = torch.zeros_like(y)
        if not Canvas.absent(coil):  # on a curl, strands wind along its contours
            ringlet = textures.sample(
                "coils", (tile.x + 0.002 * swing) * tight, y * tight * (0.75 + 0.25 * coil)
            )
            wound = textures.sample("strands", ringlet * 0.085 + across * 0.05, y * 0.15)
            self.strand = torch.lerp(self.strand, wound, coil)
        if not Canvas.absent(shape.buzz):  # clippers leave no strand to be seen
            dots = textures.sample("mottle", tile.x * 3.0, y * 3.0)
            shorn = 1.0 - exp(-1.6 * shape.buzz)
            self.strand = mixed(self.strand, dots, shorn)
            self.lock = self.lock * (1.0 - shorn)
        dome = (-self.distance).clamp(0.0, 0.20)
        bulge = 0.62 * root((dome * (0.42 - dome)).clamp_min(1e-5))
        lock_relief = (0.0075 + 0.007 * waves) * self.lock + 0.009 * waves * swing
        height = bulge + lock_relief * (1.0 - 0.75 * coil) + 0.0140 * coil * ringlet + 0.0011 * self.strand
        self.normal = normals(height, tile.px)
        dx, dy = gradient(bent, tile.px)
        inverse = torch.rsqrt(dx.square() + dy.square() + 1e-6)
        tx, ty = -dy * inverse, dx * inverse
        nx, ny, nz = self.normal
        tz = -(nx * tx + ny * ty) / nz.clamp_min(0.35)
        self.tangent = tx, ty, tz  # not of unit length, whose reciprocal is kept beside it
        self.shortening = torch.rsqrt(tx.square() + ty.square() + tz.square() + 1e-6)
        fine = 0.20 * exp(-0.6 * shape.sleek)
        self.grain = (1.0 + fine * self.strand + 0.10 * self.lock + 0.20 * coil * ringlet).clamp_min(0.18)

    def _density(self, traits: Traits) -> Tensor:
        """Cropped and thinning hair lets the skin through, strand by strand."""
        shape = self.shape
        old = 0.16 * clamp(shape.head.old - 0.45, 0.0, 1.0) + 0.22 * shape.head.aged
        thin = shape.cropped * 0.40 + 0.25 * smoothstep(0.1, 0.5, shape.bald) + old
        # A short cut tapers off above the ears.
        taper = smoothstep(-0.15, 0.0, self.tile.y - shape.end) * (1.0 - shape.coil)
        thin = thin + 0.55 * taper * smoothstep(-0.1, -1.0, traits.hair_length)
        through = smoothstep(-0.4, 0.9, self.strand + 0.4 * self.lock)
        thin = thin * (1.0 - 0.30 * shape.buzz)
        shorn = (1.0 - 0.12 * shape.buzz) * (1.0 - 0.08 * shape.head.aged)
        return shape.thin * shorn * (1.0 - thin.clamp(max=0.8) * through)

    def _layer(self, bare: Tensor, cover: Tensor) -> None:
        """Coverage and shade of what hangs behind the head, and of what lies over it."""
        tile, shape, y = self.tile, self.shape, self.tile.y
        bald_top = smoothstep(0.30, 0.75, shape.bald) * smoothstep(0.02, -0.14, y)
        self.back = cover * (1.0 - bald_top)
        self.back_shade = 1.0 - 0.50 * bump(tile.x, y - 0.36, 0.30, 0.22)
        cap = tile.edge(bare, 0.010 + 0.004 + 0.016 * shape.buzz) * smoothstep(0.16, 0.06, y)
        curtain_edge = shape.curtain(tile, self.strand)
        beside = tile.edge(curtain_edge, 0.012) * smoothstep(-0.30, -0.12, y)
        reach = smoothstep(-0.02, 0.10, shape.end - 0.02) * (1.0 - shape.tied)
        curtain = beside * reach
        self.front = torch.maximum(cap * (1.0 - bald_top), curtain) * cover
        rim = torch.exp2(curtain_edge.abs() * (-LOG2_E / 0.035)) * 0.30 * curtain
        self.front_shade = 1.0 - rim

    def _shadow_on_face(self, traits: Traits, bare: Tensor, face: Tile) -> Tensor:
        """Soft shadow [N, h, w] that the front hair throws on the face; 1 in full light."""
        shape = self.shape
        bare = self.tile.cut(bare, face).clamp(0.0, 0.3)
        missing = face.x.shape[1] - bare.shape[1]  # the hair's tile may end above the chin: no shadow there
        bare = torch.nn.functional.pad(bare, (0, 0, 0, missing), value=0.3)
        amount = (
            shape.thin
            * (0.24 + 0.24 * largest(shape.long, smoothstep(0.1, 0.6, traits.bangs)))
            * (1.0 - 0.5 * shape.tied)
            * (1.0 - 0.6 * smoothstep(0.2, 0.8, shape.bald))
        )
        return 1.0 - amount * torch.exp2(bare * (-LOG2_E / 0.040))


class Hair:
    """All layers of one batch's hair, painted back to front by the painter at the right moments."""

    def __init__(self, form: HairForm, traits: Traits, light: Light, textures: Textures) -> None:
        self.form, self.traits, self.light, self.textures = form, traits, light, textures
        self.colour = colour_of(traits)
        self.undyed = undyed_colour(traits)
        self._lit = self._light_up()

    def _light_up(self) -> Tensor:
        """Colour [N, 3, h, w] of lit hair: Kajiya-Kay's fibre lobes over a soft body shade."""
        form, colour, light = self.form, self.colour, self.light
        tx, ty, tz = form.tangent
        along = dot((tx, ty, tz), light.half) * form.shortening
        along = torch.add(torch.add(along, form.strand, alpha=0.10), form.lock, alpha=0.05)
        across = (scalar(1.0, along) - along.square()).clamp_min(1e-4)
        shape = form.shape
        smooth = (1.0 - 0.75 * shape.coil) * (1.0 + 0.6 * shape.sleek) * (1.0 - 0.4 * shape.buzz)
        sheen = scaled(torch.exp2(scaled(torch.log2(across), 26.0)), smooth)
        facing = light.facing(form.normal)
        sheen = sheen * smoothstep(-0.15, 0.7, facing)
        body = scaled(facing + scalar(0.55, facing), 0.72 / 1.55).clamp_min(0.0)
        pale = colour.mean(dim=1, keepdim=True)
        tint = torch.lerp(colour, torch.ones_like(colour), 0.42) * (0.10 + 0.30 * pale.sqrt())
        sky = light.fill * (scalar(0.72, facing) - scaled(form.normal[1], 0.30))[:, None]
        shade = (light.key * body[:, None] + sky) * form.grain[:, None]
        gloss = (scaled(form.strand, 0.4) + scalar(0.75, facing)).clamp_min(0.0)
        return colour * shade + light.key * tint * (sheen * gloss)[:, None]

    def paint_bun(self, canvas: Canvas) -> None:
        """What is tied up, behind the crown: the more, the longer the hair is."""
        shape = self.form.shape
        shown = smoothstep(0.02, 0.20, shape.tied) * (1.0 - shape.hat)
        shown = shown * shape.thin * (1.0 - smoothstep(0.1, 0.6, shape.bald))
        if canvas.absent(shown):
            return
        tile = canvas.tile(-0.40, -0.80, 0.40, -0.10)
        # It grows from behind the head, out of sight at first.
        size = (0.088 + 0.024 * self.traits.hair_length + 0.030 * shape.coil) * shape.tied + 0.01
        x = tile.x - 0.30 * shape.head.sin
        y = tile.y + shape.head.crown + shape.lift - 0.035 + 0.50 * size
        radius = (x.square() + 1.25 * y.square() + 1e-6).sqrt()
        turn = torch.atan2(y, x)
        wound = self.textures.sample(
            "strands", radius * 2.2 + 0.05 * torch.sin(turn * 2.0 + 14.0 * radius), turn * 0.06
        )
        ringlet = self.textures.sample("coils", tile.x * 0.45, tile.y * 0.45)
        rough = (0.005 * shape.coil + 0.004 * shape.curl) * ringlet + 0.004 * wound
        dome = (1.0 - (radius / size).square()).clamp_min(0.0).add(4e-3).sqrt() * size * 0.8
        normal = normals(dome + 0.012 * shape.coil * ringlet + 0.0016 * wound, tile.px)
        grain = (1.0 + 0.30 * wound * (1.0 - shape.coil) + 0.2 * shape.coil * ringlet).clamp_min(0.2)
        colour = self.light.on_matter(self.colour * grain[:, None], normal, 0.45)
        sheen = (
            self.light.highlight(normal, 8.0) * (0.5 + 0.5 * wound).clamp_min(0.0) * (1.0 - 0.7 * shape.coil)
        )
        colour = colour + self.light.key * (0.02 + 0.25 * self.colour) * sheen[:, None]
        canvas.paint(tile, colour, tile.edge(radius - size + rough, 0.006) * shown)

    def paint_back(self, canvas: Canvas) -> None:
        """What hangs behind the neck and frames the head."""
        canvas.paint(self.form.tile, self._lit * self.form.back_shade[:, None], self.form.back)

    def paint_front(self, canvas: Canvas) -> None:
        """The cap above the hairline, the fringe, and the curtains that fall beside the face."""
        canvas.paint(self.form.tile, self._lit * self.form.front_shade[:, None], self.form.front)
