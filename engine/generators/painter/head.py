"""The skull: its outline, its turned coordinates and the relief of the face.

The face is a height field over the picture plane. A turned head is drawn by finding, for every pixel, which
point of the head faces it (`Head.face_x`), so that features foreshorten and slide with the turn; what stands
out from the face (nose, lips) slides further.
"""

from __future__ import annotations

import itertools
import math

import torch
from torch import Tensor

from engine.generators.painter.canvas import (
    HEAD_CENTRE_Y,
    NECK_PIVOT_Y,
    Box,
    Canvas,
    Tile,
    bump,
    hill,
    low_power,
    power,
    root,
)
from engine.generators.painter.light import normals
from engine.generators.painter.numbers import (
    Number,
    absolute,
    clamp,
    cos,
    each,
    exp,
    on_gpu,
    scalar,
    scaled,
    sin,
    smoothstep,
    softplus,
)
from engine.generators.painter.textures import Textures
from engine.generators.painter.traits import Traits

EYE_Y = 0.0
BROW_Y = -0.115
NOSE_Y = 0.168
MOUTH_Y = 0.268
HAIRLINE_Y = -0.315
HEAD_DEPTH = 0.36
NOSE_SLIDE = 0.085  # how much further the nose's middle slides, for a head turned by a right angle
TURN_PER_SIGMA = 0.155  # radians
TILT_PER_SIGMA = 0.075
_QUARTER = tuple(math.pi / 2 * step / 12 for step in range(13))


def head_tilt(traits: Traits) -> Number:
    """Radians by which the head leans to the viewer's right."""
    return TILT_PER_SIGMA * traits.head_tilt


def head_depth(implicit: Tensor) -> Tensor:
    """Height of a head's dome over the picture plane, from an outline that is negative inside."""
    return scaled(root((-implicit).clamp_min(0.0) + scalar(0.004, implicit)), HEAD_DEPTH)


