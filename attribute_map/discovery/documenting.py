"""A page to judge a map by: figures, heat maps, a strip for each axis, the worst edits."""

from __future__ import annotations

import math
from collections.abc import Mapping
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image

from attribute_map.axes import AttributeMap, Axis
from attribute_map.discovery.figures import OFFSETS, axis_strip, heat_map
from attribute_map.discovery.gallery import as_images
from attribute_map.discovery.sampling import drawn, sample_ws
from engine.generator import Generator
from engine.progress import Progress, Report, silent
from engine.sheets import sheet

Pixels = NDArray[np.uint8]

STRIP_RESOLUTION = 128  # px
WORST = 24  # axes on the failure sheet
TRIED = 24  # portraits that the worst edit of an axis is looked for among


def document_map(
    generator: Generator,
    attribute_map: AttributeMap,
    folder: Path,
    *,
    seed: int,
    figures: Mapping[str, Any] | None = None,
    progress: Report = silent,
) -> Path:
    """Write `axes.md` and its pictures (in `axes/`) into a folder; returns the page.

    `figures` is the document of `measure --json`, where one was made: the page then has its figures beside
    those that the pack carries.
    """
    pictures = folder / "axes"
    pictures.mkdir(parents=True, exist_ok=True)
    for name, raw in (("entanglement", False), ("entanglement-raw", True)):
        Image.fromarray(heat_map(attribute_map, raw=raw)).save(pictures / f"{name}.png", optimize=True)
    people = sample_ws(generator, "natural", len(attribute_map.axes), seed)
    rows: list[list[Pixels]] = []
    for place, axis in enumerate(attribute_map.axes):
        progress(Progress("drawing strips", place, len(attribute_map.axes), axis.id))
        rows.append(axis_strip(generator, attribute_map, axis.id, people[place], resolution=STRIP_RESOLUTION))
    progress(Progress("drawing strips", len(attribute_map.axes), len(attribute_map.axes)))
    columns = [f"{offset:+.0f} σ" for offset in OFFSETS]
    _save(
        sheet(rows, row_names=[a.id for a in attribute_map.axes], column_names=columns), pictures / "strips"
    )
    _save(_failures(generator, attribute_map, seed, progress), pictures / "failures")
    page = folder / "axes.md"
    page.write_text(_page(attribute_map, figures), encoding="utf-8")
    return page


def _failures(generator: Generator, attribute_map: AttributeMap, seed: int, progress: Report) -> Pixels:
    """Before and after of the portrait on which each of the least obedient axes did worst at +2 σ."""
    extractor = attribute_map.extractor().to(generator.device)
    ws = sample_ws(generator, "natural", TRIED, seed + 1)
    before = torch.cat([extractor.read(part) for part in drawn(generator, ws, extractor.resolution)])
    measured = [axis for axis in attribute_map.axes if math.isfinite(axis.fit.moved)]
    weakest = sorted(measured, key=lambda axis: axis.fit.moved - axis.fit.side_effect)[:WORST]
    cells: list[list[Pixels]] = []
    captions: list[list[str]] = []
    for place, axis in enumerate(weakest):
        progress(Progress("looking for the worst edits", place, len(weakest), axis.id))
        moved = ws + 2.0 * attribute_map.directions[axis.id]
        after = torch.cat([extractor.read(part) for part in drawn(generator, moved, extractor.resolution)])
        change = (after - before)[:, extractor.column(axis.id)]
        worst = int(change.argmin())
        pair = torch.stack([ws[worst], moved[worst]])
        cells.append(
            [image for pictures in drawn(generator, pair, STRIP_RESOLUTION) for image in as_images(pictures)]
        )
        captions.append([axis.id, f"{float(change[worst]):+.1f} σ"])
    progress(Progress("looking for the worst edits", len(weakest), len(weakest)))
    return sheet(
        [list(chain(*cells[i::4])) for i in range(4)], [list(chain(*captions[i::4])) for i in range(4)]
    )


def _save(pixels: Pixels, path: Path) -> None:
    Image.fromarray(pixels).save(path.with_suffix(".jpg"), quality=88)


def _page(attribute_map: AttributeMap, figures: Mapping[str, Any] | None) -> str:
    fits, notes = [axis.fit for axis in attribute_map.axes], attribute_map.notes
    return PAGE.format(
        name=attribute_map.generator_name,
        count=len(fits),
        seed=attribute_map.seed,
        pictures=notes.get("pictures", "?"),
        latents=notes.get("latents", "?"),
        portraits=notes.get("portraits", "?"),
        side=float(np.nanmean([fit.side_effect for fit in fits])),
        raw=float(np.nanmean([fit.raw_side_effect for fit in fits])),
        tried=TRIED,
        rows="\n".join(_row(axis) for axis in attribute_map.axes),
        measured="" if figures is None else _measured(figures),
    )


