"""A page to judge a map by: figures, heat maps, a strip for each axis, the worst edits."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import chain
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image

from attribute_map.axes import AttributeMap, Axis
from attribute_map.discovery.figures import OFFSETS, axis_strip, heat_map
from attribute_map.discovery.gallery import as_bytes
from attribute_map.discovery.progress import Progress, Report, silent
from attribute_map.discovery.sampling import drawn, sample_ws
from engine.generator import Generator
from engine.sheets import sheet

Pixels = NDArray[np.uint8]

STRIP_RESOLUTION = 128  # px
WORST = 24  # axes on the failure sheet
TRIED = 24  # portraits that the worst edit of an axis is looked for among


def document_map(
    generator: Generator, attribute_map: AttributeMap, folder: Path, *, seed: int, progress: Report = silent
) -> Path:
    """Write `axes.md` and its pictures (JPEG, in `axes/`) into a folder; returns the page."""
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
    page.write_text(_page(attribute_map), encoding="utf-8")
    return page


def _failures(generator: Generator, attribute_map: AttributeMap, seed: int, progress: Report) -> Pixels:
    """Before and after of the portrait on which each of the least obedient axes did worst at +2 σ."""
    extractor = attribute_map.extractor()
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
        shown = [np.ascontiguousarray(p) for d in drawn(generator, pair, 128) for p in _cells(as_bytes(d))]
        cells.append(shown)
        captions.append([axis.id, f"{float(change[worst]):+.1f} σ"])
    progress(Progress("looking for the worst edits", len(weakest), len(weakest)))
    return sheet(
        [list(chain(*cells[i::4])) for i in range(4)], [list(chain(*captions[i::4])) for i in range(4)]
    )


def _cells(pictures: Pixels) -> Sequence[Pixels]:
    return list(pictures.transpose(0, 2, 3, 1))


def _save(pixels: Pixels, path: Path) -> None:
    Image.fromarray(pixels).save(path.with_suffix(".jpg"), quality=88)


def _page(attribute_map: AttributeMap) -> str:
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
    )


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

## Figures

R² and AUC: of the extractor against the truth on held-out pictures, then of the latent against the reading,
cross-validated. Moved: mean change of its own reading at +2 σ; ≥ 1 σ: on how many portraits it rose so much.

| axis | extractor R² | AUC | latent R² | moved | ≥ 1 σ | right way | side effect | plain | direction |
|---|---|---|---|---|---|---|---|---|---|
{rows}
"""
