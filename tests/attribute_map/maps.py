"""A small attribute map made by hand, whose answers can be worked out on paper."""

from __future__ import annotations

import numpy as np
import torch

from attribute_map.axes import AttributeMap, Axis, Fit, Thresholds
from attribute_map.calibration import Curve
from attribute_map.vocabulary import AxisEntry

FIT = Fit(0.9, None, 0.9, None, 2.0, 1.0, 1.0, 0.1, 0.3, "ridge, all", ())
STRAIGHT = Curve(np.array([-4.0, -1.0, 1.0, 4.0]), np.array([-4.0, -1.0, 1.0, 4.0]))
# Absent up to 0, then rising to plainly there at 2, then slowly on.
FOOT_AND_RISE = Curve(np.array([-4.0, 0.0, 2.0, 4.0]), np.array([-0.54, -0.5, 2.5, 3.0]))
MARKS = Thresholds(absent=-0.5, visible=1.0, present=2.5)
AXES = {
    "age": (None, None),
    "masculinity": (None, None),
    "beard": (MARKS, None),
    "goatee": (MARKS, None),
    "black_hair": (MARKS, "hair_colour"),
    "blond_hair": (MARKS, "hair_colour"),
    "bald": (MARKS, None),
    "blue_hair": (MARKS, "hair_colour"),
}


def hand_map(leak: float = 0.0) -> AttributeMap:
    """Eight axes along the coordinates of w [2, 9]; an offset of beard moves masculinity by `leak`."""
    count, layers, width = len(AXES), 2, len(AXES) + 1
    steps = torch.zeros(count, layers, width)
    for index in range(count):
        steps[index, :, index] = 1.0
    steps[2, :, 1] = leak
    axes = tuple(
        Axis(
            AxisEntry(
                axis, "degree" if marks is None else "presence", axis, f"no {axis}", axis, "head", group
            ),
            low=-3.5 if marks is None else -1.0,
            high=3.5,
            thresholds=marks,
            fit=FIT,
        )
        for axis, (marks, group) in AXES.items()
    )
    return AttributeMap(
        generator_name="hand",
        generator_digest="hand-1",
        axes=axes,
        names=(*AXES, "clothes"),
        normals=torch.eye(width),
        layer_weights=torch.full((count + 1, layers), 0.5),
        intercepts=torch.zeros(count + 1),
        curves=(*(STRAIGHT if marks is None else FOOT_AND_RISE for marks, _ in AXES.values()), STRAIGHT),
        steps=steps,
        entanglement=torch.zeros(count, count + 1),
        raw_entanglement=torch.zeros(count, count + 1),
    )


def portrait(**positions: float) -> torch.Tensor:
    """ws [2, 9] of a portrait at these positions; where none is given a degree is 0, a presence absent."""
    w = torch.tensor(
        [positions.get(axis, 0.0 if marks is None else -1.0) for axis, (marks, _) in AXES.items()] + [0.0]
    )
    return w.expand(2, -1).clone()
