"""From a generator to its attribute map: TL-GAN's steps in one resumable run.

Guan's TL-GAN (2018) labels generated pictures with an extractor, regresses the labels on the latents and
makes the slopes orthogonal. Here the extractor is taught on a labelled generator's pictures, every reader
learns which layers it listens to, each axis tries several directions on pictures and keeps the one that moves
least else, and positions are calibrated to what is seen.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]
from torch import Tensor

from attribute_map.axes import AttributeMap, Axis, Fit, Thresholds
from attribute_map.calibration import Curve, fit_curve
from attribute_map.discovery import directions as ways
from attribute_map.discovery.adding import Examples, add_axis
from attribute_map.discovery.calibrating import range_of, reachable, thresholds_of, unit_of
from attribute_map.discovery.extractor import Extractor
from attribute_map.discovery.gallery import draw_gallery, labels_of
from attribute_map.discovery.labelled_folder import LIST, read_labelled_folder
from attribute_map.discovery.labelling import label_latents
from attribute_map.discovery.regression import Readers, fit_layer_weights, fit_readers, whiten
from attribute_map.discovery.sampling import Population, batch_seed, sample_ws
from attribute_map.discovery.teaching import teach
from attribute_map.discovery.zero_shot import DEFAULT_MODEL, ZeroShotGenerator
from attribute_map.errors import PackError
from attribute_map.pack import SHIPPED_PACKS, save_pack
from attribute_map.vocabulary import AxisEntry, Vocabulary, default_vocabulary
from engine.generator import Generator, LabelledGenerator
from engine.progress import Progress, Report, silent

Values = NDArray[np.float64]

READING_PACK = "painter"  # the shipped pack whose extractor reads the portraits of other generators
METHOD = 5  # of the extractor and its teaching; work in progress made by another is not taken up
LEAST_READABLE = 0.2  # held-out R² of the extractor below which its readings are no ground for an axis
LEAST_FIT = 0.1  # the same for the cross-validated R² of the reading told from the latent
TOLD = 2048  # portraits whose truth makes an axis of what the extractor cannot read
SWEEP = (-3.0, -1.5, 1.5, 3.0, 4.5)  # predicted σ by which portraits are moved for an axis' curve
STRONG = 2.0  # the offset at which effects are measured


@dataclass(frozen=True, slots=True)
class Effort:
    """How much to look at."""

    resolution: int = 128  # px, of the pictures that are drawn, to teach and to read
    pictures: int = 12_288  # labelled, where an extractor is taught
    epochs: int = 4
    softened: float = 0.0  # share of them that is shown blurred
    latents: int = 4096  # natural portraits, for the regression
    mixed: int = 1024  # with layers from different portraits, for the layer weights
    population: int = 16_384  # latents without pictures, for the covariance of w
    trials: int = 8  # portraits that every candidate direction is tried on
    sweeps: int = 12  # portraits that are moved along the whole axis, for its curve
    portraits: int = 16  # fresh ones, for the figures


EFFORTS = {
    "quick": Effort(),  # minutes on two cores
    "thorough": Effort(  # minutes on a GPU
        resolution=256,
        pictures=72_000,
        epochs=8,
        softened=0.2,
        latents=16_384,
        mixed=4096,
        population=32_768,
        trials=32,
        sweeps=16,
        portraits=128,
    ),
}


@dataclass(frozen=True)
class _Study:
    """What the pictures of sampled latents have taught; N natural portraits, B attributes, axes first."""

    generator: Generator
    extractor: Extractor
    seed: int
    effort: Effort
    entries: tuple[AxisEntry, ...]  # A
    names: tuple[str, ...]  # B
    columns: tuple[int, ...]  # of the names among the extractor's
    w: Values  # [N, D]
    readings: Values  # [N, B]
    readers: Readers
    latent: ways.Latent
    progress: Report

    def ignored(self, axis: str) -> list[int]:
        """Attributes whose change is no side effect of an axis.

        Those are its rivals, which are meant to give way, and what the extractor cannot read: counted in σ of
        its readings, its guesses about those are mostly noise.
        """
        rivals = self.latent.rivals.get(axis, ())
        return [
            index
            for index, name in enumerate(self.names)
            if name in rivals or not self.latent.readable[index]
        ]


@dataclass(frozen=True)
class _Way:
    """An axis with its direction chosen."""

    entry: AxisEntry
    own: int  # its place among the names
    candidate: ways.Candidate
    scores: Values  # [N] predicted readings of the natural portraits
    marks: Thresholds | None


@dataclass(frozen=True)
class _Measured:
    """An axis with its positions counted in offsets, and what +2 does on fresh portraits."""

    axis: Axis
    curve: Curve
    unit: float  # predicted σ of reading to an offset of 1
    tangle: Values  # [B]
    raw_tangle: Values  # [B]


def learn(
    generator: Generator,
    out_dir: Path,
    *,
    seed: int = 1,
    effort: Effort | None = None,
    vocabulary: Vocabulary | None = None,
    extractor: Extractor | None = None,
    work_dir: Path | None = None,
    progress: Report = silent,
) -> AttributeMap:
    """Learn all axes of a generator and save them as a pack in `out_dir`.

    A labelled generator teaches its own extractor; for any other, hand one in. What is done so far lies in
    `work_dir` (default: `out_dir`/work), so an interrupted run goes on where it stopped. Raises PackError
    where something is missing or cannot be written.
    """
    effort, vocabulary = effort or Effort(), vocabulary or default_vocabulary()
    work = workplace(work_dir or out_dir / "work", generator, seed, effort, extractor)
    if extractor is None:
        extractor = learn_extractor(
            generator, work, seed=seed, effort=effort, vocabulary=vocabulary, progress=progress
        )
    study = _study(generator, extractor, work, seed, effort, vocabulary, progress)
    attribute_map = _mapped(study, _ways(study))
    if isinstance(generator, LabelledGenerator):
        attribute_map = add_unreadable(attribute_map, generator, study.entries)
    study.extractor.save(out_dir)
    return save_pack(attribute_map, out_dir)


def chosen_extractor(
    generator: Generator,
    source: Path | str | None,
    work: Path,
    *,
    seed: int = 1,
    effort: Effort | None = None,
    vocabulary: Vocabulary | None = None,
    progress: Report = silent,
) -> Extractor:
    """The extractor that is to read a generator's portraits.

    `source` is a pack that carries one; "teach", for one taught on what a labelled generator knows; a folder
    of labelled pictures in CelebA's layout; "clip" or "clip:MODEL", for one taught on a CLIP model's opinion;
    or None for that of the generator's shipped pack, else the painter's. Teaching leaves its work in `work`.
    Raises PackError.
    """
    effort, vocabulary = effort or Effort(), vocabulary or default_vocabulary()
    if source is None:
        own = SHIPPED_PACKS / generator.name
        return Extractor.load(own if (own / "extractor.json").is_file() else SHIPPED_PACKS / READING_PACK)
    labelled: Path | None = None
    told = generator
    if str(source).partition(":")[0] == "clip":
        model = str(source).partition(":")[2] or DEFAULT_MODEL
        told = ZeroShotGenerator(generator, model, vocabulary, seed=seed)
    elif source != "teach":
        labelled = Path(source)
        if (labelled / "extractor.json").is_file():
            return Extractor.load(labelled)
        if not (labelled / LIST).is_file():
            raise PackError(f"{labelled} holds neither a pack's extractor nor labelled pictures with {LIST}.")
    folder = workplace(work, generator, seed, effort, source=str(source))
    return learn_extractor(
        told, folder, seed=seed, effort=effort, vocabulary=vocabulary, labelled=labelled, progress=progress
    )


def add_unreadable(
    attribute_map: AttributeMap, generator: LabelledGenerator, entries: Sequence[AxisEntry]
) -> AttributeMap:
    """Axes for what the extractor cannot see, such as freckles on small pictures, by the generator's word.

    They are made as any axis from examples is, and the notes name them: no extractor vouches for them.
    """
    missing = [entry for entry in entries if entry.id not in attribute_map]
    ws = sample_ws(generator, "natural", TOLD, batch_seed(attribute_map.seed, "told", 0))
    truth, names = labels_of(generator, ws).double().numpy(), list(generator.attribute_names)
    for entry in missing:
        labels = truth[:, names.index(entry.id)]
        if entry.kind == "presence":
            labels = (labels > 0.5).astype(np.float64)
        examples = Examples(ws[:, 0].double().numpy(), labels)
        attribute_map = add_axis(attribute_map, generator, entry, examples)
    told = {"told_by_generator": ", ".join(entry.id for entry in missing)}
    return replace(attribute_map, notes={**attribute_map.notes, **told})


def learn_extractor(
    generator: Generator,
    work: Path,
    *,
    seed: int,
    effort: Effort,
    vocabulary: Vocabulary,
    labelled: Path | None = None,
    progress: Report = silent,
) -> Extractor:
    """Teach an extractor in the folder `work`, resumably: on a gallery that a labelled generator draws.

    `labelled` is a folder of other labelled pictures to teach on instead, in CelebA's layout. Raises
    PackError.
    """
    done = work / "extractor"
    if (done / "extractor.json").is_file():
        return Extractor.load(done)
    if labelled is not None:
        gallery = read_labelled_folder(
            labelled,
            work / "gallery",
            vocabulary,
            resolution=effort.resolution,
            most=effort.pictures,
            progress=progress,
        )
    elif isinstance(generator, LabelledGenerator):
        gallery = draw_gallery(
            generator,
            work / "gallery",
            pictures=effort.pictures,
            resolution=effort.resolution,
            seed=seed,
            progress=progress,
        )
    else:
        raise PackError(
            f"“{generator.name}” cannot tell what its pictures show; hand in an extractor taught on another."
        )
    presences = frozenset(entry.id for entry in vocabulary if entry.kind == "presence")
    extractor = teach(
        gallery,
        presences,
        seed=seed,
        epochs=effort.epochs,
        softened=effort.softened,
        folder=work / "teaching" if gallery.pictures.device.type == "cpu" else None,
        progress=progress,
    )
    extractor.save(done)
    del gallery
    if generator.device.type == "cuda":
        torch.cuda.empty_cache()  # for whoever else works there
    for spent in ("gallery", "teaching"):  # over half a gigabyte that nothing needs any more
        shutil.rmtree(work / spent, ignore_errors=True)
    return Extractor.load(done)  # the weights as they are shipped, in half precision


def _study(
    generator: Generator,
    extractor: Extractor,
    work: Path,
    seed: int,
    effort: Effort,
    vocabulary: Vocabulary,
    progress: Report,
) -> _Study:
    extractor = extractor.to(generator.device)
    populations: tuple[tuple[Population, int], ...] = (("natural", effort.latents), ("mixed", effort.mixed))
    natural, mixed = (
        label_latents(
            generator,
            extractor,
            population,
            count=count,
            seed=seed,
            resolution=_view(generator, extractor, effort),
            folder=work / population,
            progress=progress,
        )
        for population, count in populations
    )
    progress(Progress("fitting", 0, 3, "regression"))
    extractor = extractor.calibrated(natural.raw)
    entries = tuple(entry for entry in vocabulary if entry.id in extractor.attribute_names)
    others = [name for name in extractor.attribute_names if name not in vocabulary]
    names = (*(entry.id for entry in entries), *others)
    columns = tuple(extractor.column(name) for name in names)
    w, readings = natural.ws[:, 0].double().numpy(), _standard(extractor, natural.raw, columns)
    visible = {
        entry.id: thresholds_of(extractor, entry.id).visible for entry in entries if entry.kind == "presence"
    }
    with threadpool_limits(
        limits=1
    ):  # many small products: threads wait for each other longer than they work
        readers = fit_readers(w, readings, names, visible, whiten(w))
    progress(Progress("fitting", 1, 3, "layers"))
    weights = fit_layer_weights(
        mixed.ws.double().numpy(), _standard(extractor, mixed.raw, columns), readers.normals
    )
    progress(Progress("fitting", 2, 3, "covariance"))
    population = sample_ws(generator, "natural", effort.population, batch_seed(seed, "population", 0))[:, 0]
    latent = ways.Latent(
        names=names,
        normals=readers.normals,
        layer_weights=weights,
        covariance=np.cov(population.double().numpy(), rowvar=False),
        readable=tuple(map(extractor.readable, names)),
        rivals={entry.id: _rivals(entries, entry) for entry in entries},
    )
    progress(Progress("fitting", 3, 3))
    return _Study(
        generator, extractor, seed, effort, entries, names, columns, w, readings, readers, latent, progress
    )


def _ways(study: _Study) -> list[_Way]:
    """For every axis that can be read off the latents, the direction that moves least else."""
    stage = _stage(study, study.effort.trials, "trials")
    chosen: list[_Way] = []
    for done, entry in enumerate(study.entries):
        study.progress(Progress("trying directions", done, len(study.entries), entry.id))
        own = study.names.index(entry.id)
        readable = study.extractor.r2[study.columns[own]] >= LEAST_READABLE
        if not readable or study.readers.r2[own] < LEAST_FIT:
            continue
        scores, marks = _scores(study, own, study.w), _marks(study, entry)
        unit = unit_of(scores, fit_curve(scores, study.readings[:, own]), marks)
        tried = ways.candidates(study.latent, entry.id)
        changes = ways.changes_by(stage, [STRONG * unit * candidate.step for candidate in tried])
        trials = [
            ways.Trial(candidate, change[:, study.columns])
            for candidate, change in zip(tried, changes, strict=True)
        ]
        best = ways.choose(trials, own, study.ignored(entry.id))
        chosen.append(_Way(entry, own, best.candidate, scores, marks))
    study.progress(Progress("trying directions", len(study.entries), len(study.entries)))
    return chosen


def _mapped(study: _Study, chosen: Sequence[_Way]) -> AttributeMap:
    """The finished map: curves refined by moving portraits, figures measured on fresh ones."""
    sweep = _stage(study, study.effort.sweeps, "sweep")
    fresh = _stage(study, study.effort.portraits, "figures")
    measured: list[_Measured] = []
    for done, way in enumerate(chosen):
        study.progress(Progress("calibrating", done, len(chosen), way.entry.id))
        measured.append(_measured(study, sweep, fresh, way))
    study.progress(Progress("calibrating", len(chosen), len(chosen)))
    return _assembled(study, chosen, measured)


def _measured(study: _Study, sweep: ways.Stage, fresh: ways.Stage, way: _Way) -> _Measured:
    curve, readings = _swept(study, sweep, way), study.readings[:, way.own]
    unit = unit_of(way.scores, curve, way.marks)
    curve, positions = curve.rescaled(unit), way.scores / unit
    marks = None if way.marks is None else reachable(way.marks, curve, positions, readings)
    low, high = range_of(curve, positions, readings, marks)
    raw = ways.raw_candidate(study.latent, way.entry.id)
    changes = ways.changes_by(fresh, [STRONG * unit * step for step in (way.candidate.step, raw.step)])
    moved, moved_raw = (change[:, study.columns] for change in changes)
    fit = _fit(study, way, ways.Trial(way.candidate, moved), ways.Trial(raw, moved_raw))
    axis = Axis(way.entry, low, high, marks, fit)
    return _Measured(axis, curve, unit, np.abs(moved).mean(axis=0), np.abs(moved_raw).mean(axis=0))


def _swept(study: _Study, stage: ways.Stage, way: _Way) -> Curve:
    """The reading at each score: that of natural portraits, and of some moved far along the axis."""
    column = study.columns[way.own]
    changes = ways.changes_by(stage, [distance * way.candidate.step for distance in SWEEP])
    start = _scores(study, way.own, stage.ws[:, 0].double().numpy())
    before = stage.before[:, column].double().numpy()
    scores = np.concatenate([way.scores, *(start + distance for distance in SWEEP)])
    readings = [study.readings[:, way.own], *(before + change[:, column] for change in changes)]
    middle, (first, last) = float(np.median(start)), np.quantile(way.scores, [0.002, 0.998])
    ends = min(float(first), middle + SWEEP[0]), max(float(last), middle + SWEEP[-1])
    return fit_curve(scores, np.concatenate(readings), ends=ends)


def _fit(study: _Study, way: _Way, trial: ways.Trial, raw: ways.Trial) -> Fit:
    ignored, effect = study.ignored(way.entry.id), trial.effect(way.own)
    return Fit(
        extractor_r2=study.extractor.r2[study.columns[way.own]],
        extractor_auc=study.extractor.auc[study.columns[way.own]],
        r2=float(study.readers.r2[way.own]),
        auc=study.readers.auc[way.own],
        effect=float(effect.mean()),
        moved=float((effect >= ways.SUCCESS).mean()),
        right=float((effect > 0).mean()),
        side_effect=trial.side_effect(way.own, ignored),
        raw_side_effect=raw.side_effect(way.own, ignored),
        method=f"{study.readers.methods[way.own]}, {way.candidate.method}",
        conditions=way.candidate.conditions,
    )


def _assembled(study: _Study, chosen: Sequence[_Way], measured: Sequence[_Measured]) -> AttributeMap:
    """Put the map together: axes first among the names, then what else is read, counted in plain σ."""
    ids = [way.entry.id for way in chosen]
    others = [name for name in study.names if name not in ids]
    order = [study.names.index(name) for name in (*ids, *others)]
    units = np.array([found.unit for found in measured] + [1.0] * len(others))
    rest = [
        fit_curve(_scores(study, index, study.w), study.readings[:, index]) for index in order[len(ids) :]
    ]
    effort = study.effort
    return AttributeMap(
        generator_name=study.generator.name,
        generator_digest=study.generator.digest,
        axes=tuple(found.axis for found in measured),
        names=tuple(study.names[index] for index in order),
        normals=_tensor(study.readers.normals[order] / units[:, None]),
        layer_weights=_tensor(study.latent.layer_weights[order]),
        intercepts=_tensor(study.readers.intercepts[order] / units),
        curves=(*(found.curve for found in measured), *rest),
        steps=_tensor(
            np.stack([found.unit * way.candidate.step for way, found in zip(chosen, measured, strict=True)])
        ),
        entanglement=_tensor(np.stack([found.tangle for found in measured])[:, order]),
        raw_entanglement=_tensor(np.stack([found.raw_tangle for found in measured])[:, order]),
        seed=study.seed,
        notes={
            "source": "learned by facet axes learn",
            "pictures": str(study.extractor.pictures),
            "latents": f"{effort.latents} natural, {effort.mixed} mixed",
            "portraits": f"{effort.portraits} fresh ones for the figures",
            "left_out": ", ".join(entry.id for entry in study.entries if entry.id not in ids),
        },
    )


def _scores(study: _Study, column: int, w: Values) -> Values:
    """Predicted readings [N] of one attribute for w [N, D]."""
    return np.asarray(w @ study.readers.normals[column] + study.readers.intercepts[column])


def _stage(study: _Study, portraits: int, name: str) -> ways.Stage:
    ws = sample_ws(study.generator, "natural", portraits, batch_seed(study.seed, name, 0))
    size = _view(study.generator, study.extractor, study.effort)
    return ways.open_stage(study.generator, study.extractor, ws, size)


def _view(generator: Generator, extractor: Extractor, effort: Effort) -> int:
    """Side of the pictures to read, px: a painter draws small ones sooner, a network its own size anyway."""
    return effort.resolution if isinstance(generator, LabelledGenerator) else extractor.resolution


def _marks(study: _Study, entry: AxisEntry) -> Thresholds | None:
    return thresholds_of(study.extractor, entry.id) if entry.kind == "presence" else None


def _standard(extractor: Extractor, raw: Tensor, columns: Sequence[int]) -> Values:
    standard = (raw - extractor.reading_mean) / extractor.reading_std
    return standard[:, list(columns)].double().numpy()


def _rivals(entries: Sequence[AxisEntry], entry: AxisEntry) -> tuple[str, ...]:
    return tuple(
        other.id for other in entries if entry.group and other.group == entry.group and other.id != entry.id
    )


def _tensor(values: Values) -> Tensor:
    return torch.from_numpy(np.ascontiguousarray(values)).float()


def workplace(
    folder: Path,
    generator: Generator,
    seed: int,
    effort: Effort,
    extractor: Extractor | None = None,
    *,
    source: str = "teach",
) -> Path:
    """The folder for work in progress, emptied if what lies there was begun with other settings.

    A folder that holds something else is never touched; it raises PackError.
    """
    settings = {
        "digest": generator.digest,
        "seed": seed,
        "effort": asdict(effort),
        "extractor": source if extractor is None else extractor.digest,
        "method": METHOD,
    }
    note, wanted = folder / "settings.json", json.dumps(settings, sort_keys=True)
    try:
        if folder.is_dir() and any(folder.iterdir()):
            if not note.is_file():
                raise PackError(
                    f"{folder} holds other things; name an empty folder for the work in progress."
                )
            if note.read_text() != wanted:
                shutil.rmtree(folder)
        folder.mkdir(parents=True, exist_ok=True)
        note.write_text(wanted)
    except OSError as error:
        raise PackError(f"{folder} cannot be written: {error.strerror or error}.") from error
    return folder