class Head:
    """Shape numbers of N heads, in frame units."""

    def __init__(self, traits: Traits) -> None:
        t = traits
        self.tilt = head_tilt(t)
        self.turn = TURN_PER_SIGMA * t.head_turn
        self.sin, self.cos = sin(self.turn), cos(self.turn)
        self.half_width = 0.318 + 0.026 * t.face_width + 0.006 * t.masculinity - 0.008 * t.oval_face
        self.aged, self.childish = t.age_above, t.age_below
        self.crown = 0.440 + 0.006 * t.face_length + 0.020 * self.childish  # above the eyes
        self.chin = (
            0.402 + 0.016 * t.face_length + 0.010 * t.masculinity + 0.009 * t.strong_jaw + 0.014 * t.oval_face
        )
        # Lines come with the years, slowly at first; a young face is shorter and rounder below the eyes.
        self.old = softplus(3.0 * (t.age + 0.5)) / 6.3  # 0.3 at 0 σ, 1 at 1.6
        self.old = self.old + 0.22 * self.aged
        self.young = smoothstep(0.6, -2.1, t.age)
        self.chin = self.chin - 0.030 * self.young - 0.016 * self.childish
        jaw = 0.95 * t.strong_jaw + 0.60 * t.masculinity - 0.75 * t.oval_face + 0.25 * t.face_width
        jaw = clamp(jaw - 0.7 * self.young, high=4.4)
        self.young = self.young + 0.60 * self.childish
        self.jaw_power = 2.62 * exp(0.17 * jaw)  # squarer as it grows
        # No part of the outline is further out than this many half-widths.
        self.bulge = 1.0 + 0.03 * (absolute(t.high_cheekbones) + clamp(t.strong_jaw, 0.0))
        self.bulge = self.bulge + 0.052 * self.old + 0.03 * t.double_chin
        self.bulge = self.bulge + 0.03 * self.childish + 0.025 * self.aged + 0.035 * t.double_chin_above
        self.bulge = self.bulge + 0.03 * t.strong_jaw_above
        self.taper = 0.19 - 0.032 * jaw + 0.02 * t.high_cheekbones  # how much the face narrows downwards
        self.taper = self.taper - 0.020 * self.childish

    def implicit(self, traits: Traits, x: Tensor, y: Tensor) -> Tensor:
        """Outline of the whole head in image-plane head coordinates: negative inside."""
        x = x - self.sin * 0.10 * smoothstep(0.0, 0.42, y)  # the chin lies in front: it swings out
        up = (-y / self.crown).clamp_min(0.0)
        down = (y / self.chin).clamp_min(0.0)
        narrowing = 1.0 - self.taper * low_power(down.clamp(max=1.25), 1.6)
        sideways = (x / (self.half_width * narrowing)).abs()
        t = traits
        contour = 1.0 - 0.05 * hill(y + 0.16, 0.09)  # temples
        contour = contour + 0.030 * t.high_cheekbones * hill(y - 0.075, 0.055)
        contour = contour - 0.026 * t.high_cheekbones * hill(y - 0.215, 0.06)
        contour = contour + (0.030 * t.strong_jaw + 0.052 * self.old + 0.03 * t.double_chin) * hill(
            y - 0.290, 0.055
        )
        contour = contour - 0.022 * self.old * hill(y - 0.14, 0.07)  # cheeks sink above the jowls
        if not Canvas.absent(t.double_chin_above):
            contour = contour + 0.035 * t.double_chin_above * hill(y - 0.22, 0.11)
        if not Canvas.absent(t.strong_jaw_above):
            contour = contour + 0.030 * t.strong_jaw_above * hill(y - 0.23, 0.12)  # straight sides
        if not Canvas.absent(self.childish + self.aged):
            contour = contour + 0.030 * self.childish * hill(y - 0.19, 0.10)  # chubby cheeks
            contour = contour + self.aged * (0.025 * hill(y - 0.31, 0.05) - 0.020 * hill(y + 0.14, 0.08))
        return power(sideways / contour, 2.15) + power(up, 2.45) + power(down, self.jaw_power) - 1.0

    def box(self) -> Box | None:
        """Frame rectangle within which all N heads lie; None on a GPU, which would have to stop and tell."""
        if on_gpu(self.half_width):
            return None
        swing = 0.10 * absolute(self.sin)  # of the chin
        return self.box_around(self.half_width * self.bulge + swing, self.crown, self.chin)

    def box_around(self, half: Number, crown: Number, chin: Number) -> Box:
        """Frame rectangle of tilted domes over rectangles: half-widths, heights above and below the eyes."""
        left = top = math.inf
        right = bottom = -math.inf
        for wide, up, down, tilt in each(half, crown, chin, self.tilt):
            sin, cos = math.sin(tilt), math.cos(tilt)
            dome = [(wide * math.cos(a) ** 0.8, -up * math.sin(a) ** 0.8) for a in _QUARTER]
            for x, y in [*dome, (wide, down)]:
                above = y - NECK_PIVOT_Y
                across = cos * x + abs(sin * above)  # on either side: more than enough
                left, right = min(left, -across), max(right, across)
                height = HEAD_CENTRE_Y + NECK_PIVOT_Y + cos * above
                top, bottom = min(top, height - abs(sin) * x), max(bottom, height + abs(sin) * x)
        return left, top, right, bottom

    def box_of_face(self, half: Number, top: Number, bottom: Number) -> Box | None:
        """Frame rectangle within which the face shows from `top` to `bottom`, `half` to either side.

        In frontal coordinates, those of what stands out from the face too; None of a batch.
        """
        slide = (HEAD_DEPTH + NOSE_SLIDE) * self.sin  # of what is furthest before the plane of the picture
        reach = half * self.cos
        left, right = clamp(slide, high=0.0) - reach, clamp(slide, 0.0) + reach
        return self.box_of_rectangle(left, top, right, bottom)

    def box_of_rectangle(self, left: Number, top: Number, right: Number, bottom: Number) -> Box | None:
        """Frame rectangle of a rectangle in one tilted head's coordinates; None of a batch's."""
        if isinstance(self.tilt, Tensor):
            return None
        sine, cosine = math.sin(self.tilt), math.cos(self.tilt)
        xs, ys = [], []
        for x, y in itertools.product((float(left), float(right)), (float(top), float(bottom))):
            xs.append(cosine * x - sine * (y - NECK_PIVOT_Y))
            ys.append(cosine * (y - NECK_PIVOT_Y) + sine * x + NECK_PIVOT_Y + HEAD_CENTRE_Y)
        return min(xs), min(ys), max(xs), max(ys)

    def face_x(self, x: Tensor, depth: Tensor) -> Tensor:
        """Frontal coordinate of the head's point that shows at image-plane x, `depth` before the plane."""
        return scaled(x - scaled(depth, self.sin), 1.0 / clamp(self.cos, 0.5))