def _measured(figures: Mapping[str, Any]) -> str:
    read, kinds = figures["read"], ("wish", "offset", "raw")
    mean = read["mean"]
    summary = "\n".join(
        f"| {title} | " + " | ".join(f"{mean[kind][name]:{form}}" for kind in kinds) + " |"
        for title, name, form in SUMMARY
    )
    rows = "\n".join(
        f"| {row['axis']} | "
        + " | ".join(
            f"{row[kind]['moved']:.0%} | {row[kind]['effect']:+.2f} | {row[kind]['side_effect']:.3f}"
            for kind in ("wish", "offset")
        )
        + f" | {row['raw']['side_effect']:.3f} | {row['kept_better']:.0%} | {row['back']:.2f} "
        f"| {row['absolute']:.0%} | {row['corrected']:.0%} |"
        for row in read["axes"]
    )
    return MEASURED.format(
        portraits=read["portraits"],
        summary=summary,
        visible=mean["wish"]["visible"],
        free=mean["wish"]["free"],
        kept=mean["kept_better"],
        back=mean["back"],
        within=mean["back_within"],
        absolute=mean["absolute"],
        corrected=mean["corrected"],
        rows=rows,
        readers=_readers(figures),
    )


def _readers(figures: Mapping[str, Any]) -> str:
    """What the extractors read: a row for each attribute."""
    if "extractor" not in figures:
        return ""
    own, other = figures["extractor"], figures.get("second_extractor", {})
    rows = []
    for name, row in own.items():
        cells = [name]
        for found in (row, other.get(name)):
            for key, form in (("r2", ".2f"), ("r2_all", ".2f"), ("auc", ".3f")):
                cells.append("" if found is None or found[key] is None else f"{found[key]:{form}}")
        rows.append(f"| {' | '.join(cells)} |")
    return READERS.format(rows="\n".join(rows))


def _row(axis: Axis) -> str:
    fit = axis.fit
    cells = (
        axis.id,
        f"{fit.extractor_r2:.2f}",
        "" if fit.extractor_auc is None else f"{fit.extractor_auc:.3f}",
        f"{fit.r2:.2f}",
        f"{fit.effect:+.2f}",
        f"{fit.moved:.0%}",
        f"{fit.right:.0%}",
        f"{fit.side_effect:.3f}",
        f"{fit.raw_side_effect:.3f}",
        fit.method,
    )
    return f"| {' | '.join(cells)} |"


SUMMARY = (
    ("moved by 1 σ or more", "moved", ".1%"),
    ("of the edits where nothing hid it", "moved_visible", ".1%"),
    ("of those whose axis had not come to its end", "moved_free", ".1%"),
    ("moved the right way", "right", ".1%"),
    ("mean change of its own reading, σ", "effect", "+.2f"),
    ("mean absolute change of the others, σ", "side_effect", ".3f"),
)

MEASURED = """
## Measured by a stranger

Edits of +2 σ on {portraits} fresh portraits an axis, read by an extractor that the axes have never met. A
wish is what a member gets, solved for each portrait; the axis is its offset alone; plain is the regression's
direction for the same predicted change.

| | wish | axis | plain |
|---|---|---|---|
{summary}

Nothing hid the attribute on {visible:.0%} of the portraits, and {free:.0%} of the wishes also had room: a
full beard has no fuller one to become, and the bot says so instead of promising.

Everything not wished changed less than along the plain direction on {kept:.1%} of the edits. After removing
and adding back (or the other way round) the reading was {back:.2f} σ from where it began; within 0.2 σ on
{within:.1%}. Absolute wishes ("bald", "80 years old") were seen to be met on {absolute:.1%} by the linear
step, and on {corrected:.1%} after at most two corrections by the pack's own extractor.

| | wish ≥ 1 σ | effect | side | axis ≥ 1 σ | effect | side | plain | kept | back | absolute | corrected |
|---|---|---|---|---|---|---|---|---|---|---|---|
{rows}
{readers}"""

READERS = """
### What the extractors read

R² and AUC against the truth on fresh portraits: where nothing hides the attribute (`hiding.toml`), R² on
all, and AUC for what is absent or there; first the pack's extractor, then the stranger's.

| attribute | R² | R², all | AUC | R² | R², all | AUC |
|---|---|---|---|---|---|---|
{rows}
"""

PAGE = """# The axes of “{name}”

{count} axes, learned with seed {seed} from {pictures} labelled pictures and {latents} latents; figures on
{portraits}, read by the pack's own extractor. `python -m attribute_map.discovery draw` writes this page, and
`python -m attribute_map.discovery measure` measures with an extractor that the axes have never met.

Mean absolute change of everything else at +2 σ: **{side:.3f} σ**, and {raw:.3f} σ along the plain
regression's directions.

## What moves with what

A row is an axis at +2 σ, a column what is read; darker is more. First as shipped, then along the plain
regression's directions.

![as shipped](axes/entanglement.png)

![plain regression](axes/entanglement-raw.png)

## One strip for each axis

![strips](axes/strips.jpg)

## The worst edits

For the least obedient axes, the one of {tried} portraits on which +2 σ did least: before, after.

![failures](axes/failures.jpg)

{measured}
## Figures of the pack

R² and AUC: of the extractor against the truth on held-out pictures, then of the latent against the reading,
cross-validated. Moved: mean change of its own reading at +2 σ; ≥ 1 σ: on how many portraits it rose so much.

| axis | extractor R² | AUC | latent R² | moved | ≥ 1 σ | right way | side effect | plain | direction |
|---|---|---|---|---|---|---|---|---|---|
{rows}
"""
