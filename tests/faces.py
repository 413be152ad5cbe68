"""Faces to begin with, found by what they show: no test depends on what one seed happens to look like."""

from __future__ import annotations

import torch

from attribute_map.axes import AttributeMap
from engine.generator import Generator, LabelledGenerator
from engine.latents import z_from_seed

# What tests wish for, and what covers it up.
ABSENT = ("bald", "hat", "beard", "goatee", "mustache", "stubble", "glasses", "sunglasses")
AGES = (-1.0, -0.2)  # σ: rather young, with way to go in both directions
SEEDS = 5000


def plain_seed(generator: Generator, attribute_map: AttributeMap) -> int:
    """The first face that each wish of the tests changes: rather young, straight-haired, wearing nothing.

    The attribute map must say so, because conversations go by it, and so must the painter, who knows.
    """
    assert isinstance(generator, LabelledGenerator)
    z = torch.cat([z_from_seed(seed, generator.z_dim) for seed in range(SEEDS)])
    ws = generator.map(z)
    ids = [axis.id for axis in attribute_map.axes]
    read = dict(zip(ids, attribute_map.readings(ws).T, strict=True))
    true = dict(zip(generator.attribute_names, generator.attributes(ws).T, strict=True))
    fitting = (read["curly_hair"] < -0.2) & (true["curly_hair"] < 0)
    for ages in (read["age"], true["age"]):
        fitting &= (ages > AGES[0]) & (ages < AGES[1])
    for axis in ABSENT:
        fitting &= true[axis] < 0.1
    for seed in fitting.nonzero()[:, 0].tolist():
        shown = attribute_map.shown(ws[seed], degree=0.0)
        if not any(shown.get(axis) for axis in ABSENT):
            return int(seed)
    raise AssertionError(f"no plain face among {SEEDS}")
