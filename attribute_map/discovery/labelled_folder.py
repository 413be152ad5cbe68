"""Other people's labelled pictures, in CelebA's layout, as a gallery that an extractor can be taught on.

The folder holds `list_attr_celeba.txt` (Liu et al., "Deep Learning Face Attributes in the Wild", 2015): the
number of pictures, a line of attribute names, then a line for each picture with its file name and -1 or 1 for
each attribute. The pictures lie beside it or in a folder `img_align_celeba`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from PIL import Image, UnidentifiedImageError
from torch import Tensor

from attribute_map.discovery.gallery import Gallery
from attribute_map.discovery.importing import NAMES_FILE, read_published_names
from attribute_map.errors import PackError
from attribute_map.vocabulary import Vocabulary
from engine.progress import Progress, Report, silent

LIST = "list_attr_celeba.txt"
PICTURES = "img_align_celeba"


@dataclass(frozen=True)
class LabelList:
    """What a list says: files, and labels [N, A] of our axes (0 absent or the negative pole, 1 there)."""

    files: tuple[str, ...]
    names: tuple[str, ...]
    labels: Tensor


def read_labelled_folder(
    folder: Path,
    work: Path,
    vocabulary: Vocabulary,
    *,
    resolution: int,
    most: int,
    names_file: Path = NAMES_FILE,
    progress: Report = silent,
) -> Gallery:
    """The first `most` pictures of a folder, cut square about the middle, with the labels that we know.

    `names_file` says which axis an attribute's name stands for, and with which sign. Raises PackError with
    the file and the line at fault.
    """
    found = read_label_list(folder / LIST, vocabulary, read_published_names(names_file), most)
    pictures = folder / PICTURES if (folder / PICTURES).is_dir() else folder
    work.mkdir(parents=True, exist_ok=True)
    shape = (len(found.files), 3, resolution, resolution)
    stored = np.lib.format.open_memmap(work / "pictures.npy", "w+", np.uint8, shape)
    for place, file in enumerate(found.files):
        stored[place] = _picture(pictures / file, resolution)
        progress(Progress("reading labelled pictures", place + 1, len(found.files)))
    natural = np.ones(len(found.files), dtype=bool)
    return Gallery(torch.from_numpy(stored), found.labels, found.names, natural)


def read_label_list(
    path: Path, vocabulary: Vocabulary, names: Mapping[str, tuple[str, int]], most: int
) -> LabelList:
    """Read and check a list; raises PackError."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise PackError(f"{path} cannot be read: {error}") from error
    if len(lines) < 3 or not lines[0].strip().isdigit():
        raise PackError(f"{path}, line 1: expected the number of pictures, then names, then a line for each.")
    columns: dict[str, tuple[int, int]] = {}
    header = lines[1].split()
    for column, name in enumerate(header):
        axis, sign = names.get(name.lower(), ("", 1))
        if axis in vocabulary:
            columns.setdefault(axis, (column, sign))
    if not columns:
        raise PackError(f"{path}, line 2: none of these names is an axis of ours.")
    files, rows = [], []
    for number, line in enumerate(lines[2 : 2 + most], 3):
        fields = line.split()
        if len(fields) != len(header) + 1 or set(fields[1:]) - {"-1", "0", "1"}:
            raise PackError(f"{path}, line {number}: expected a file and {len(header)} labels of -1 or 1.")
        if Path(fields[0]).name != fields[0]:
            raise PackError(f"{path}, line {number}: “{fields[0][:80]}” is no plain file name.")
        files.append(fields[0])
        rows.append([float(sign * int(fields[1 + column]) > 0) for column, sign in columns.values()])
    return LabelList(tuple(files), tuple(columns), torch.tensor(rows))


def _picture(path: Path, resolution: int) -> np.ndarray:
    """Pixels [3, R, R] of the largest square in the middle of a picture."""
    try:
        with Image.open(path) as image:
            side = min(image.size)
            left, top = (image.width - side) // 2, (image.height - side) // 2
            square = image.convert("RGB").crop((left, top, left + side, top + side))
    except (OSError, UnidentifiedImageError, Image.DecompressionBombError, ValueError) as error:
        raise PackError(f"{path} cannot be read: {error}") from error
    small = square.resize((resolution, resolution), Image.Resampling.BOX if side > resolution else None)
    return np.asarray(small).transpose(2, 0, 1)