class Outline:
    """Where N bare heads lie in the picture, [N, h, w] each: whatever is painted on them asks this."""

    def __init__(self, traits: Traits, tile: Tile) -> None:
        self.head = head = Head(traits)
        self.tile = tile
        self.implicit = head.implicit(traits, tile.x, tile.y)
        self.distance = tile.distance(self.implicit)  # negative inside
        self.depth = head_depth(self.implicit)
        self.x = head.face_x(tile.x, self.depth)

    def over(self, inner: Tile, *fields: Tensor) -> tuple[Tensor, ...]:
        """The parts of the fields that lie over a smaller tile."""
        return tuple(self.tile.cut(field, inner) for field in fields)


def nose_x(head: Head, x: Tensor, y: Tensor) -> Tensor:
    """Frontal coordinate where nose and mouth are: what stands out slides further with the turn."""
    return x - scaled(bump(x, y - 0.16, 0.14, 0.13), head.sin * NOSE_SLIDE)


class Relief:
    """The face tile of N heads: frontal coordinates and the shape of everything that catches light."""

    def __init__(self, traits: Traits, outline: Outline, tile: Tile, textures: Textures) -> None:
        self.head = head = outline.head
        self.smile = traits.smile + 0.6  # an ordinary face is a friendly one
        self.grin, self.scowl = traits.smile_above, traits.smile_below
        self.tile = tile
        self.x, self.outline, base = outline.over(tile, outline.x, outline.distance, outline.depth)
        self.y = tile.y
        self.nose_x = nose_x(head, self.x, self.y)
        self.pores = textures.sample("mottle", self.x * 2.6, self.y * 2.6)
        self.height = base + self._features(traits)
        self.blotches = textures.sample("mottle", self.x * 0.9 + 0.3, self.y * 0.9, soft=True)
        fine = (0.00022 + 0.00028 * head.old + 0.0003 * head.aged) * self.pores
        self.normal = normals(self.height + fine, tile.px)

    def _features(self, traits: Traits) -> Tensor:
        eyes, nose = self._brow_and_sockets(traits), self._nose(traits)
        return eyes + nose + self._mouth(traits) + self._cheeks(traits) + self._folds(traits)

    def _brow_and_sockets(self, traits: Traits) -> Tensor:
        t, ax, y = traits, self.x.abs(), self.y
        ridge = (0.018 + 0.006 * t.masculinity + 0.012 * t.masculinity_above) * bump(
            ax - 0.115, y - BROW_Y, 0.10, 0.040
        )
        sockets = (0.050 + 0.014 * self.head.old) * bump(ax - 0.125, y - EYE_Y + 0.012, 0.095, 0.058)
        ball = 0.026 * bump(ax - 0.125, y - EYE_Y, 0.058, 0.040)
        inner = 0.022 * bump(ax - 0.045, y + 0.02, 0.028, 0.045)
        temples = 0.030 * bump(ax - 0.29, y + 0.13, 0.07, 0.12)
        return ridge + ball - sockets - inner - temples

    def _nose(self, traits: Traits) -> Tensor:
        t, x, y = traits, self.nose_x, self.y
        size = exp(0.23 * t.nose_size - 0.20 * self.head.young + 0.05 * self.head.old)
        size = size * exp(0.08 * self.head.aged + 0.06 * self.grin + 0.07 * t.masculinity_above)
        point = t.pointy_nose
        tip_y = NOSE_Y - 0.012 + 0.012 * t.nose_length + 0.004 * t.nose_size + 0.009 * point
        tip_y = tip_y + 0.006 * self.head.old - 0.012 * self.head.young + 0.006 * self.head.aged
        along = ((y + 0.07) / (tip_y + 0.07)).clamp(0.0, 1.35)
        below = smoothstep(0.042, -0.012, y - tip_y)
        # A pointed nose is narrow all the way and ends in a small tip that hangs; a round one in a ball.
        bridge_width = 0.026 * size * exp(-0.20 * point) * (1.0 + 0.75 * along)
        ridge = (0.022 + 0.074 * low_power(along, 1.5)) * hill(x, bridge_width)
        ridge = ridge * below * smoothstep(-0.12, -0.02, y)
        sharp = exp(-0.30 * point)
        tip = 0.036 * bump(x, y - tip_y + 0.006, 0.040 * size * sharp, 0.036 * sharp**0.5)
        tip = tip * exp(0.14 * point)
        spread = size * exp(-0.17 * point)  # of the wings and the nostrils
        wings = 0.030 * bump(
            x.abs() - 0.047 * spread, y - tip_y - 0.010 + 0.006 * point, 0.022 * spread, 0.024
        )
        self.nose_tip_y, self.nose_size, self.nose_spread = tip_y, size, spread
        return (ridge + tip) * size**0.5 + wings

    def _mouth(self, traits: Traits) -> Tensor:
        t, x, y = traits, self.nose_x, self.y
        muzzle = 0.022 * bump(x, y - MOUTH_Y + 0.01, 0.12, 0.085)
        philtrum = -0.007 * bump(x, y - MOUTH_Y + 0.055, 0.012, 0.024)
        under = -0.020 * bump(x, y - MOUTH_Y - 0.066, 0.060, 0.020)
        chin = (0.026 + 0.006 * t.strong_jaw) * bump(x, y - self.head.chin + 0.068, 0.075, 0.050)
        if not Canvas.absent(t.strong_jaw_above):  # a broad chin with a cleft, and corners
            low, corner = y - self.head.chin + 0.060, bump(x.abs() - 0.185, y - 0.290, 0.045, 0.045)
            cleft = 0.010 * bump(x, low, 0.012, 0.028) - 0.010 * bump(x, low, 0.085, 0.045)
            chin = chin + t.strong_jaw_above * (0.008 * corner - cleft)
        if not Canvas.absent(self.scowl):  # pushed up, and dimpled
            ball = bump(x, y - self.head.chin + 0.085, 0.060, 0.034) * (1.0 + 0.20 * self.pores)
            chin = chin + self.scowl * (0.016 * ball - 0.016 * bump(x, y - MOUTH_Y - 0.060, 0.07, 0.014))
        if not Canvas.absent(self.head.aged):  # lips crease all the way round
            crease = hill(torch.sin((math.pi / 0.020) * x * (1.0 + 0.8 * x.abs())), 0.45)
            chin = chin - 0.0045 * self.head.aged * crease * bump(x, y - MOUTH_Y + 0.040, 0.075, 0.026)
        return muzzle + philtrum + under + chin

    def _cheeks(self, traits: Traits) -> Tensor:
        t, ax, y = traits, self.x.abs(), self.y
        smiling = smoothstep(-0.3, 2.4, self.smile) + 0.45 * self.grin - 0.15 * self.scowl
        bones = (0.021 + 0.014 * t.high_cheekbones) * bump(
            ax - 0.205, y - 0.075 + 0.008 * t.high_cheekbones, 0.075, 0.050
        )
        hollow = -(0.012 + 0.012 * t.high_cheekbones - 0.009 * t.face_width) * bump(
            ax - 0.20, y - 0.215, 0.070, 0.075
        )
        apple = smiling * 0.036 * bump(ax - 0.165, y - 0.115, 0.062, 0.048)
        full = (0.010 * t.face_width + 0.020 * (self.head.young + self.head.childish)) * bump(
            ax - 0.17, y - 0.18, 0.085, 0.085
        )
        jowl = (
            0.026 * self.head.old * (1.0 + 0.25 * self.head.aged) * bump(ax - 0.195, y - 0.320, 0.050, 0.050)
        )
        sunken = (
            -0.016 * self.head.old * (1.0 + 0.45 * self.head.aged) * bump(ax - 0.215, y - 0.180, 0.050, 0.070)
        )
        return bones + hollow + apple + full + jowl + sunken

    def _folds(self, traits: Traits) -> Tensor:
        """Grooves: smile lines, marionette lines, crow's feet, forehead lines, bags under the eyes."""
        t, ax, y, old = traits, self.x.abs(), self.y, self.head.old
        smiling = smoothstep(-0.2, 2.2, self.smile) + 0.35 * self.grin
        fold_x = 0.058 + 0.062 * smoothstep(0.13, 0.30, y) + 0.012 * smiling
        window = smoothstep(0.125, 0.17, y) * smoothstep(0.345, 0.27, y)
        lines = 0.014 * (0.10 + 1.35 * old + 0.60 * smiling) * window
        total = -lines * hill(ax - fold_x, 0.019)
        total = total + 0.8 * lines * hill(ax - fold_x - 0.030, 0.030)
        marionette = (
            old * (1.0 + 0.2 * self.head.aged) * smoothstep(0.29, 0.32, y) * smoothstep(0.40, 0.35, y)
        )
        total = total - 0.014 * marionette * hill(ax - 0.105 - 0.18 * (y - 0.30), 0.018)
        bag_y = y - 0.052 + 1.6 * (ax - 0.125).square() * 3.0
        bags = (0.38 * old + 0.25 * self.head.aged + 0.15 * self.grin + 1.45 * t.eye_bags) * smoothstep(
            0.085, 0.05, (ax - 0.125).abs()
        )
        total = total + bags * (0.014 * hill(bag_y + 0.010, 0.014) - 0.016 * hill(bag_y - 0.012, 0.008))
        fan = torch.atan2(y - 0.004, (ax - 0.175).clamp_min(0.004))
        reach = smoothstep(0.0, 0.02, ax - 0.185) * smoothstep(0.085, 0.03, ax - 0.185)
        feet = (old * 0.9 + 0.35 * smiling * smoothstep(-0.5, 0.8, t.age)) * reach
        total = total - 0.0095 * feet * (0.5 + 0.5 * torch.cos(fan * 9.0)).pow(3) * hill(fan, 0.75)
        brow_line = y + 0.215 - 0.06 * self.x.square() + 0.006 * torch.sin(17.0 * self.x + 1.0)
        across = torch.cos(brow_line * (2.0 * torch.pi / 0.052)) * 0.5 + 0.5
        forehead = bump(self.x, y + 0.215, 0.19, 0.075)
        total = total - 0.0135 * old * forehead * across.square().square()
        frowning = 0.42 * smoothstep(0.2, -2.2, self.smile) + 0.70 * self.scowl
        frown = (0.45 * old + frowning) * bump(ax - 0.026, y + 0.105, 0.008, 0.036)
        if not Canvas.absent(self.scowl):  # the corners of the mouth drag their folds along
            drag = smoothstep(0.285, 0.315, y) * smoothstep(0.39, 0.35, y)
            frown = frown + 1.0 * self.scowl * drag * hill(ax - 0.108 - 0.25 * (y - 0.30), 0.014)
        return total - 0.010 * frown
