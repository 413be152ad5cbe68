"""Regression from latent to reading: ridge for degrees, ridge or logistic for presences, cross-validated."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.model_selection import KFold

from attribute_map.discovery.scores import auc_score, r2_score

Values = NDArray[np.float64]

FOLDS = 5
RIDGE_STRENGTHS = np.logspace(-1, 4, 11)
BOUNDARY_SAMPLES = 4096  # portraits that a logistic boundary is fitted on at most
BOUNDARY_STRENGTH = 20.0  # of the ridge penalty on its slopes
LEAST_SAY = 0.2  # of the strongest layer's
LEAST_VARIANCE = 1e-5  # of the largest: weaker principal directions of w are rounding, not population


@dataclass(frozen=True)
class Readers:
    """Linear predictors of readings: score = w · normal + intercept; B attributes."""

    normals: Values  # [B, D]
    intercepts: Values  # [B]
    r2: Values  # [B] cross-validated
    auc: tuple[float | None, ...]  # of presences, cross-validated
    methods: tuple[str, ...]  # "ridge" or "logistic"


@dataclass(frozen=True)
class Whitening:
    """Principal axes of a population of w that carry any variance: w -> (w - mean) · basis, unit variance."""

    mean: Values  # [D]
    basis: Values  # [D, P]

    def __call__(self, w: Values) -> Values:
        return (w - self.mean) @ self.basis


def whiten(w: Values) -> Whitening:
    """The whitening of a population w [N, D]."""
    mean = w.mean(axis=0)
    variances, axes = np.linalg.eigh(np.cov(w - mean, rowvar=False))
    kept = variances > variances[-1] * LEAST_VARIANCE
    return Whitening(mean, axes[:, kept] / np.sqrt(variances[kept]))


def fit_readers(
    w: Values,  # [N, D]
    readings: Values,  # [N, B], σ
    names: Sequence[str],
    visible: Mapping[str, float],  # reading (σ) from which a presence counts as there
    whitening: Whitening,
) -> Readers:
    """Predict each reading from w; for presences the better of ridge and logistic by cross-validation.

    A logistic regression only learns where the boundary lies, so its score is scaled afterwards to predict
    the reading; its direction wins where readings saturate on both sides.
    """
    x = whitening(w)
    folds = KFold(FOLDS, shuffle=True, random_state=0)
    slopes, guesses = ridge(x, readings)
    r2, auc, methods = [], [], []
    for column, name in enumerate(names):
        wanted, guess, method = readings[:, column], guesses[:, column], "ridge"
        there = wanted > visible[name] if name in visible else None
        if there is not None and min(there.sum(), (~there).sum()) >= 4 * FOLDS:
            rival, rival_guess = _logistic(x, there, wanted, folds)
            if np.corrcoef(rival_guess, wanted)[0, 1] > np.corrcoef(guess, wanted)[0, 1]:
                slopes[column], guess, method = rival, rival_guess, "logistic"
        r2.append(r2_score(wanted, guess))
        auc.append(None if there is None else auc_score(there, guess))
        methods.append(method)
    normals = slopes @ whitening.basis.T
    intercepts = readings.mean(axis=0) - normals @ w.mean(axis=0)
    return Readers(normals, intercepts, np.array(r2), tuple(auc), tuple(methods))


def ridge(x: Values, wanted: Values, *, folds: int = FOLDS) -> tuple[Values, Values]:
    """Ridge regression of wanted [N, B] on x [N, P]: slopes [B, P] and cross-validated guesses [N, B].

    The penalty of each column is the one with the least cross-validated error. All folds and penalties share
    the products XᵀX and XᵀY, so many portraits cost little more than few.
    """
    centre, mean = x.mean(axis=0), wanted.mean(axis=0)
    x, wanted = x - centre, wanted - mean
    gram, product = x.T @ x, x.T @ wanted
    parts, errors = [], np.zeros((len(RIDGE_STRENGTHS), wanted.shape[1]))
    for _, test in KFold(folds, shuffle=True, random_state=0).split(x):
        held = x[test]
        sizes, turn = np.linalg.eigh(gram - held.T @ held)
        sizes, turned = np.maximum(sizes, 0.0), turn.T @ (product - held.T @ wanted[test])
        held = held @ turn
        parts.append((test, held, sizes, turned))
        for place, strength in enumerate(RIDGE_STRENGTHS):
            missed = wanted[test] - held @ (turned / (sizes + strength)[:, None])
            errors[place] += np.square(missed).sum(axis=0)
    strengths = RIDGE_STRENGTHS[errors.argmin(axis=0)]  # [B]
    guesses = np.empty_like(wanted)
    for test, held, sizes, turned in parts:
        guesses[test] = held @ (turned / (sizes[:, None] + strengths))
    sizes, turn = np.linalg.eigh(gram)
    slopes = turn @ ((turn.T @ product) / (np.maximum(sizes, 0.0)[:, None] + strengths))
    return slopes.T.copy(), guesses + mean


def _logistic(x: Values, there: NDArray[np.bool_], wanted: Values, folds: KFold) -> tuple[Values, Values]:
    """Slopes [P] of a logistic boundary scaled to the reading, and its cross-validated guesses [N]."""
    direction = _boundary(x[:BOUNDARY_SAMPLES], there[:BOUNDARY_SAMPLES])
    score = np.empty(len(x))
    for train, test in folds.split(x):
        train = train[:BOUNDARY_SAMPLES]
        score[test] = x[test] @ _boundary(x[train], there[train], start=direction)
    full = x @ direction
    slope = np.cov(full, wanted)[0, 1] / full.var(ddof=1)
    held = np.cov(score, wanted)[0, 1] / score.var(ddof=1)
    return direction * slope, wanted.mean() + held * (score - score.mean())


def _boundary(x: Values, there: NDArray[np.bool_], start: Values | None = None) -> Values:
    """Slopes [P] of a ridge-penalised logistic regression of `there` [N] on x [N, P], by Newton's method."""
    columns = np.concatenate([x, np.ones((len(x), 1))], axis=1)
    penalty = np.full(columns.shape[1], BOUNDARY_STRENGTH)
    penalty[-1] = 1e-6  # the intercept is free
    share = float(np.clip(there.mean(), 1e-3, 1 - 1e-3))
    weights = np.zeros(columns.shape[1])
    weights[-1] = np.log(share / (1.0 - share))
    if start is not None:
        weights[:-1] = start
    for _ in range(12):
        chance = 1.0 / (1.0 + np.exp(-np.clip(columns @ weights, -30.0, 30.0)))
        slope = columns.T @ (chance - there) + penalty * weights
        bend = columns.T @ (columns * (chance * (1.0 - chance))[:, None]) + np.diag(penalty)
        step = np.linalg.solve(bend, slope)
        step *= min(
            1.0, 4.0 / (float(np.abs(columns[:256] @ step).max()) + 1e-9)
        )  # far off, Newton overshoots
        weights -= step
        if float(np.abs(step).max()) < 1e-3:
            break
    return weights[:-1]


def fit_layer_weights(
    ws: Values,  # [N, L, D], layers from different portraits
    readings: Values,  # [N, B], σ
    normals: Values,  # [B, D]
) -> Values:
    """How much of each reader's w each layer decides: rows [B, L], not negative, each summing to 1.

    Where layers come from different portraits a reading follows the layers that draw it. Layers with less
    than a fifth of the strongest one's say are taken to have none.
    """
    from scipy.optimize import nnls

    layers = ws.shape[1]
    weights = np.empty((len(normals), layers))
    scores = ws @ normals.T  # [N, L, B]
    scores -= scores.mean(axis=0)
    for index in range(len(normals)):
        found, _ = nnls(scores[:, :, index], readings[:, index] - readings[:, index].mean())
        found[found < LEAST_SAY * found.max()] = 0.0
        weights[index] = found / found.sum() if found.sum() > 0.05 else 1.0 / layers
    return weights
