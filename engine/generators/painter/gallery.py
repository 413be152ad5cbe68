"""Draws `docs/painter.md` and its pictures: `python -m engine.generators.painter.gallery`."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from torch import Tensor

from engine.generators.painter.painter import Painter
from engine.generators.painter.population import INDEX, LAYERS, TRAITS
from engine.latents import z_from_seed
from engine.sheets import sheet

PEOPLE_SEED = 2024
SIGMAS = (-3.0, -2.0, -1.0, 0.0, 1.0, 2.0, 3.0)
SHAPE_LAYERS = 9  # ws layers 0..8 carry pose, shape and style; the rest what is worn, colour, light and scene
STRIPS_PER_PICTURE = 11
PLAIN = (
    "glasses", "sunglasses", "hat", "hair_tied", "bald",
    "beard", "goatee", "stubble", "mustache", "sideburns",
)  # fmt: skip


class Gallery:
    """Contact sheets of one painter."""

    def __init__(self, painter: Painter, folder: Path) -> None:
        self.painter, self.folder = painter, folder
        folder.mkdir(parents=True, exist_ok=True)

    def people(self, rows: int = 6, columns: int = 8, side: int = 192) -> str:
        """Random portraits, one after the other, none left out."""
        seeds = [PEOPLE_SEED + i for i in range(rows * columns)]
        pictures = [self._drawn(self._seed(seed), side) for seed in seeds]
        return self._save(
            "people", sheet([pictures[r * columns : (r + 1) * columns] for r in range(rows)], gap=2)
        )

    def strips(self, side: int = 112) -> list[str]:
        """Every trait from -3 to +3 σ on a person of its own, others held."""
        names = [trait.name for trait in TRAITS]
        saved = []
        for start in range(0, len(names), STRIPS_PER_PICTURE):
            part = names[start : start + STRIPS_PER_PICTURE]
            rows = [
                [self._drawn(ws, side) for ws in self._along(name, start + i)] for i, name in enumerate(part)
            ]
            columns = [f"{sigma:+.0f} σ" if sigma else "0" for sigma in SIGMAS]
            picture = sheet(rows, row_names=[n.replace("_", " ") for n in part], column_names=columns, gap=2)
            saved.append(self._save(f"traits-{start // STRIPS_PER_PICTURE + 1}", picture))
        return saved

    def mixing(self, count: int = 5, side: int = 144) -> str:
        """Style mixing: the row's person gives the coarse layers, the column's the fine ones."""
        coarse = [self._seed(100 + i) for i in range(count)]
        fine = [self._seed(200 + i) for i in range(count)]
        head = [np.full((side, side, 3), 43, np.uint8), *(self._drawn(ws, side) for ws in fine)]
        rows = [head]
        for shape in coarse:
            mixed = [torch.cat([shape[:, :SHAPE_LAYERS], ws[:, SHAPE_LAYERS:]], dim=1) for ws in fine]
            rows.append([self._drawn(shape, side), *(self._drawn(ws, side) for ws in mixed)])
        return self._save("mixing", sheet(rows, gap=2))

    def truncation(self, side: int = 144) -> str:
        """Psi from -1 to 1.5 for four people: 0 is the mean portrait."""
        psis = (-1.0, -0.5, 0.0, 0.5, 0.7, 1.0, 1.25, 1.5)
        rows = [[self._drawn(self._seed(300 + i, psi), side) for psi in psis] for i in range(4)]
        return self._save("truncation", sheet(rows, column_names=[f"psi {psi:g}" for psi in psis], gap=2))

    def _seed(self, seed: int, psi: float = 1.0) -> Tensor:
        return self.painter.map(z_from_seed(seed, self.painter.z_dim), psi=psi)

    def _along(self, name: str, person: int) -> list[Tensor]:
        ws = self._seed(700 + person)
        worn = {"hat_brim": "hat", "glasses_shape": "glasses"}.get(name)
        for other in PLAIN:
            if other != name:
                ws = ws + (self._direction(other) * (2.6 if other == worn else -1.0 - self._score(ws, other)))
        return [ws + self._direction(name) * (at - self._score(ws, name)) for at in self._places(name)]

    def _places(self, name: str) -> list[float]:
        """Scores from -3 to +3 σ; further up for what few people have, so that it is there in the end."""
        latents, index = self.painter.latents, INDEX[name]
        plain = float((1.3 - latents.mean[index]) / latents.deviation[index])
        top = max(SIGMAS[-1], plain) if TRAITS[index].spread == "presence" else SIGMAS[-1]
        return [sigma if sigma < 0 else sigma * top / SIGMAS[-1] for sigma in SIGMAS]

    def _direction(self, name: str) -> Tensor:
        return self.painter.latents.w_rotation[INDEX[name]]

    def _score(self, ws: Tensor, name: str) -> float:
        """Where a portrait stands on a trait, in σ of the population."""
        return float((ws[0, LAYERS.index(TRAITS[INDEX[name]].layer)] * self._direction(name)).sum())

    def _drawn(self, ws: Tensor, side: int) -> np.ndarray:
        with torch.inference_mode():
            picture = self.painter.synthesize(ws, resolution=side)[0]
        return ((picture + 1.0) * 127.5).round().to(torch.uint8).permute(1, 2, 0).numpy()

    def _save(self, name: str, pixels: np.ndarray) -> str:
        file = f"{name}.webp"
        Image.fromarray(pixels).save(self.folder / file, quality=88, method=6)
        return f"{self.folder.name}/{file}"


def write(docs: Path) -> None:
    """Write `painter.md` and its pictures under `docs`."""
    gallery = Gallery(Painter(), docs / "painter")
    torch.set_num_threads(gallery.painter.cpu_threads)
    strips = "\n\n".join(f"![Traits from -3 to +3 σ]({path})" for path in gallery.strips())
    links = "\n".join(
        f"| {trait.name} | {', '.join(f'{parent} {weight:+.2f}' for parent, weight in trait.links)} |"
        for trait in TRAITS
        if trait.links
    )
    text = f"""# The portrait painter

