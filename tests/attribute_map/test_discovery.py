"""Learning axes from pictures, from nothing to a pack, on a generator small enough to watch."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from attribute_map import PackError, load_attribute_map
from attribute_map.axes import AttributeMap
from attribute_map.changes import Change
from attribute_map.discovery.documenting import document_map
from attribute_map.discovery.extractor import Extractor
from attribute_map.discovery.figures import CELL, heat_map
from attribute_map.discovery.gallery import draw_gallery
from attribute_map.discovery.learning import Effort, learn
from attribute_map.discovery.measuring import extractor_reader, measure, wished_ws
from attribute_map.discovery.sampling import sample_ws
from engine.generator import Generator
from engine.progress import Progress
from tests.attribute_map.discs import Discs, disc_vocabulary

EFFORT = Effort(
    resolution=32,
    pictures=4096,
    epochs=4,
    latents=1024,
    mixed=512,
    population=4096,
    trials=12,
    sweeps=8,
    portraits=24,
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("discs")


@pytest.fixture(scope="module")
def stages() -> list[Progress]:
    return []


@pytest.fixture(scope="module")
def learned(folder: Path, stages: list[Progress]) -> Iterator[AttributeMap]:
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield learn(
        Discs(), folder, seed=3, effort=EFFORT, vocabulary=disc_vocabulary(folder), progress=stages.append
    )
    torch.set_num_threads(threads)


def test_the_extractor_reads_pictures_it_has_not_seen(learned: AttributeMap) -> None:
    extractor = learned.extractor()
    ws = sample_ws(Discs(), "natural", 200, 12345)
    read = extractor.read(Discs().synthesize(ws, resolution=48))  # at a size it was not taught at
    truth = Discs().attributes(ws)
    for name in ("disc_size", "disc_shade", "ground", "dot"):
        column = extractor.column(name)
        assert np.corrcoef(read[:, column], truth[:, column])[0, 1] > 0.9, name
    assert extractor.auc[extractor.column("dot")] > 0.97  # type: ignore[operator]
    assert extractor.auc[extractor.column("ground")] is None


def test_readings_are_told_from_the_latents_in_sigma(learned: AttributeMap) -> None:
    ws = sample_ws(Discs(), "natural", 400, 777)
    predicted, read = learned.readings(ws), learned.extractor().read(Discs().synthesize(ws))
    for index, axis in enumerate(learned.axes):
        seen = read[:, learned.extractor().column(axis.id)]
        assert np.corrcoef(predicted[:, index], seen)[0, 1] > 0.9, axis.id
        assert abs(float(seen.std()) - 1.0) < 0.15, axis.id


def test_each_axis_goes_through_the_layers_that_draw_its_attribute(learned: AttributeMap) -> None:
    assert learned.layers == {"disc_size": (0,), "disc_shade": (0,), "dot": (1,), "ground": (2,)}


def test_axes_move_their_attribute_and_leak_less_than_plain_regression(learned: AttributeMap) -> None:
    reader = extractor_reader(Discs(), learned.extractor())
    figures = measure(Discs(), learned, reader, eye=reader, portraits=100)
    assert figures.mean("right", "wish") >= 0.95
    assert figures.mean("moved", "wish") >= 0.8  # a dot that is plainly there cannot grow by a whole σ
    assert figures.mean("moved_free", "wish") >= 0.97
    with_room = sum(axis.wish.free for axis in figures.axes)
    met = sum(axis.wish.free * axis.wish.moved_free for axis in figures.axes)
    assert figures.mean("moved_free", "wish") == pytest.approx(met / with_room)
    assert figures.mean("side_effect", "offset") < figures.mean("side_effect", "raw")
    assert figures.mean("back_within") >= 0.9
    assert figures.mean("corrected") >= max(figures.mean("absolute"), 0.9)
    size = next(axis for axis in figures.axes if axis.axis == "disc_size")
    assert size.offset.side_effect < 0.6 * size.raw.side_effect  # shade goes with size in nature
    assert size.kept_better >= 0.9
    assert "disc_shade" in learned["disc_size"].fit.conditions


def test_a_dot_wished_for_is_seen_and_goes_away_again(learned: AttributeMap) -> None:
    ws = sample_ws(Discs(), "natural", 40, 4242)
    wish = Change("dot", 1, "absolute", 2.0, "a dot", 1.0)
    gone = Change("dot", -1, "absolute", 2.0, "no dot", 1.0)
    for change, holds in ((wish, lambda dot: dot > 0.8), (gone, lambda dot: dot < 0.2)):
        dots = Discs().attributes(wished_ws(learned, ws, [change])[0])[:, 3]
        assert float(holds(dots).float().mean()) >= 0.95


def test_the_pack_is_found_for_its_generator_and_no_other(learned: AttributeMap, folder: Path) -> None:
    assert load_attribute_map(Discs(), folders=[folder]).digest == learned.digest
    other = Discs()
    other.digest = "discs-2"
    with pytest.raises(PackError, match="facet axes learn"):
        load_attribute_map(other, folders=[folder])


def test_progress_is_told_to_the_end_of_every_stage(learned: AttributeMap, stages: list[Progress]) -> None:
    last = {sign.stage: sign for sign in stages}
    assert {"drawing portraits", "teaching the extractor", "fitting", "calibrating"} <= set(last)
    assert all(sign.done == sign.total for sign in last.values())


def test_an_interrupted_gallery_goes_on_where_it_stopped_and_comes_out_the_same(tmp_path: Path) -> None:
    class Stopped(Exception):
        pass

    def stop(sign: Progress) -> None:
        if sign.done > 600:
            raise Stopped

    settings = {"pictures": 1024, "resolution": 16, "seed": 5}
    with pytest.raises(Stopped):
        draw_gallery(Discs(), tmp_path / "a", progress=stop, **settings)  # type: ignore[arg-type]
    told: list[Progress] = []
    resumed = draw_gallery(Discs(), tmp_path / "a", progress=told.append, **settings)  # type: ignore[arg-type]
    whole = draw_gallery(Discs(), tmp_path / "b", **settings)  # type: ignore[arg-type]
    assert told[0].done > 512  # two chunks were done
    assert (resumed.pictures == whole.pictures).all()
    assert torch.equal(resumed.labels, whole.labels)


def test_learning_again_with_the_same_settings_draws_nothing_twice(
    learned: AttributeMap, folder: Path
) -> None:
    told: list[str] = []
    again = learn(
        Discs(),
        folder,
        seed=3,
        effort=EFFORT,
        vocabulary=disc_vocabulary(folder),
        progress=lambda sign: told.append(sign.stage),
    )
    assert "drawing portraits" not in told
    assert "teaching the extractor" not in told
    assert again.digest == learned.digest


class Mute(Generator):
    """The discs, drawn by somebody who cannot tell what they show, in a w turned another way."""

    name, digest = "mute", "mute-1"
    z_dim, w_dim, num_ws, resolution = Discs.z_dim, Discs.w_dim, Discs.num_ws, 32

    def __init__(self) -> None:
        self.discs = Discs()
        self.w_avg = torch.zeros(self.w_dim)

    @property
    def device(self) -> torch.device:
        return torch.device("cpu")

    def map(
        self, z: torch.Tensor, labels: torch.Tensor | None = None, psi: float = 1.0, cutoff: int | None = None
    ) -> torch.Tensor:
        return self.discs.map(z, psi=psi, cutoff=cutoff).flip(2)

    def synthesize(self, ws: torch.Tensor, *, resolution: int | None = None) -> torch.Tensor:
        return self.discs.synthesize(ws.flip(2), resolution=resolution)


def test_a_generator_that_knows_no_labels_is_read_by_the_extractor_of_another(
    learned: AttributeMap, tmp_path: Path
) -> None:
    vocabulary = disc_vocabulary(tmp_path)
    with pytest.raises(PackError, match="hand in an extractor"):
        learn(Mute(), tmp_path / "none", effort=EFFORT, vocabulary=vocabulary)
    found = learn(
        Mute(), tmp_path / "mute", effort=EFFORT, vocabulary=vocabulary, extractor=learned.extractor()
    )
    assert {axis.id for axis in found.axes} == {"disc_size", "disc_shade", "ground", "dot"}
    assert load_attribute_map(Mute(), folders=[tmp_path / "mute"]).digest == found.digest
    ws = sample_ws(Mute(), "natural", 40, 8)
    traits = [(found.directions["disc_size"], 0), (found.directions["dot"], 3)]
    for direction, column in traits:
        moved = Discs().attributes((ws + 2 * direction).flip(2)) - Discs().attributes(ws.flip(2))
        assert float((moved[:, column] > 0).float().mean()) > 0.9


def test_a_folder_that_cannot_be_written_is_told_before_any_work(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(PackError, match="cannot be written"):
        learn(Discs(), tmp_path / "file", effort=EFFORT, vocabulary=disc_vocabulary(tmp_path))


@pytest.mark.parametrize("file", ["extractor.json", "extractor.safetensors"])
def test_a_damaged_extractor_is_refused_in_one_line(
    learned: AttributeMap, folder: Path, tmp_path: Path, file: str
) -> None:
    for name in ("extractor.json", "extractor.safetensors"):
        shutil.copy(folder / name, tmp_path / name)
    whole = (tmp_path / file).read_bytes()
    for content in (whole[: len(whole) // 2], b"", b"[]"):
        (tmp_path / file).write_bytes(content)
        with pytest.raises(PackError) as caught:
            Extractor.load(tmp_path)
        assert "\n" not in str(caught.value)
    (tmp_path / file).unlink()
    with pytest.raises(PackError, match="cannot be read"):
        Extractor.load(tmp_path)


def test_an_extractor_with_impossible_scales_is_refused(
    learned: AttributeMap, folder: Path, tmp_path: Path
) -> None:
    shutil.copytree(folder, tmp_path / "pack", ignore=shutil.ignore_patterns("work"))
    document = json.loads((folder / "extractor.json").read_text())
    for change in ({"reading_std": [0.0] * 6}, {"resolution": 10**6}, {"r2": [1.0]}, {"surprise": 1}):
        (tmp_path / "pack" / "extractor.json").write_text(json.dumps(document | change))
        with pytest.raises(PackError):
            Extractor.load(tmp_path / "pack")


def test_a_folder_with_other_things_in_it_is_not_emptied_for_work(tmp_path: Path) -> None:
    (tmp_path / "holiday.jpg").write_text("dear to me")
    with pytest.raises(PackError, match="other things"):
        learn(Discs(), tmp_path / "pack", effort=EFFORT, work_dir=tmp_path)
    assert (tmp_path / "holiday.jpg").read_text() == "dear to me"


def test_the_page_about_a_map_shows_every_axis(learned: AttributeMap, tmp_path: Path) -> None:
    page = document_map(Discs(), learned, tmp_path / "docs", seed=1)
    text = page.read_text()
    assert all(f"| {axis.id} |" in text for axis in learned.axes)
    for name in ("entanglement.png", "entanglement-raw.png", "strips.jpg", "failures.jpg"):
        assert f"axes/{name}" in text
        assert Image.open(tmp_path / "docs" / "axes" / name).width > 100


def test_a_heat_map_is_hottest_where_an_axis_moves_itself(learned: AttributeMap) -> None:
    darkness = 255.0 - heat_map(learned).mean(axis=2)
    side = len(learned.axes) * CELL
    cells = darkness[-side - 10 : -10, -len(learned.names) * CELL - 10 : -10]
    for row in range(len(learned.axes)):
        line = [cells[row * CELL + 3, column * CELL + 3] for column in range(len(learned.names))]
        assert int(np.argmax(line)) == row
