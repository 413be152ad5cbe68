"""Which way each axis leads: candidate directions, tried on pictures, and the one that moves least else.

A direction is a step [D] taken in some layers of ws. All candidates for an axis are scaled alike, to the same
predicted change of its own reading, so what tells them apart is what happens on the pictures.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from attribute_map.algebra import covariance_direction, dual_direction
from attribute_map.discovery.extractor import Extractor
from attribute_map.discovery.labelling import read_pictures
from engine.generator import Generator

Values = NDArray[np.float64]

PROTECTED = ("masculinity", "age")  # no axis may change who somebody is, unless it is asked to
RELATED_LEAK = 0.08  # predicted σ of another reading for 1 σ of its own, from which it becomes a condition
MOST_RELATED = 12
SUCCESS = 1.0  # σ; an edit of +2 has worked if its own reading rose by this much
RIGHT_SLACK = 0.07  # share of portraits by which a tidier direction may go the right way less often
LEAST_EFFECT = 0.4  # of the strongest direction's effect that a tidier one must keep


@dataclass(frozen=True)
class Latent:
    """What is known of the latent space: readers of B attributes and the population's covariance of w."""

    names: tuple[str, ...]
    normals: Values  # [B, D], σ of reading per w
    layer_weights: Values  # [B, L]
    covariance: Values  # [D, D]
    readable: tuple[bool, ...]  # B, whether the extractor reads it well enough to speak of side effects
    rivals: dict[str, tuple[str, ...]]  # exclusive groups: rivals are meant to give way


@dataclass(frozen=True)
class Candidate:
    """One way for an axis to go."""

    method: str
    step: Values  # [L, D], one predicted σ of its own reading
    conditions: tuple[str, ...]


@dataclass(frozen=True)
class Trial:
    """What a candidate did on pictures: changes of all readings [P, B] (σ) by a step of +2."""

    candidate: Candidate
    changes: Values

    def effect(self, own: int) -> Values:
        """Change [P] of its own reading."""
        return np.asarray(self.changes[:, own])

    def side_effect(self, own: int, ignored: Sequence[int]) -> float:
        """Mean absolute change (σ) of the other readings."""
        others = [i for i in range(self.changes.shape[1]) if i != own and i not in ignored]
        return float(np.abs(self.changes[:, others]).mean()) if others else 0.0


def raw_candidate(latent: Latent, axis: str) -> Candidate:
    """The axis as plain regression gives it, in all layers and independent of nothing: the baseline."""
    index = latent.names.index(axis)
    direction = covariance_direction(latent.normals[index], latent.covariance)
    return Candidate("raw", np.repeat(direction[None], latent.layer_weights.shape[1], axis=0), ())


def candidates(latent: Latent, axis: str) -> list[Candidate]:
    """The ways to try for an axis, without repeats.

    All but the first go only through the layers that draw the attribute. They differ in what they are made
    independent of: nothing, the protected attributes, also those that the plain direction drags along, or
    every attribute that those layers can change.
    """
    index = latent.names.index(axis)
    mask = (latent.layer_weights[index] > 0).astype(float)
    heard = latent.layer_weights @ mask  # [B], how much of each reading these layers decide
    open_to = [
        other
        for other in range(len(latent.names))
        if other != index
        and latent.readable[other]
        and heard[other] > 0.05
        and latent.names[other] not in latent.rivals.get(axis, ())
    ]
    plain = covariance_direction(latent.normals[index], latent.covariance)
    leaks = np.abs(latent.normals @ plain) * heard
    protected = [other for other in open_to if latent.names[other] in PROTECTED]
    by_leak = sorted(open_to, key=lambda other: -leaks[other])
    related = [other for other in by_leak if leaks[other] > RELATED_LEAK][:MOST_RELATED]
    sets = {
        "covariance": [],
        "protected": protected,
        "related": sorted({*protected, *related}),
        "all": sorted(open_to),
    }
    found: list[Candidate] = []
    for method, conditions in sets.items():
        if any(set(candidate.conditions) == {latent.names[i] for i in conditions} for candidate in found):
            continue
        direction = dual_direction(latent.normals, latent.covariance, index, conditions)
        step = mask[:, None] * direction / heard[index]
        found.append(Candidate(method, step, tuple(latent.names[i] for i in conditions)))
    return found


def normal_candidate(latent: Latent, axis: str) -> Candidate:
    """Along the regression's normal: measures well, moves badly; kept for comparison."""
    index = latent.names.index(axis)
    normal = latent.normals[index]
    mask = (latent.layer_weights[index] > 0).astype(float)
    step = mask[:, None] * normal / float(normal @ normal) / float(mask @ latent.layer_weights[index])
    return Candidate("normal", step, ())


@dataclass(frozen=True)
class Stage:
    """The portraits that candidates are tried on, and how they read before anything is done to them."""

    generator: Generator
    extractor: Extractor
    resolution: int  # px, of the pictures
    ws: Tensor  # [P, L, D]
    before: Tensor  # [P, B] readings, σ


def open_stage(
    generator: Generator, extractor: Extractor, ws: Tensor, resolution: int | None = None
) -> Stage:
    """Read the portraits ws [P, L, D] as they are, drawn at the extractor's resolution or another."""
    size = resolution or extractor.resolution
    return Stage(generator, extractor, size, ws, readings_of(generator, extractor, ws, size))


def readings_of(generator: Generator, extractor: Extractor, ws: Tensor, resolution: int) -> Tensor:
    """Readings [N, B] (σ) of the pictures of ws [N, L, D]."""
    raw = read_pictures(generator, extractor, ws, resolution=resolution)
    return (raw - extractor.reading_mean) / extractor.reading_std


def changes_by(stage: Stage, steps: Sequence[Values]) -> list[Values]:
    """Changes [P, B] (σ) of all readings by each of the steps [L, D], read off the moved pictures."""
    moved = torch.cat([stage.ws + torch.from_numpy(step).float() for step in steps])
    after = readings_of(stage.generator, stage.extractor, moved, stage.resolution)
    return [
        change.double().numpy() for change in after.reshape(len(steps), *stage.before.shape) - stage.before
    ]


def choose(trials: Sequence[Trial], own: int, ignored: Sequence[int]) -> Trial:
    """The trial with the least side effect for its effect, among those that work about as well as the best.

    How far a step goes is calibrated later, so a direction may move its own reading somewhat less than
    another, but not fail where the other works.
    """
    right = [float((trial.effect(own) > 0).mean()) for trial in trials]
    effect = [max(float(trial.effect(own).mean()), 0.05) for trial in trials]
    cost = [trial.side_effect(own, ignored) / size for trial, size in zip(trials, effect, strict=True)]
    worthy = [
        index
        for index in range(len(trials))
        if right[index] >= max(right) - RIGHT_SLACK and effect[index] >= max(effect) * LEAST_EFFECT
    ]
    return trials[min(worthy or range(len(trials)), key=cost.__getitem__)]