Everything here is drawn by `python -m engine.generators.painter.gallery`; nobody in it exists. The network
that learned from these portraits is shown beside them in [neural.md](neural.md).

## 48 people, none left out

Seeds {PEOPLE_SEED} to {PEOPLE_SEED + 47}, psi 1.

![48 random portraits]({gallery.people()})

## Every trait

From -3 to +3 σ of the population, everything else held; what few people have (dyed hair, a hat) goes on
until it is plainly there. Beards, hats and glasses are taken off first, so that what is under them shows.
Beyond 1.5 σ, where the population ends or grows thin, extremes are drawn with terms of their own: deep folds
and spots, a buzz cut, hair down to the waist, a grin. Within it they are exactly zero.

{strips}

## Style mixing

Rows give layers 0 to {SHAPE_LAYERS - 1} (pose, shape, hair, beard), columns the rest (what is worn, colours,
light).

![Style mixing]({gallery.mixing()})

## Truncation

![Truncation]({gallery.truncation()})

## Back to the latents

Pictures can be differentiated in `ws`, so gradient steps lead from a portrait back to its latents
(`engine/projection.py`); `python -m engine.generators.painter.recovering --targets 20` says how near they
come.

## What still gives it away

Seen on two sheets of 48 and on the strips, and not mended:

- A hat or glasses half way between absent and there are see-through. Few people have them so.
- Long wavy hair has the grain of wood at 512 px; tight coils look like knitting.
- A receding hairline under long hair leaves a forelock between two bays.
- Beard and sideburns end on the cheek along a clear line, broader on the side that a head turns to us.
- On the shadow side of an old or smiling face one fold beside the mouth is too deep.
- Brown brows, stubble and sideburns on brown skin are faint, as freckles are on the darkest.
- There are two hats, two sorts of clothes and one shape of ear.

What cannot be seen cannot be read off a picture either, whatever its label says: eyes behind sunglasses, a
hairline under a hat or a fringe, the length, curl and dye of a bald head's hair, a goatee, stubble or double
chin under a full beard. A label for a colour of hair is that of the hair as it looks: grey or dyed hair is
neither black nor blond, whatever it grew as; brows and beard keep the colour underneath the dye.

## Are the labels right?

The extractor of the shipped pack was taught on 22,528 portraits of 128 px and asked about 2,048 others.
What is present or absent it tells with an AUC of .986 or better; the amounts of 32 of the 53 axes it
reads with an R² of .9 or better ([all figures](axes.md)). The other 21 are small in such a picture (a
tip of a nose .51, the arch of a brow .61, an oval face .63) or hidden in some. That is the extractor's
want of pictures rather than a wrong label: an extractor of the second drawing, taught on half as many, read
18 of 20 such axes worse (age .68 and .82, freckles .78 and .90, stubble .72 and .87), and none of them
better by more than .01.

## What goes with what

Skin tone, age and masculinity depend on nothing and are near uniform; nothing depends on skin tone. These
are all the links there are, as correlations of the underlying normals
(`engine/generators/painter/population.py`):

| trait | goes with |
|---|---|
{links}
"""
    (docs / "painter.md").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]) if len(sys.argv) > 1 else Path("docs"))
