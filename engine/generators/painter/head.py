"""The skull: its outline, its turned coordinates and the relief of the face.

The face is a height field over the picture plane. A turned head is drawn by finding, for every pixel, which
point of the head faces it (`Head.face_x`), so that features foreshorten and slide with the turn; what stands
out from the face (nose, lips) slides further.
"""

from __future__ import annotations

import torch
from torch import Tensor

from engine.generators.painter.canvas import Tile, bump, hill, smoothstep
from engine.generators.painter.traits import Traits

EYE_Y = 0.0
BROW_Y = -0.115
NOSE_Y = 0.168
MOUTH_Y = 0.268
HAIRLINE_Y = -0.315
HEAD_DEPTH = 0.36
TURN_PER_SIGMA = 0.155  # radians
TILT_PER_SIGMA = 0.075


class Head:
    """Shape numbers of N heads, each [N, 1, 1], in frame units."""

    def __init__(self, traits: Traits) -> None:
        t = traits
        self.traits = traits
        self.turn = TURN_PER_SIGMA * t.head_turn
        self.sin, self.cos = torch.sin(self.turn), torch.cos(self.turn)
        self.half_width = 0.318 + 0.026 * t.face_width + 0.006 * t.masculinity - 0.008 * t.oval_face
        self.crown = 0.440 + 0.006 * t.face_length  # above the eyes
        self.chin = (
            0.402 + 0.016 * t.face_length + 0.010 * t.masculinity + 0.009 * t.strong_jaw + 0.014 * t.oval_face
        )
        self.chin = self.chin - 0.020 * smoothstep(0.0, -2.0, t.age)
        jaw = 0.95 * t.strong_jaw + 0.60 * t.masculinity - 0.75 * t.oval_face + 0.25 * t.face_width
        self.jaw_power = 2.62 * torch.exp(0.17 * jaw)  # squarer as it grows
        self.taper = 0.19 - 0.032 * jaw + 0.02 * t.high_cheekbones  # how much the face narrows downwards
        self.smile = t.smile + 0.45  # an ordinary face is a friendly one
        self.old = smoothstep(-1.3, 2.3, t.age)  # wrinkles come late
        self.young = smoothstep(0.3, -2.2, t.age)

    def implicit(self, x: Tensor, y: Tensor) -> Tensor:
        """Outline of the whole head in image-plane head coordinates: negative inside."""
        x = x - self.sin * 0.10 * smoothstep(0.0, 0.42, y)  # the chin lies in front: it swings out
        up = (-y / self.crown).clamp_min(0.0)
        down = (y / self.chin).clamp_min(0.0)
        narrowing = 1.0 - self.taper * down.clamp(max=1.25).pow(1.6)
        sideways = (x / (self.half_width * narrowing)).abs()
        t = self.traits
        contour = 1.0 - 0.05 * hill(y + 0.16, 0.09)  # temples
        contour = contour + 0.030 * t.high_cheekbones * hill(y - 0.075, 0.055)
        contour = contour - 0.026 * t.high_cheekbones * hill(y - 0.215, 0.06)
        contour = contour + (0.030 * t.strong_jaw + 0.05 * self.old + 0.03 * t.double_chin) * hill(
            y - 0.275, 0.055
        )
        return (sideways / contour).pow(2.15) + up.pow(2.45) + (down + 1e-4).pow(self.jaw_power) - 1.0

    def depth(self, implicit: Tensor) -> Tensor:
        """Height of the bare head over the picture plane, from its implicit outline."""
        return HEAD_DEPTH * (-implicit).clamp_min(0.0).add(0.004).sqrt()

    def face_x(self, x: Tensor, y: Tensor, depth: Tensor) -> Tensor:
        """Frontal coordinate of the head's point that shows at image-plane (x, y)."""
        return (x - depth * self.sin) / self.cos.clamp_min(0.5)


