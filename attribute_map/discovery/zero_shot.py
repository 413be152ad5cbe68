"""Labels without anybody labelling: a CLIP model compares portraits with two prompts for each axis.

"A face with a beard" against "a face without a beard" (Radford et al. 2021, zero-shot classification), by a
model of sentence-transformers that the operator names; nothing is downloaded unless such a name asks for it.
Two prompts are never equally likely, so labels are counted from the mean of the generator's own portraits.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from PIL import Image
from torch import Tensor

from attribute_map.discovery.gallery import as_images
from attribute_map.discovery.sampling import batch_seed, drawn, sample_ws
from attribute_map.errors import PackError
from attribute_map.vocabulary import AxisEntry, Vocabulary
from engine.generator import Generator, LabelledGenerator

DEFAULT_MODEL = "clip-ViT-B-32"
RESOLUTION = 256  # px, of the pictures that are shown to the model; it brings them to its own size
PEOPLE = 512  # portraits that labels are counted from
STEEPNESS = 2.0  # of a presence's label, at the mean


def prompts(entry: AxisEntry) -> tuple[str, str]:
    """What the positive and the negative pole of an axis look like, in words."""
    if entry.kind == "presence":
        return f"a face with {entry.positive}", f"a face without {entry.title}"
    return f"a face, {entry.positive}", f"a face, {entry.negative}"


class ZeroShotGenerator(LabelledGenerator):
    """A generator whose portraits a CLIP model labels: degrees in σ, presences from 0 to 1.

    Raises PackError where the model cannot be loaded or does not take pictures.
    """

    def __init__(self, generator: Generator, model: str, vocabulary: Vocabulary, *, seed: int = 0) -> None:
        self._generator = generator
        self.name, self.digest = generator.name, generator.digest
        self.z_dim, self.w_dim, self.num_ws = generator.z_dim, generator.w_dim, generator.num_ws
        self.resolution, self.w_avg = generator.resolution, generator.w_avg
        self.cpu_threads = generator.cpu_threads
        self._entries = tuple(vocabulary)
        self.attribute_names: Sequence[str] = [entry.id for entry in self._entries]
        self._model = _loaded(model, generator.device)
        self._prompts = self._encoded([text for entry in self._entries for text in prompts(entry)])
        people = sample_ws(generator, "natural", PEOPLE, batch_seed(seed, "zero shot", 0))
        likeness = self._likeness(people)
        self._mean, self._std = likeness.mean(0), likeness.std(0).clamp_min(1e-6)

    @property
    def device(self) -> torch.device:
        """Where it draws."""
        return self._generator.device

    @property
    def label_dim(self) -> int:
        """Width of the class label that `map` takes."""
        return self._generator.label_dim

    def map(
        self, z: Tensor, labels: Tensor | None = None, psi: float = 1.0, cutoff: int | None = None
    ) -> Tensor:
        """As the generator does."""
        return self._generator.map(z, labels, psi, cutoff)

    def synthesize(self, ws: Tensor, *, resolution: int | None = None) -> Tensor:
        """As the generator does."""
        return self._generator.synthesize(ws, resolution=resolution)

    def attributes(self, ws: Tensor) -> Tensor:
        """Labels [N, A] by the model's opinion of the pictures of ws [N, L, D]."""
        standing = (self._likeness(ws) - self._mean) / self._std
        presence = torch.tensor([entry.kind == "presence" for entry in self._entries])
        return torch.where(presence, torch.sigmoid(STEEPNESS * standing), standing)

    def _likeness(self, ws: Tensor) -> Tensor:
        """How much nearer each picture is to the positive prompt than to the negative one, [N, A]."""
        rows = []
        for pictures in drawn(self._generator, ws, RESOLUTION):
            seen = self._encoded([Image.fromarray(image) for image in as_images(pictures)])
            rows.append(seen @ self._prompts.T)
        positive, negative = torch.cat(rows).unflatten(1, (-1, 2)).unbind(2)
        return positive - negative

    def _encoded(self, inputs: list[Any]) -> Tensor:
        try:
            vectors = self._model.encode(
                inputs, convert_to_tensor=True, normalize_embeddings=True, show_progress_bar=False
            )
        except Exception as error:  # a text model, handed pictures, fails in ways of its own
            raise PackError(f"This model does not compare words with pictures: {error}") from error
        return torch.as_tensor(vectors).float().cpu()


def _loaded(model: str, device: torch.device) -> Any:
    from sentence_transformers import SentenceTransformer

    try:
        return SentenceTransformer(model, device=str(device), local_files_only=Path(model).exists())
    except Exception as error:  # whatever the libraries below raise, the operator gets one line
        reason = " ".join(str(error).split())[:200]
        raise PackError(f"The CLIP model “{model}” cannot be loaded: {reason}") from error
