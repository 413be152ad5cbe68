"""The small head over frozen phrase vectors: which axis and pole a phrase means, or that it means none.

Two perceptrons with one hidden layer (one class an axis and pole, one for everything else), their
probabilities averaged, on vectors of a sentence-transformers model and of its words. Vectors lose polarity
("no beard" lies beside "bearded"), so the grammar takes negation, strength and comparison off a phrase before
it comes here.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from safetensors import SafetensorError, safe_open
from safetensors.numpy import save_file

from attribute_map.changes import Suggestion
from attribute_map.errors import PhraseModelError
from attribute_map.language.learned.embedding import SentenceEncoder, Vectors, single_threaded_arithmetic
from attribute_map.language.learned.phrases import NONE, Phrase, effect_of, without_repeats
from attribute_map.language.models import Found
from attribute_map.language.words.meanings import Entry, Meaning

_log = logging.getLogger(__name__)

HEAD_FILE = Path(__file__).parents[2] / "lexicons" / "phrase_head.safetensors"
# Of 160 to 768 units and 10 to 32 epochs, these find most at 2 % mistakes among phrases that nothing in
# training resembles; decay of the weights, noise and smoothed labels help nothing.
HIDDEN = 256  # units
MEMBERS = 2  # perceptrons, which differ by where they begin: where they disagree, neither is sure
SCALE = 10.0  # of the unit vectors, whose numbers are small
EPOCHS = 32
BATCH = 1024  # phrases a step, at most
RATE = 4e-3  # of learning, at its highest
DROPPED = 0.3  # of the hidden units at each step
HELD_OUT = 3  # every third phrase is held out to find the threshold and the figures
# Of the phrases held out so many may be mistaken, and about as many are of those that nobody here thought of.
MISTAKEN = 0.015
SUGGESTED_FROM = 0.08  # probability from which an axis is worth a "did you mean"
MOST_SUGGESTIONS = 3

Progress = Callable[[str, float], None]  # what is being done, and how far it is (0..1)


class Layers(NamedTuple):
    """The numbers of a head of M members with H hidden units each, over vectors of length D."""

    hidden: npt.NDArray[np.float32]  # [M, H, D]
    hidden_bias: npt.NDArray[np.float32]  # [M, H]
    weights: npt.NDArray[np.float32]  # [M, C, H]
    bias: npt.NDArray[np.float32]  # [M, C]


@dataclass(frozen=True)
class Head:
    """A trained head."""

    labels: tuple[str, ...]  # C classes
    layers: Layers
    threshold: float  # probability below which a phrase is unknown
    model: str  # name of the sentence-transformers model whose vectors it reads
    languages: tuple[str, ...] = ("en",)  # those of the phrases it was trained on; it has no say on others

    def probabilities(self, vectors: Vectors) -> npt.NDArray[np.float32]:
        """Class probabilities [N, C] of vectors [N, D]."""
        each = [_probabilities(vectors, *member) for member in zip(*self.layers, strict=True)]
        return np.asarray(np.mean(each, axis=0), np.float32)

    def save(self, path: Path) -> None:
        """Write as safetensors, half precision."""
        metadata = {
            "labels": json.dumps(self.labels),
            "threshold": repr(self.threshold),
            "model": self.model,
            "languages": " ".join(self.languages),
        }
        tensors = {name: value.astype(np.float16) for name, value in self.layers._asdict().items()}
        save_file(tensors, path, metadata)


def _probabilities(
    vectors: Vectors, hidden: Vectors, shift: Vectors, weights: Vectors, bias: Vectors
) -> Vectors:
    """Class probabilities [N, C] of vectors [N, D] by one member."""
    logits = np.maximum(vectors @ hidden.T + shift, 0.0) @ weights.T + bias
    logits -= logits.max(axis=1, keepdims=True)
    scores = np.exp(logits)
    return np.asarray(scores / scores.sum(axis=1, keepdims=True), np.float32)


def load_head(path: Path = HEAD_FILE) -> Head:
    """Read a head; raises PhraseModelError when it is missing or damaged."""
    try:
        with safe_open(path, framework="numpy") as file:
            metadata = file.metadata() or {}
            layers = Layers(*(file.get_tensor(name).astype(np.float32) for name in Layers._fields))
        labels = tuple(json.loads(metadata["labels"]))
        threshold, model = float(metadata["threshold"]), metadata["model"]
        languages = tuple(metadata["languages"].split())
    except (OSError, SafetensorError, KeyError, ValueError) as error:
        raise PhraseModelError(
            f"The phrase head {path.name} cannot be read ({error}); try: facet phrases learn"
        ) from error
    shape = layers.hidden.shape
    members, units, classes = shape[:1], shape[1:2], (len(labels),)
    fitting = layers.hidden_bias.shape == members + units and layers.bias.shape == members + classes
    if len(shape) != 3 or not fitting or layers.weights.shape != members + classes + units:
        raise PhraseModelError(f"The phrase head {path.name} is damaged; try: facet phrases learn")
    return Head(labels, layers, threshold, model, languages)


class LearnedPhrases:
    """The phrase model: phrases known word for word, others by the head over their vectors."""

    def __init__(
        self, encoder: SentenceEncoder | None, head: Head | None, phrases: Sequence[Phrase] = ()
    ) -> None:
        self.encoder, self.head = encoder, head
        self.known = {(phrase.language, phrase.text): phrase.label for phrase in phrases}

    def find(self, phrases: Sequence[str], language: str, ahead: Sequence[str] = ()) -> list[Found]:
        """The axis of each phrase, or what it may have been.

        Texts whose vectors are wanted next go `ahead` through the encoder with the phrases: one pass for two
        texts takes four tenths longer than one for one.
        """
        found: dict[str, Found] = {}
        for phrase in phrases:
            label = self.known.get((language, phrase))
            if label is not None:
                found[phrase] = _known(phrase, label)
        asked = [phrase for phrase in dict.fromkeys(phrases) if phrase not in found]
        if asked and self.encoder is not None and self.head is not None and language in self.head.languages:
            found.update(zip(asked, self._looked_up(asked, ahead), strict=True))
        return [found.get(phrase, Found(None, 0.0, "")) for phrase in phrases]

    def _looked_up(self, phrases: Sequence[str], ahead: Sequence[str]) -> list[Found]:
        assert self.encoder is not None
        assert self.head is not None
        try:
            vectors = self.encoder.encode([*phrases, *ahead])[: len(phrases)]
        except PhraseModelError as error:
            _log.warning("%s Until then only listed words and phrases are understood.", error)
            self.encoder = None
            return [Found(None, 0.0, "") for _ in phrases]
        return [self._judged(row) for row in self.head.probabilities(vectors)]

    def _judged(self, scores: npt.NDArray[np.float32]) -> Found:
        assert self.head is not None
        order = [(self.head.labels[i], float(scores[i])) for i in np.argsort(scores)[::-1][:8]]
        best, confidence = order[0]
        if best != NONE and confidence >= self.head.threshold:
            return Found(_meaning(best), confidence, f"phrase model: {best} at {confidence:.2f}")
        likely = [(label, score) for label, score in order if label != NONE and score >= SUGGESTED_FROM]
        suggestions = {
            label[:-1]: Suggestion(label[:-1], round(score, 3)) for label, score in reversed(likely)
        }
        ranked = sorted(suggestions.values(), key=lambda suggestion: -suggestion.score)
        return Found(
            None,
            confidence,
            f"phrase model: nothing above {self.head.threshold:.2f}",
            tuple(ranked[:MOST_SUGGESTIONS]),
        )


def _known(phrase: str, label: str) -> Found:
    if label == NONE:
        return Found(None, 1.0, "phrases.tsv: none")
    return Found(_meaning(label), 1.0, f"phrases.tsv: “{phrase}”")


def _meaning(label: str) -> Meaning:
    return Meaning(Entry("adjective", label, (label,), (effect_of(label),), (effect_of(label),)))


# -- training ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class LearningReport:
    """Figures on phrases that the head had not seen."""

    phrases: int
    found: float  # share of the attribute phrases placed rightly above the threshold
    misplaced: float  # share placed on a wrong axis or pole
    false_alarms: float  # share of the negatives taken for an attribute
    threshold: float
    confusions: tuple[tuple[str, str, int], ...]  # (true, taken for, how often), the commonest first


def learn(
    encoder: SentenceEncoder,
    phrases: Sequence[Phrase],
    lexical: Sequence[Phrase],
    ordinary: Sequence[str] = (),
    progress: Progress = lambda what, share: None,
) -> tuple[Head, LearningReport]:
    """Train the head on labelled phrases and on the lexicon's own; figures on a third held out.

    `ordinary` are words of everyday text, nearly all of which describe no face: they teach the head what
    the rest of the language looks like.

    Takes under five minutes on two CPU cores for some thousands of phrases.
    """
    progress("vectors", 0.0)
    phrases = without_repeats(phrases)
    lexical = without_repeats([*lexical, *(Phrase(NONE, "", word) for word in ordinary)])
    vectors = encoder.encode([phrase.text for phrase in phrases])
    extra = encoder.encode([phrase.text for phrase in lexical])
    labels = tuple(sorted({phrase.label for phrase in (*phrases, *lexical)}))
    index = {label: number for number, label in enumerate(labels)}
    truth = np.array([index[phrase.label] for phrase in phrases])
    lexical_truth = np.array([index[phrase.label] for phrase in lexical])
    order = np.random.default_rng(0).permutation(len(truth))
    held, seen = order[::HELD_OUT], np.delete(order, np.s_[::HELD_OUT])
    progress("figures", 1 / 3)
    tried = _fit(np.r_[vectors[seen], extra], np.r_[truth[seen], lexical_truth], len(labels))
    scores = Head(labels, tried, 0.0, "").probabilities(vectors[held])
    threshold = _threshold(scores, truth[held], index)
    progress("head", 2 / 3)
    layers = _fit(np.r_[vectors, extra], np.r_[truth, lexical_truth], len(labels))
    languages = tuple(sorted({phrase.language for phrase in phrases}))
    head = Head(labels, layers, threshold, encoder.name, languages)
    progress("done", 1.0)
    return head, _report(scores, truth[held], labels, threshold)


def _fit(vectors: Vectors, truth: npt.NDArray[np.int_], classes: int) -> Layers:
    """Layers by AdamW with one cycle of the learning rate; always the same for the same phrases.

    Every phrase counts alike. Each member in a thread of its own, and in that alone: the products are too
    small to be shared.
    """
    threads = [single_threaded_arithmetic() for _ in range(MEMBERS)]
    try:
        running = [
            thread.submit(_descend, vectors, truth, classes, seed) for seed, thread in enumerate(threads)
        ]
        return Layers(*map(np.stack, zip(*(member.result() for member in running), strict=True)))
    finally:
        for thread in threads:
            thread.shutdown()


def _descend(vectors: Vectors, truth: npt.NDArray[np.int_], classes: int, seed: int) -> tuple[Vectors, ...]:
    """The four layers of one member, without the axis of members."""
    import torch
    from torch import nn

    draw = torch.Generator().manual_seed(seed)
    inputs = torch.from_numpy(vectors * np.float32(SCALE))
    wanted = torch.from_numpy(truth.astype(np.int64))
    first = torch.nn.utils.skip_init(nn.Linear, vectors.shape[1], HIDDEN)
    last = torch.nn.utils.skip_init(nn.Linear, HIDDEN, classes)
    with torch.no_grad():
        for layer in (first, last):
            bound = layer.in_features**-0.5
            layer.weight.uniform_(-bound, bound, generator=draw)
            layer.bias.uniform_(-bound, bound, generator=draw)
    parameters = [*first.parameters(), *last.parameters()]
    optimizer = torch.optim.AdamW(parameters, lr=RATE, weight_decay=0.0)
    size = min(BATCH, 32 + len(wanted) // 40)
    steps = EPOCHS * -(-len(wanted) // size)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, RATE, total_steps=steps)
    for _ in range(EPOCHS):
        for batch in torch.randperm(len(wanted), generator=draw).split(size):
            hidden = first(inputs[batch]).relu()
            kept = torch.rand(hidden.shape, generator=draw) >= DROPPED
            loss = nn.functional.cross_entropy(last(hidden * kept / (1.0 - DROPPED)), wanted[batch])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
    numbers = [tensor.detach().numpy() for tensor in (first.weight, first.bias, last.weight, last.bias)]
    return numbers[0] * np.float32(SCALE), *numbers[1:]


def _threshold(scores: Vectors, truth: npt.NDArray[np.int_], index: Mapping[str, int]) -> float:
    """The lowest probability at which at most MISTAKEN of all phrases pass for what they are not."""
    taken = scores.argmax(axis=1)
    passing = np.where((taken == index[NONE]) | (taken == truth), 0.0, scores.max(axis=1))
    return round(float(np.quantile(passing, 1.0 - MISTAKEN)), 3)


def _report(
    scores: Vectors, truth: npt.NDArray[np.int_], labels: Sequence[str], threshold: float
) -> LearningReport:
    none = labels.index(NONE)
    taken = np.where(scores.max(axis=1) >= threshold, scores.argmax(axis=1), none)
    wished = truth != none
    pairs: dict[tuple[str, str], int] = {}
    for true, got in zip(truth, taken, strict=True):
        if true != got and got != none:
            pair = (labels[true], labels[got])
            pairs[pair] = pairs.get(pair, 0) + 1
    commonest = sorted(((a, b, count) for (a, b), count in pairs.items()), key=lambda row: -row[2])
    return LearningReport(
        phrases=len(truth),
        found=float((taken == truth)[wished].mean()),
        misplaced=float(((taken != truth) & (taken != none))[wished].mean()),
        false_alarms=float((taken != none)[~wished].mean()),
        threshold=threshold,
        confusions=tuple(commonest[:20]),
    )
