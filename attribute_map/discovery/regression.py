"""Regression from latent to reading: ridge for degrees, ridge or logistic for presences, cross-validated."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression, RidgeCV
from sklearn.model_selection import KFold, cross_val_predict

from attribute_map.discovery.scores import auc_score, r2_score

Values = NDArray[np.float64]

FOLDS = 5
RIDGE_STRENGTHS = np.logspace(-1, 4, 11)
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
    ridge = RidgeCV(RIDGE_STRENGTHS).fit(x, readings)
    guesses = np.empty_like(readings)
    for train, test in folds.split(x):
        guesses[test] = RidgeCV(RIDGE_STRENGTHS).fit(x[train], readings[train]).predict(x[test])
    slopes, r2, auc, methods = ridge.coef_.copy(), [], [], []
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


def _logistic(x: Values, there: NDArray[np.bool_], wanted: Values, folds: KFold) -> tuple[Values, Values]:
    """Slopes [P] of a logistic boundary scaled to the reading, and its cross-validated guesses [N]."""
    model = LogisticRegression(C=0.05, max_iter=200)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # a boundary that is nearly there will do
        score = cross_val_predict(model, x, there, cv=folds, method="decision_function")
        direction = model.fit(x, there).coef_[0]
    full = x @ direction
    slope = np.cov(full, wanted)[0, 1] / full.var(ddof=1)
    held = np.cov(score, wanted)[0, 1] / score.var(ddof=1)
    return direction * slope, wanted.mean() + held * (score - score.mean())


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
    for index, normal in enumerate(normals):
        scores = ws @ normal  # [N, L]
        scores = scores - scores.mean(axis=0)
        found, _ = nnls(scores, readings[:, index] - readings[:, index].mean())
        found[found < LEAST_SAY * found.max()] = 0.0
        weights[index] = found / found.sum() if found.sum() > 0.05 else 1.0 / layers
    return weights
