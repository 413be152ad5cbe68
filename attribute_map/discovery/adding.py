"""One new axis from examples, without touching the rest of a map: "like these, unlike those".

The examples' labels may come from anywhere: a person, a list, another model. Nothing is taught, only a
regression on the examples' latents, so it takes seconds; and the more examples, the truer the axis.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from attribute_map.algebra import dual_direction
from attribute_map.axes import AttributeMap, Axis, Fit, Thresholds
from attribute_map.calibration import Curve
from attribute_map.discovery.directions import MOST_RELATED, PROTECTED, RELATED_LEAK
from attribute_map.discovery.regression import FOLDS, ridge, whiten
from attribute_map.discovery.sampling import mapped, sample_ws
from attribute_map.discovery.scores import auc_score, r2_score
from attribute_map.errors import PackError
from attribute_map.pack import check_fit
from attribute_map.vocabulary import AxisEntry
from engine.generator import Generator
from engine.latents import z_from_seed

Values = NDArray[np.float64]

POPULATION = 8192  # latents that one σ is measured on
FEWEST = 6  # examples
RANGE = 3.5  # σ


@dataclass(frozen=True)
class Examples:
    """Portraits w [N, D] and what each shows: any number for a degree, 0 or 1 for a presence."""

    w: Values
    labels: Values


def examples_from_seeds(generator: Generator, labels: Sequence[tuple[int, float]]) -> Examples:
    """Examples of portraits that `facet` draws from these seeds, without offsets."""
    z = torch.cat([z_from_seed(seed, generator.z_dim) for seed, _ in labels])
    w = mapped(generator, z)[:, 0].double().numpy()
    return Examples(w, np.array([label for _, label in labels], dtype=np.float64))


def like_these_unlike_those(generator: Generator, like: Sequence[int], unlike: Sequence[int]) -> Examples:
    """Examples from two lists of seeds."""
    return examples_from_seeds(generator, [(seed, 1.0) for seed in like] + [(seed, 0.0) for seed in unlike])


def examples_from_csv(generator: Generator, path: Path) -> Examples:
    """Examples from a table with the columns `seed` and `label`; raises PackError with the line at fault."""
    try:
        with path.open(newline="", encoding="utf-8-sig") as stream:
            table = csv.DictReader(stream)
            if not {"seed", "label"} <= set(table.fieldnames or ()):
                raise PackError(f"{path} needs a first line that names the columns seed and label.")
            labels = [_labelled(row, f"{path}, line {table.line_num}") for row in table]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise PackError(f"{path} cannot be read: {error}") from error
    if not labels:
        raise PackError(f"{path} holds no examples.")
    return examples_from_seeds(generator, labels)


def _labelled(row: dict[str, str], where: str) -> tuple[int, float]:
    try:
        seed, label = int(row["seed"]), float(row["label"])
    except (TypeError, ValueError):
        raise PackError(f"{where}: seed must be a whole number and label a number.") from None
    if not 0 <= seed < 2**32 or not math.isfinite(label):
        raise PackError(f"{where}: seed must be from 0 to {2**32 - 1} and label a finite number.")
    return seed, label


def add_axis(
    attribute_map: AttributeMap,
    generator: Generator,
    entry: AxisEntry,
    examples: Examples,
    *,
    words: Mapping[str, tuple[str, ...]] | None = None,
) -> AttributeMap:
    """The map with one more axis, made independent of age, masculinity and what it would drag along.

    `words` are what members may call it, by language. All other axes stay as they are, so portraits made with
    the map before keep their meaning. An axis of the same id is replaced; then those alone keep it that were
    made before there was such an axis. Figures that only pictures could give stay open. Raises PackError
    where there are too few examples or they do not differ.
    """
    check_fit(attribute_map, generator)
    extends, labels = _continued(attribute_map, entry.id), examples.labels
    different = len(np.unique(examples.w, axis=0))
    if different < FEWEST or np.ptp(labels) == 0:
        raise PackError(f"An axis takes at least {FEWEST} examples that differ; these are {different}.")
    if entry.kind == "presence" and set(labels.tolist()) - {0.0, 1.0}:
        raise PackError("Labels of a thing that is absent or there are 0 or 1.")
    attribute_map = _without(attribute_map, entry.id)
    population = sample_ws(generator, "natural", POPULATION, 0)[:, 0].double().numpy()
    normal, guesses = _regressed(population, examples)
    scores = population @ normal
    normal, intercept = normal / scores.std(), -float(scores.mean() / scores.std())
    step, conditions = _independent(attribute_map, normal, np.cov(population, rowvar=False))
    places = examples.w @ normal + intercept
    marks = _thresholds(places, labels) if entry.kind == "presence" else None
    fit = Fit(
        *(math.nan, None, r2_score(labels, guesses)),
        auc=None if marks is None else auc_score(labels > 0.5, guesses),
        effect=math.nan,
        moved=math.nan,
        right=math.nan,
        side_effect=math.nan,
        raw_side_effect=math.nan,
        method=f"ridge on {len(labels)} examples",
        conditions=conditions,
    )
    axis = Axis(entry, -RANGE if marks is None else marks.absent, RANGE, marks, fit, words or {})
    return replace(_with(attribute_map, axis, normal, intercept, step), extends=extends)


def drop_axis(attribute_map: AttributeMap, axis: str) -> AttributeMap:
    """The map without one of its axes; raises UnknownAxis, and PackError for the last one there is.

    Without the axis that was added last it is the map from before, to the bit.
    """
    place = attribute_map.index(axis)
    if len(attribute_map.axes) == 1:
        raise PackError(f"“{axis}” is the only axis; a map without any is none.")
    newest = place == len(attribute_map.axes) - 1
    extends = attribute_map.extends[:-1] if newest else _continued(attribute_map, axis)
    return replace(_without(attribute_map, axis), extends=extends)


def _continued(attribute_map: AttributeMap, axis: str) -> tuple[str, ...]:
    """Digests of the maps whose axes are all as they were once this one is added, or is another.

    Each of those that a map extends has at least one axis less than the next, and axes are added at the end.
    """
    if axis not in attribute_map:
        return (*attribute_map.extends, attribute_map.digest) if attribute_map.digest else ()
    since = len(attribute_map.axes) - attribute_map.index(axis) - 1
    return attribute_map.extends[: max(len(attribute_map.extends) - since, 0)]


def _regressed(population: Values, examples: Examples) -> tuple[Values, Values]:
    """Slopes [D] of a ridge regression in whitened w, and its cross-validated guesses [N]."""
    whitening = whiten(population)
    x = whitening(examples.w)
    slopes, guesses = ridge(x, examples.labels[:, None], folds=min(FOLDS, len(x) // 2))
    if not np.any(np.abs(slopes) > 1e-9):
        raise PackError("Nothing in the latents tells these examples apart.")
    return whitening.basis @ slopes[0], guesses[:, 0]


def _independent(
    attribute_map: AttributeMap, normal: Values, covariance: Values
) -> tuple[Values, tuple[str, ...]]:
    """The step [D] of the new axis, and the attributes that it is made independent of."""
    readers = np.concatenate([normal[None], attribute_map.normals.double().numpy()])
    plain = dual_direction(readers, covariance, 0, [])
    leaks = np.abs(readers[1:] @ plain)
    by_leak = [int(i) for i in np.argsort(-leaks) if leaks[i] > RELATED_LEAK][:MOST_RELATED]
    protected = [attribute_map.names.index(name) for name in PROTECTED if name in attribute_map.names]
    chosen = sorted({*protected, *by_leak})
    step = dual_direction(readers, covariance, 0, [index + 1 for index in chosen])
    return step, tuple(attribute_map.names[index] for index in chosen)


def _thresholds(places: Values, labels: Values) -> Thresholds:
    absent, present = (float(np.median(places[labels == label])) for label in (0.0, 1.0))
    if present - absent < 0.1:
        raise PackError("Nothing in the latents tells these examples apart.")
    return Thresholds(absent, (absent + present) / 2, present)


def _without(attribute_map: AttributeMap, axis: str) -> AttributeMap:
    if axis not in attribute_map.names:
        return attribute_map
    rows = [index for index, name in enumerate(attribute_map.names) if name != axis]
    axes = [index for index, other in enumerate(attribute_map.axes) if other.id != axis]
    return replace(
        attribute_map,
        axes=tuple(attribute_map.axes[index] for index in axes),
        names=tuple(attribute_map.names[index] for index in rows),
        normals=attribute_map.normals[rows],
        layer_weights=attribute_map.layer_weights[rows],
        intercepts=attribute_map.intercepts[rows],
        curves=tuple(attribute_map.curves[index] for index in rows),
        steps=attribute_map.steps[axes],
        entanglement=attribute_map.entanglement[axes][:, rows],
        raw_entanglement=attribute_map.raw_entanglement[axes][:, rows],
    )


def _with(
    attribute_map: AttributeMap, axis: Axis, normal: Values, intercept: float, step: Values
) -> AttributeMap:
    place, layers = len(attribute_map.axes), attribute_map.steps.shape[1]
    knots = np.linspace(-4.0, 4.0, len(attribute_map.curves[0].positions))
    names, curves = list(attribute_map.names), list(attribute_map.curves)
    names.insert(place, axis.id)
    curves.insert(place, Curve(knots, knots))

    def inserted(rows: Tensor, row: Tensor) -> Tensor:
        return torch.cat([rows[:place], row.to(rows.dtype)[None], rows[place:]])

    def widened(tangle: Tensor) -> Tensor:
        column = torch.zeros(len(tangle), 1)
        wide = torch.cat([tangle[:, :place], column, tangle[:, place:]], dim=1)
        return torch.cat([wide, torch.zeros(1, wide.shape[1])])

    return replace(
        attribute_map,
        axes=(*attribute_map.axes, axis),
        names=tuple(names),
        normals=inserted(attribute_map.normals, torch.from_numpy(normal)),
        layer_weights=inserted(attribute_map.layer_weights, torch.full((layers,), 1.0 / layers)),
        intercepts=inserted(attribute_map.intercepts, torch.tensor(intercept)),
        curves=tuple(curves),
        steps=inserted(attribute_map.steps, torch.from_numpy(step).expand(layers, -1)),
        entanglement=widened(attribute_map.entanglement),
        raw_entanglement=widened(attribute_map.raw_entanglement),
    )
