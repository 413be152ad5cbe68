"""The second reading: the one thing that a whole message asks for, learned from labelled messages.

The grammar takes a message apart and must know its words; "wipe the red stuff off her mouth" names nothing
that a lexicon could list. Softmax regression over a message's features (`features.py`), one class an axis and
pole, one a command, one for wishes that no axis draws, one for several at once and one for talk; where a
sentence-transformers model reads the language, over its vector as well. It is asked where the grammar made
nothing of a message,
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
from safetensors import SafetensorError, safe_open
from safetensors.numpy import save_file

from attribute_map.errors import PhraseModelError
from attribute_map.language.learned.embedding import SentenceEncoder, Vectors
from attribute_map.language.learned.features import BUCKETS, Features, words_by_weight
from attribute_map.language.learned.phrases import NONE, is_change
from attribute_map.language.models import Judgement

_log = logging.getLogger(__name__)

MESSAGE_HEAD_FILE = Path(__file__).parents[2] / "lexicons" / "message_head.safetensors"
KEPT = 100_000  # weights of a language; all others are near zero
EPOCHS = 8
BATCH = 256  # messages a step
RATE = 0.06  # of learning, at its highest
DROPPED = 0.3  # of a message's features at each step
VECTOR_LENGTH = 1.5  # of the encoder's vectors beside groups of features of length one
HELD_OUT = 3  # every third message is held out to find the threshold and the figures
# Of the messages held out so many may be taken for a wish that they are not. They are hard ones: talk in the
# words of wishes, wishes in words of nothing.
MISTAKEN = 0.06
MOST_TALK = 0.2  # probability of talk up to which a message is a wish
TALK_BY_WORDS = 0.9  # probability of talk by words alone that the encoder need not confirm
WORTH_ASKING = 0.3  # probability by words alone from which it is worth a look
MOST_NAMED = 3  # words that an explanation names

Progress = Callable[[str, float], None]  # what is being done, and how far it is (0..1)


@dataclass(frozen=True)
class MessageHead:
    """What was learned for one language with C classes."""

    labels: tuple[str, ...]  # C classes
    weights: npt.NDArray[np.int8]  # [BUCKETS, C], times `scale`
    scale: float
    bias: npt.NDArray[np.float32]  # [C]
    vector_weights: npt.NDArray[np.float32] | None  # [D, C] for the encoder's vector; None without one
    threshold: float  # probability below which a message is not understood

    def probabilities(self, messages: Sequence[Features], vectors: Vectors | None) -> Vectors:
        """Class probabilities [N, C] of N messages, with their vectors [N, D] where the head reads them."""
        logits = np.tile(self.bias, (len(messages), 1))
        for row, message in zip(logits, messages, strict=True):
            row += self.scale * (message.values @ self.weights[message.buckets].astype(np.float32))
        if self.vector_weights is not None:
            assert vectors is not None
            logits += VECTOR_LENGTH * vectors @ self.vector_weights
        logits -= logits.max(axis=1, keepdims=True)
        scores = np.exp(logits)
        return np.asarray(scores / scores.sum(axis=1, keepdims=True), np.float32)

    def speaking_for(self, message: Features, label: str) -> list[str]:
        """The words of a message that speak most for a label."""
        return words_by_weight(message, self.weights[:, self.labels.index(label)])[:MOST_NAMED]


class SecondReading:
    """The message model: one head a language, and the encoder that some of them read with."""

    def __init__(self, heads: dict[str, MessageHead], encoder: SentenceEncoder | None) -> None:
        self.heads, self.encoder = heads, encoder

    def judge(self, asked: Sequence[tuple[str, Features]], language: str) -> list[Judgement]:
        """What each text with its features asks for; nothing at all where no head reads the language."""
        head = self.heads.get(language)
        if head is None:
            return []
        messages = [message for _, message in asked]
        if head.vector_weights is None:
            return [
                _judged(head, *both)
                for both in zip(messages, head.probabilities(messages, None), strict=True)
            ]
        none = head.labels.index(NONE)
        by_words = self._by_words(head, messages)
        # Most talk is plain by its words: spare it the encoder.
        unsure = [row for row, scores in enumerate(by_words) if scores[none] < TALK_BY_WORDS]
        if unsure:
            vectors = self._vectors([asked[row][0] for row in unsure])
            if vectors is None:
                return []
            by_words[unsure] = head.probabilities([messages[row] for row in unsure], vectors)
        return [_judged(head, *both) for both in zip(messages, by_words, strict=True)]

    def doubts(self, message: Features, language: str, axes: Collection[str]) -> bool:
        """Whether the message may ask for nothing or for other axes: told by its words alone."""
        head = self.heads.get(language)
        if head is None:
            return False
        likely = self._by_words(head, [message])[0] >= WORTH_ASKING
        labels = [label for label, is_likely in zip(head.labels, likely, strict=True) if is_likely]
        return any(label == NONE or (is_change(label) and label[:-1] not in axes) for label in labels)

    def _by_words(self, head: MessageHead, messages: Sequence[Features]) -> Vectors:
        """Class probabilities [N, C] of N messages without their vectors."""
        if head.vector_weights is None:
            return head.probabilities(messages, None)
        return head.probabilities(messages, np.zeros((len(messages), len(head.vector_weights)), np.float32))

    def _vectors(self, texts: Sequence[str]) -> Vectors | None:
        if self.encoder is None:
            return None
        try:
            return self.encoder.encode([text.lower() for text in texts])
        except PhraseModelError as error:
            _log.warning("%s Until then only listed words and phrases are understood.", error)
            self.encoder = None
            return None


def _judged(head: MessageHead, message: Features, scores: Vectors) -> Judgement:
    best, talk = int(scores.argmax()), float(scores[head.labels.index(NONE)])
    label, confidence = head.labels[best], float(scores[best])
    if label == NONE or confidence < head.threshold or talk > MOST_TALK:
        return Judgement(NONE, talk, talk, f"message model: talk at {talk:.2f}")
    words = ", ".join(f"“{word}”" for word in head.speaking_for(message, label))
    rule = f"message model: {label} at {confidence:.2f}" + (f" for {words}" if words else "")
    return Judgement(label, confidence, talk, rule)


# -- files ---------------------------------------------------------------------------------------------------


def save_heads(heads: dict[str, MessageHead], model: str, path: Path) -> None:
    """Write as safetensors: the few weights that count as bytes with their places, the others not at all."""
    tensors: dict[str, npt.NDArray[np.generic]] = {}
    about = {}
    for language, head in heads.items():
        rows, columns = np.nonzero(head.weights)
        tensors[f"{language}.counts"] = np.bincount(rows, minlength=BUCKETS).astype(np.uint8)
        tensors[f"{language}.columns"] = columns.astype(np.uint8)
        tensors[f"{language}.weights"] = head.weights[rows, columns]
        tensors[f"{language}.bias"] = head.bias
        if head.vector_weights is not None:
            tensors[f"{language}.vector_weights"] = head.vector_weights.astype(np.float16)
        about[language] = {"labels": head.labels, "scale": head.scale, "threshold": head.threshold}
    save_file(tensors, path, {"heads": json.dumps(about), "model": model})


def load_heads(path: Path = MESSAGE_HEAD_FILE) -> tuple[dict[str, MessageHead], str]:
    """The heads by language, and the name of the encoder they read with; raises PhraseModelError."""
    try:
        with safe_open(path, framework="numpy") as file:
            metadata = file.metadata() or {}
            model, about = metadata["model"], json.loads(metadata["heads"])
            tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 (not a mapping)
        heads = {language: _head(language, told, tensors) for language, told in about.items()}
    except (OSError, SafetensorError, KeyError, ValueError, TypeError, AttributeError, IndexError) as error:
        raise PhraseModelError(
            f"The message head {path.name} cannot be read ({error}); try: facet phrases learn"
        ) from error
    return heads, model


def _head(language: str, told: dict[str, object], tensors: dict[str, npt.NDArray[np.generic]]) -> MessageHead:
    labels = tuple(str(label) for label in told["labels"])  # type: ignore[attr-defined]
    counts, columns = tensors[f"{language}.counts"], tensors[f"{language}.columns"]
    if counts.shape != (BUCKETS,):
        raise ValueError(f"{language} has {len(counts)} rows instead of {BUCKETS}")
    weights = np.zeros((BUCKETS, len(labels)), np.int8)
    weights[np.repeat(np.arange(BUCKETS), counts.astype(np.int64)), columns] = tensors[f"{language}.weights"]
    bias = tensors[f"{language}.bias"].astype(np.float32)
    if bias.shape != (len(labels),):
        raise ValueError(f"{language} has {len(bias)} classes instead of {len(labels)}")
    dense = tensors.get(f"{language}.vector_weights")
    return MessageHead(
        labels,
        weights,
        float(str(told["scale"])),
        bias,
        None if dense is None else dense.astype(np.float32),
        float(str(told["threshold"])),
    )


# -- training ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class MessageReport:
    """Figures on messages of one language that the head had not seen."""

    language: str
    messages: int
    found: float  # share of the wishes placed rightly above the threshold
    misplaced: float  # share placed on a wrong axis or pole
    false_alarms: float  # share of the talk taken for a wish
    threshold: float


@dataclass(frozen=True)
class Lesson:
    """N labelled messages of one language as the head sees them."""

    messages: Sequence[Features]
    labels: Sequence[str]
    vectors: Vectors | None  # [N, D] of the encoder, where it reads the language

    def __add__(self, other: Lesson) -> Lesson:
        both = None
        if self.vectors is not None and other.vectors is not None:
            both = np.concatenate([self.vectors, other.vectors])
        return Lesson([*self.messages, *other.messages], [*self.labels, *other.labels], both)

    def part(self, rows: npt.NDArray[np.int_]) -> Lesson:
        """The messages of these rows."""
        vectors = None if self.vectors is None else self.vectors[rows]
        return Lesson([self.messages[row] for row in rows], [self.labels[row] for row in rows], vectors)


def learn_messages(
    language: str, lesson: Lesson, besides: Lesson, progress: Progress = lambda what, share: None
) -> tuple[MessageHead, MessageReport]:
    """Train the head of one language on whole messages and, besides, on phrases; figures on a third held out.

    Some twenty seconds on two CPU cores for eight thousand messages.
    """
    classes = tuple(sorted({*lesson.labels, *besides.labels}))
    truth = np.array([classes.index(label) for label in lesson.labels])
    order = np.random.default_rng(0).permutation(len(truth))
    held, seen = order[::HELD_OUT], np.delete(order, np.s_[::HELD_OUT])
    progress(f"{language}: figures", 1 / 3)
    unseen = lesson.part(held)
    scores = _fit(classes, lesson.part(seen) + besides).probabilities(unseen.messages, unseen.vectors)
    threshold = _threshold(scores, truth[held], classes)
    progress(f"{language}: head", 2 / 3)
    head = replace(_fit(classes, lesson + besides), threshold=threshold)
    return head, _report(language, scores, truth[held], classes, threshold)


def _fit(classes: tuple[str, ...], lesson: Lesson) -> MessageHead:
    """Softmax regression by AdamW with one cycle of the learning rate; the same for the same messages."""
    import torch
    from torch import nn

    draw = torch.Generator().manual_seed(0)
    count = len(lesson.messages)
    buckets = [torch.from_numpy(message.buckets) for message in lesson.messages]
    values = [torch.from_numpy(message.values) for message in lesson.messages]
    wanted = torch.tensor([classes.index(label) for label in lesson.labels])
    weights = torch.zeros(BUCKETS, len(classes), requires_grad=True)
    bias = torch.zeros(len(classes), requires_grad=True)
    inputs = torch.zeros(count, 0)
    if lesson.vectors is not None:
        inputs = torch.from_numpy(lesson.vectors) * VECTOR_LENGTH
    dense = torch.zeros(inputs.shape[1], len(classes), requires_grad=True)
    optimizer = torch.optim.AdamW([weights, bias, dense], lr=RATE, weight_decay=0.0)
    steps = EPOCHS * -(-count // BATCH)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, RATE, total_steps=steps)
    for _ in range(EPOCHS):
        for batch in torch.randperm(count, generator=draw).split(BATCH):
            rows = batch.tolist()
            sizes = torch.tensor([len(buckets[row]) for row in rows])
            value = torch.cat([values[row] for row in rows])
            kept = torch.rand(value.shape, generator=draw) >= DROPPED
            named = nn.functional.embedding_bag(
                torch.cat([buckets[row] for row in rows]),
                weights,
                torch.cumsum(sizes, 0) - sizes,
                mode="sum",
                per_sample_weights=value * kept / (1.0 - DROPPED),
            )
            loss = nn.functional.cross_entropy(named + bias + inputs[batch] @ dense, wanted[batch])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
    small, scale = _in_bytes(weights.detach().numpy())
    found = None if lesson.vectors is None else dense.detach().numpy()
    return MessageHead(classes, small, scale, bias.detach().numpy(), found, threshold=0.0)


def _in_bytes(weights: npt.NDArray[np.float32]) -> tuple[npt.NDArray[np.int8], float]:
    """Weights as bytes and what to multiply them with, all but the KEPT largest zero.

    What a feature says for all classes alike changes no probability and is taken off first.
    """
    weights = weights - weights.mean(axis=1, keepdims=True)
    size = np.abs(weights)
    least = np.partition(size.ravel(), -KEPT)[-KEPT] if size.size > KEPT else 0.0
    scale = float(size.max()) / 127 or 1.0
    return np.where(size >= least, np.round(weights / scale), 0).astype(np.int8), scale


def _threshold(scores: Vectors, truth: npt.NDArray[np.int_], classes: Sequence[str]) -> float:
    """The lowest probability at which at most MISTAKEN of all messages pass for what they are not."""
    taken, none = scores.argmax(axis=1), classes.index(NONE)
    right = (taken == none) | (taken == truth) | (scores[:, none] > MOST_TALK)
    passing = np.where(right, 0.0, scores.max(axis=1))
    return round(float(np.quantile(passing, 1.0 - MISTAKEN)), 3)


def _report(
    language: str, scores: Vectors, truth: npt.NDArray[np.int_], classes: Sequence[str], threshold: float
) -> MessageReport:
    none = classes.index(NONE)
    sure = (scores.max(axis=1) >= threshold) & (scores[:, none] <= MOST_TALK)
    taken = np.where(sure, scores.argmax(axis=1), none)
    wished = truth != none
    return MessageReport(
        language,
        len(truth),
        found=float((taken == truth)[wished].mean()),
        misplaced=float(((taken != truth) & (taken != none))[wished].mean()),
        false_alarms=float((taken != none)[~wished].mean()),
        threshold=threshold,
    )
