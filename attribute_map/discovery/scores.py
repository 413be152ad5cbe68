"""How well numbers predict numbers: R² and the area under the ROC curve, safe on degenerate data."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def r2_score(truth: NDArray[np.floating], predicted: NDArray[np.floating]) -> float:
    """Share of the variance of `truth` [N] that `predicted` [N] explains; 0 where there is none."""
    spread = float(np.square(truth - truth.mean()).sum())
    if spread == 0.0:
        return 0.0
    return 1.0 - float(np.square(truth - predicted).sum()) / spread


def auc_score(there: NDArray[np.bool_], score: NDArray[np.floating]) -> float:
    """Chance that one with the thing scores above one without (Mann-Whitney); 0.5 where all are alike."""
    from sklearn.metrics import roc_auc_score

    if there.all() or not there.any():
        return 0.5
    return float(roc_auc_score(there, score))
