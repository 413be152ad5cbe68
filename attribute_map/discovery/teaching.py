"""Teaching an extractor on a gallery of labelled pictures."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from attribute_map.axes import read_hiders
from attribute_map.discovery.extractor import Extractor, ExtractorNet, fast_arithmetic, fit_to, prepared
from attribute_map.discovery.gallery import Gallery, as_pictures
from attribute_map.discovery.scores import auc_score, r2_score
from engine.progress import Progress, Report, silent

BATCH = {False: 64, True: 512}  # pictures a step, by whether a GPU teaches
SIGN = 10  # steps between two signs of life
MUON_RATE = 0.02  # of the matrices, at the peak of the one cycle
ADAM_RATE = 2.5e-3  # of everything else
WEIGHT_DECAY = 0.02
HELD_OUT = 0.08  # share of the gallery that is never taught
READ_AT_ONCE = 256  # held-out pictures
HARDLY_THERE = 0.35  # true value of a thing that does not hide another yet
CLIP = 6.0  # σ; a label further out than this teaches no more than one that far


def teach(
    gallery: Gallery,
    presences: frozenset[str],
    *,
    seed: int,
    epochs: int,
    softened: float = 0.0,
    folder: Path | None = None,
    progress: Report = silent,
) -> Extractor:
    """An extractor taught where the gallery lies, with R² and AUC on the part held out.

    `presences` are the attributes whose labels mean absent (0) to plainly there (1). A share `softened` of
    the pictures is shown at half its resolution, so that small and blurry portraits are read too. With a
    `folder` each epoch leaves a checkpoint there, from which an interrupted run goes on.
    """
    torch.manual_seed(seed)
    device = gallery.pictures.device
    net = ExtractorNet(len(gallery.names), gallery.resolution).to(device, memory_format=torch.channels_last)  # type: ignore[call-overload]
    mean, std = gallery.labels.mean(0), gallery.labels.std(0).clamp_min(1e-3)
    targets = ((gallery.labels - mean) / std).clamp(-CLIP, CLIP)
    taught, held = _split(len(gallery))
    batch = BATCH[device.type == "cuda"]
    optimizers = _optimizers(net)
    first = _resume(folder, net, optimizers)
    steps = epochs * (len(taught) // batch)
    for epoch in range(first, epochs):
        order = np.random.default_rng([seed, epoch]).permutation(taught)
        step = epoch * (len(taught) // batch)
        for start in range(0, len(order) - batch + 1, batch):
            chosen = torch.from_numpy(np.sort(order[start : start + batch])).to(device)
            pictures = _softened(as_pictures(gallery.pictures[chosen]), softened, random=step)
            loss = _learn(net, optimizers, pictures, targets[chosen], _rate(step / steps))
            step += 1
            if step % SIGN == 0 or step == steps:
                progress(Progress("teaching the extractor", step, steps, f"loss {float(loss):.3f}"))
        _checkpoint(folder, net, optimizers, epoch + 1)
    extractor = Extractor(
        net=prepared(net),
        attribute_names=gallery.names,
        resolution=gallery.resolution,
        label_mean=mean.cpu(),
        label_std=std.cpu(),
        reading_mean=torch.zeros(len(gallery.names)),
        reading_std=torch.ones(len(gallery.names)),
        marks={},
        r2=(),
        auc=(),
        seed=seed,
        pictures=len(taught),
    )
    return _examined(extractor, gallery, held, presences)


def _split(count: int) -> tuple[np.ndarray, np.ndarray]:
    """Which pictures are taught and which held out; a fixed pattern, so that no run ever mixes them."""
    period = round(1 / HELD_OUT)
    places = np.arange(count)
    return places[places % period != 0], places[places % period == 0]


def _softened(pictures: Tensor, share: float, random: int) -> Tensor:
    """The pictures with a share of them at half their resolution; which ones changes from step to step."""
    count = round(share * len(pictures))
    if not count:
        return pictures
    chosen = torch.from_numpy(np.random.default_rng(random).permutation(len(pictures))[:count])
    small = torch.nn.functional.avg_pool2d(pictures[chosen], 2)
    pictures[chosen] = fit_to(small, pictures.shape[-1])
    return pictures


def _optimizers(net: ExtractorNet) -> list[torch.optim.Optimizer]:
    """Muon (Jordan 2024) for the hidden matrices, AdamW for the last layers, norms and biases.

    Muon needs about half the pictures that AdamW alone needs for the same held-out error.
    """
    last = {id(net.pooled.weight), id(net.places[-1].weight)}
    matrices = [p for p in net.parameters() if p.ndim == 2 and id(p) not in last]
    others = [p for p in net.parameters() if p.ndim != 2 or id(p) in last]
    return [
        torch.optim.Muon(matrices, lr=MUON_RATE, weight_decay=WEIGHT_DECAY),
        torch.optim.AdamW(others, lr=ADAM_RATE, weight_decay=WEIGHT_DECAY, fused=True),
    ]


def _learn(
    net: ExtractorNet,
    optimizers: Sequence[torch.optim.Optimizer],
    pictures: Tensor,
    wanted: Tensor,
    rate: float,
) -> Tensor:
    for optimizer, peak in zip(optimizers, (MUON_RATE, ADAM_RATE), strict=True):
        for group in optimizer.param_groups:
            group["lr"] = peak * rate
    net.train()
    with fast_arithmetic(pictures.device):
        readings = net(pictures.contiguous(memory_format=torch.channels_last))
    loss = (readings.float() - wanted).square().mean()
    net.zero_grad(set_to_none=True)
    loss.backward()
    torch.nn.utils.clip_grad_norm_(net.parameters(), 2.0)
    for optimizer in optimizers:
        optimizer.step()
    return loss.detach()


def _rate(done: float) -> float:
    """One cycle: up over the first tenth, then a cosine down to nothing."""
    if done < 0.1:
        return 0.1 + 0.9 * done / 0.1
    return 0.5 * (1.0 + math.cos(math.pi * (done - 0.1) / 0.9)) + 0.005


def _examined(
    extractor: Extractor, gallery: Gallery, held: np.ndarray, presences: frozenset[str]
) -> Extractor:
    """The extractor with its figures on held-out pictures and its marks of absent and present things.

    The figures are of natural portraits on which nothing hides the attribute: nobody can read the colour of
    eyes behind sunglasses. The marks are of all.
    """
    parts = [torch.from_numpy(part) for part in np.array_split(held, -(-len(held) // READ_AT_ONCE))]
    read = torch.cat(
        [extractor.raw(as_pictures(gallery.pictures[part.to(gallery.pictures.device)])) for part in parts]
    ).numpy()
    truth = gallery.labels.cpu()[torch.from_numpy(held)].numpy()
    natural = gallery.natural[held]
    hiders = read_hiders()
    r2: list[float] = []
    auc: list[float | None] = []
    marks: dict[str, tuple[float, float, float]] = {}
    for column, name in enumerate(gallery.names):
        seen = natural & visible(name, truth, gallery.names, hiders)
        wanted = (truth[:, column] - float(extractor.label_mean[column])) / float(extractor.label_std[column])
        r2.append(r2_score(wanted[seen], read[seen, column]))
        auc.append(None)
        if name in presences:
            auc[-1] = auc_score(truth[seen, column] > 0.5, read[seen, column])
            marks[name] = _marks(truth[:, column], read[:, column], extractor, column)
    return replace(extractor, r2=tuple(r2), auc=tuple(auc), marks=marks)


def visible(
    name: str, truth: np.ndarray, names: Sequence[str], hiders: Mapping[str, Sequence[str]]
) -> np.ndarray:
    """On which of the portraits with the true values [N, A] nothing hides an attribute, bool [N]."""
    columns = [names.index(hider) for hider in hiders.get(name, ()) if hider in names]
    return np.asarray((truth[:, columns] < HARDLY_THERE).all(axis=1))


def _marks(
    truth: np.ndarray, readings: np.ndarray, extractor: Extractor, column: int
) -> tuple[float, float, float]:
    """Median raw readings of absent, half-there and plainly present things among the held-out pictures.

    Where the pictures have too few of a kind, the reading a perfect extractor would give stands in.
    """
    mean, std = float(extractor.label_mean[column]), float(extractor.label_std[column])

    def median(low: float, high: float, ideal: float) -> float:
        chosen = readings[(truth >= low) & (truth <= high)]
        return float(np.median(chosen)) if len(chosen) >= 5 else (ideal - mean) / std

    absent, present = median(-np.inf, 0.1, 0.0), median(0.8, 1.25, 1.0)
    present = max(present, absent + 0.5)
    halfway = min(max(median(0.35, 0.65, 0.5), absent + 0.1), present - 0.1)
    return absent, halfway, present


def _checkpoint(
    folder: Path | None, net: ExtractorNet, optimizers: Sequence[torch.optim.Optimizer], epochs: int
) -> None:
    if folder is None:
        return
    folder.mkdir(parents=True, exist_ok=True)
    partial = folder / ".teaching.partial"
    states = [optimizer.state_dict() for optimizer in optimizers]
    torch.save({"net": net.state_dict(), "optimizers": states, "epochs": epochs}, partial)
    partial.replace(folder / "teaching.pt")


def _resume(folder: Path | None, net: ExtractorNet, optimizers: Sequence[torch.optim.Optimizer]) -> int:
    """Epochs already taught, with net and optimizers as they were then."""
    if folder is None or not (folder / "teaching.pt").is_file():
        return 0
    state = torch.load(folder / "teaching.pt", weights_only=True)
    net.load_state_dict(state["net"])
    for optimizer, saved in zip(optimizers, state["optimizers"], strict=True):
        optimizer.load_state_dict(saved)
    return int(state["epochs"])