class Relief:
    """The face tile of N heads: frontal coordinates and the height of everything that catches light."""

    def __init__(self, head: Head, tile: Tile) -> None:
        self.head = head
        self.tile = tile
        implicit = head.implicit(tile.x, tile.y)
        self.outline = tile.distance(implicit)  # negative inside
        base = head.depth(implicit)
        self.y = tile.y
        self.x = head.face_x(tile.x, tile.y, base)
        # What stands out slides further with the turn: coordinates for nose and mouth.
        self.nose_x = self.x - head.sin * 0.085 * bump(self.x, self.y - 0.16, 0.14, 0.13)
        self.base = base
        self.height = base + self._features()

    def _features(self) -> Tensor:
        return self._brow_and_sockets() + self._nose() + self._mouth() + self._cheeks() + self._folds()

    def _brow_and_sockets(self) -> Tensor:
        t, ax, y = self.head.traits, self.x.abs(), self.y
        ridge = (0.018 + 0.006 * t.masculinity) * bump(ax - 0.115, y - BROW_Y, 0.10, 0.040)
        sockets = (0.052 + 0.006 * self.head.old) * bump(ax - 0.125, y - EYE_Y + 0.012, 0.095, 0.058)
        ball = 0.026 * bump(ax - 0.125, y - EYE_Y, 0.058, 0.040)
        inner = 0.022 * bump(ax - 0.045, y + 0.02, 0.028, 0.045)
        temples = 0.030 * bump(ax - 0.29, y + 0.13, 0.07, 0.12)
        return ridge + ball - sockets - inner - temples

    def _nose(self) -> Tensor:
        t, x, y = self.head.traits, self.nose_x, self.y
        size = torch.exp(0.19 * t.nose_size - 0.13 * self.head.young)
        tip_y = NOSE_Y - 0.012 + 0.012 * t.nose_length + 0.004 * t.nose_size
        along = ((y + 0.07) / (tip_y + 0.07)).clamp(0.0, 1.35)
        below = smoothstep(0.042, -0.012, y - tip_y)
        bridge_width = 0.026 * size * (1.0 + 0.75 * along)
        ridge = (0.022 + 0.074 * along.pow(1.5)) * hill(x, bridge_width)
        ridge = ridge * below * smoothstep(-0.12, -0.02, y)
        sharp = torch.exp(-0.25 * t.pointy_nose)
        tip = 0.034 * bump(x, y - tip_y + 0.006, 0.040 * size * sharp, 0.036 * sharp)
        tip = tip * torch.exp(0.22 * t.pointy_nose)
        wings = 0.030 * bump(x.abs() - 0.047 * size * sharp.sqrt(), y - tip_y - 0.010, 0.022 * size, 0.024)
        self.nose_tip_y, self.nose_size = tip_y, size
        return (ridge + tip) * size.sqrt() + wings

    def _mouth(self) -> Tensor:
        t, x, y = self.head.traits, self.nose_x, self.y
        muzzle = 0.022 * bump(x, y - MOUTH_Y + 0.01, 0.12, 0.085)
        philtrum = -0.007 * bump(x, y - MOUTH_Y + 0.055, 0.012, 0.024)
        under = -0.020 * bump(x, y - MOUTH_Y - 0.066, 0.060, 0.020)
        chin = (0.026 + 0.006 * t.strong_jaw) * bump(x, y - self.head.chin + 0.068, 0.075, 0.050)
        return muzzle + philtrum + under + chin

    def _cheeks(self) -> Tensor:
        t, ax, y = self.head.traits, self.x.abs(), self.y
        smiling = smoothstep(-0.3, 2.4, self.head.smile)
        bones = (0.021 + 0.014 * t.high_cheekbones) * bump(
            ax - 0.205, y - 0.075 + 0.008 * t.high_cheekbones, 0.075, 0.050
        )
        hollow = -(0.012 + 0.012 * t.high_cheekbones - 0.009 * t.face_width) * bump(
            ax - 0.20, y - 0.215, 0.070, 0.075
        )
        apple = smiling * 0.030 * bump(ax - 0.165, y - 0.115, 0.062, 0.048)
        full = (0.010 * t.face_width + 0.014 * self.head.young) * bump(ax - 0.17, y - 0.19, 0.085, 0.085)
        jowl = 0.018 * self.head.old * bump(ax - 0.205, y - 0.325, 0.045, 0.050)
        return bones + hollow + apple + full + jowl

    def _folds(self) -> Tensor:
        """Grooves: smile lines, marionette lines, crow's feet, forehead lines, bags under the eyes."""
        t, ax, y, old = self.head.traits, self.x.abs(), self.y, self.head.old
        smiling = smoothstep(-0.2, 2.2, self.head.smile)
        fold_x = 0.058 + 0.062 * smoothstep(0.13, 0.30, y) + 0.012 * smiling
        window = smoothstep(0.125, 0.17, y) * smoothstep(0.345, 0.27, y)
        lines = 0.014 * (0.16 + 1.15 * old + 0.55 * smiling) * window
        total = -lines * hill(ax - fold_x, 0.013)
        total = total + 0.8 * lines * hill(ax - fold_x - 0.030, 0.030)
        marionette = old * smoothstep(0.29, 0.32, y) * smoothstep(0.40, 0.35, y)
        total = total - 0.015 * marionette * hill(ax - 0.105 - 0.18 * (y - 0.30), 0.011)
        bag_y = y - 0.052 + 1.6 * (ax - 0.125).square() * 3.0
        bags = (0.30 * old + 1.25 * t.eye_bags) * smoothstep(0.085, 0.05, (ax - 0.125).abs())
        total = total + bags * (0.014 * hill(bag_y + 0.010, 0.014) - 0.016 * hill(bag_y - 0.012, 0.008))
        fan = torch.atan2(y - 0.004, (ax - 0.175).clamp_min(0.004))
        reach = smoothstep(0.0, 0.02, ax - 0.185) * smoothstep(0.085, 0.03, ax - 0.185)
        feet = (old * 0.9 + 0.35 * smiling * smoothstep(-0.5, 0.8, t.age)) * reach
        total = total - 0.0075 * feet * (0.5 + 0.5 * torch.cos(fan * 11.0)).pow(3) * hill(fan, 0.75)
        brow_line = y + 0.215 - 0.06 * self.x.square() + 0.006 * torch.sin(17.0 * self.x + 1.0)
        across = torch.cos(brow_line * (2.0 * torch.pi / 0.052)) * 0.5 + 0.5
        forehead = bump(self.x, y + 0.215, 0.19, 0.075)
        total = total - 0.0125 * old * forehead * across.pow(4)
        frown = (0.45 * old + 0.30 * smoothstep(0.2, -2.2, self.head.smile)) * bump(
            ax - 0.026, y + 0.105, 0.008, 0.036
        )
        return total - 0.010 * frown
