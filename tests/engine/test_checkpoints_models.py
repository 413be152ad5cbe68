"""Adding, inspecting, listing and loading models as an operator does."""

from __future__ import annotations

import dataclasses
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest
import torch

from engine import (
    CheckpointError,
    LabelledGenerator,
    ModelError,
    add_model,
    fastest_dtype,
    inspect_model,
    list_models,
    load_generator,
    remove_model,
)
from engine.checkpoints import read_checkpoint
from engine.checkpoints.building import load_tensors
from engine.generators.painter import Painter
from engine.generators.style_generator import StyleGenerator
from tests.engine.checkpoint_files import (
    NVIDIA_FAMILIES,
    PARITY,
    expected_of,
    write_nvidia,
    write_pggan,
    write_rosinality,
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "data" / "models"


@pytest.mark.parametrize("family", [*NVIDIA_FAMILIES, "pggan", "rosinality"])
def test_an_added_model_draws_the_same_pixels_as_its_file(family: str, folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "from-the-web.bin"
    if family == "pggan":
        write_pggan(file)
    elif family == "rosinality":
        write_rosinality(file, training=True)
    else:
        write_nvidia(file, family)
    added = add_model(file, "faces", folder)
    from_file, from_name = load_generator(file), load_generator("faces", folder=folder)
    expected = expected_of(family)
    z, labels = expected["z"], expected.get("c")
    ws = from_file.map(z, labels, psi=0.7)
    assert torch.equal(ws, from_name.map(z, labels, psi=0.7))
    assert torch.equal(from_file.synthesize(ws), from_name.synthesize(ws))
    assert from_name.digest == from_file.digest == added.digest
    assert from_name.name == "faces"


def test_one_network_has_one_digest_whatever_format_it_came_in(tmp_path: Path) -> None:
    write_nvidia(tmp_path / "a.pkl", "stylegan2", conv_clamp=256)
    write_nvidia(tmp_path / "b.pkl", "stylegan2", conv_clamp=None)
    pickled, unclamped = load_generator(tmp_path / "a.pkl"), load_generator(tmp_path / "b.pkl")
    plain = load_generator(PARITY / "stylegan2" / "weights.safetensors")
    assert pickled.digest == plain.digest
    assert pickled.digest != unclamped.digest  # the clamp decides pixels too


def test_inspection_tells_what_a_file_holds(tmp_path: Path) -> None:
    write_nvidia(tmp_path / "a.pkl", "stylegan2_conditional")
    found = inspect_model(tmp_path / "a.pkl")
    assert (found.architecture, found.resolution, found.z_dim, found.w_dim) == ("stylegan2", 32, 32, 32)
    assert (found.num_ws, found.label_dim, found.refusals) == (8, 5, ())
    assert found.parameters == 67939
    assert "NVIDIA" in found.origin
    assert "NVIDIA Source Code License" in found.licence_note
    write_nvidia(tmp_path / "b.pkl", "stylegan3_r")
    assert inspect_model(tmp_path / "b.pkl").architecture == "stylegan3-r"
    assert inspect_model(PARITY / "stylegan3_t" / "weights.safetensors").architecture == "stylegan3-t"
    write_pggan(tmp_path / "c.pkl")
    pggan = inspect_model(tmp_path / "c.pkl")
    assert (pggan.architecture, pggan.num_ws, pggan.w_dim) == ("pggan", 1, 24)
    assert "CC BY-NC" in pggan.licence_note
    (tmp_path / "d.pkl").write_bytes((tmp_path / "c.pkl").read_bytes()[:5000])
    damaged = inspect_model(tmp_path / "d.pkl")
    assert damaged.architecture == "unknown"
    assert "longer than the file" in damaged.refusals[0]
    assert inspect_model(tmp_path / "absent").refusals
    assert inspect_model(tmp_path / ("x" * 300)).refusals


def test_the_list_says_where_models_came_from_and_which_are_damaged(folder: Path, tmp_path: Path) -> None:
    assert list_models(folder) == []
    write_nvidia(tmp_path / "source file.pkl", "stylegan2_resnet")
    added = add_model(tmp_path / "source file.pkl", "good", folder)
    write_pggan(tmp_path / "p.pkl")
    bad = add_model(tmp_path / "p.pkl", "bad", folder)
    bad.path.write_bytes(bad.path.read_bytes()[:-100])
    (folder / "foreign.safetensors").write_bytes((PARITY / "pggan" / "weights.safetensors").read_bytes())
    (folder / "notes.txt").write_text("not a model")
    listed = {model.name: model for model in list_models(folder)}
    assert sorted(listed) == ["bad", "foreign", "good"]
    assert listed["good"] == added
    assert listed["good"].source == "source file.pkl"
    assert len(listed["good"].digest) == len(listed["good"].source_sha256) == 64
    assert listed["good"].problem is None
    assert "damaged" in (listed["bad"].problem or "")
    assert "not added by this program" in (listed["foreign"].problem or "")
    remove_model("bad", folder)
    with pytest.raises(ModelError, match="no model named bad"):
        remove_model("bad", folder)


def test_changed_weights_of_an_installed_model_are_noticed(folder: Path, tmp_path: Path) -> None:
    write_nvidia(tmp_path / "a.pkl", "stylegan2_resnet")
    path = add_model(tmp_path / "a.pkl", "faces", folder).path
    raw = bytearray(path.read_bytes())
    raw[-50] ^= 1  # the last bit of some weight
    path.write_bytes(raw)
    with pytest.raises(CheckpointError, match="digest"):
        load_generator("faces", folder=folder)


@pytest.mark.parametrize(
    "name",
    ["", "../x", "a/b", "a\\b", ".hidden", "a.b", "x" * 65, "x" * 300, "é", "a\n", "con\0", "painter", "-x"],
)
def test_names_that_could_lead_elsewhere_are_refused(name: str, folder: Path, tmp_path: Path) -> None:
    write_pggan(tmp_path / "p.pkl")
    with pytest.raises(ModelError, match=r"name"):
        add_model(tmp_path / "p.pkl", name, folder)
    assert not folder.exists()


@pytest.mark.parametrize("name", [b"two\nlines.pkl", b"\xff\xfe.pkl", b"red\x1b[31m.pkl"])
def test_a_file_name_that_is_no_plain_text_is_shown_in_one_line(
    name: bytes, folder: Path, tmp_path: Path
) -> None:
    file = tmp_path / os.fsdecode(name)
    write_pggan(file)
    source = add_model(file, "faces", folder).source
    assert list_models(folder)[0].source == source
    file.write_bytes(bytes(100))
    with pytest.raises(CheckpointError) as caught:
        load_generator(file)
    assert source.isprintable()
    assert str(caught.value).isprintable()


def test_a_taken_name_keeps_its_model(folder: Path, tmp_path: Path) -> None:
    write_pggan(tmp_path / "p.pkl")
    write_nvidia(tmp_path / "a.pkl", "stylegan2_resnet")
    before = add_model(tmp_path / "p.pkl", "faces", folder).path.read_bytes()
    with pytest.raises(ModelError, match="already"):
        add_model(tmp_path / "a.pkl", "faces", folder)
    assert (folder / "faces.safetensors").read_bytes() == before


def test_of_two_who_add_one_name_at_once_exactly_one_succeeds(folder: Path, tmp_path: Path) -> None:
    write_pggan(tmp_path / "p.pkl")
    outcomes: list[str] = []

    def add() -> None:
        try:
            add_model(tmp_path / "p.pkl", "faces", folder)
            outcomes.append("added")
        except ModelError:
            outcomes.append("refused")

    threads = [threading.Thread(target=add) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["added", "refused", "refused", "refused"]
    assert [entry.name for entry in folder.iterdir()] == ["faces.safetensors"]


def test_a_refused_file_leaves_nothing_in_the_folder(folder: Path, tmp_path: Path) -> None:
    write_pggan(tmp_path / "p.pkl")
    (tmp_path / "cut.pkl").write_bytes((tmp_path / "p.pkl").read_bytes()[:-500])
    with pytest.raises(CheckpointError, match=r"cut\.pkl"):
        add_model(tmp_path / "cut.pkl", "faces", folder)
    assert not folder.exists() or list(folder.iterdir()) == []


def test_what_a_killed_process_left_is_not_listed_and_goes_with_the_next_model(
    folder: Path, tmp_path: Path
) -> None:
    folder.mkdir(parents=True)
    abandoned, fresh = folder / ".adding-1.safetensors", folder / ".adding-2.safetensors"
    abandoned.write_bytes(bytes(1000))
    fresh.write_bytes(bytes(1000))
    os.utime(abandoned, (0, 0))
    assert list_models(folder) == []
    write_pggan(tmp_path / "p.pkl")
    add_model(tmp_path / "p.pkl", "faces", folder)
    assert sorted(entry.name for entry in folder.iterdir()) == [fresh.name, "faces.safetensors"]


@pytest.mark.skipif(os.name != "posix", reason="limits of file sizes are the system's")
def test_a_full_disk_is_one_clear_line_and_leaves_nothing(folder: Path, tmp_path: Path) -> None:
    """A limit on the size of files stands for the disk: writing fails in the same place."""
    write_pggan(tmp_path / "p.pkl")
    add = (
        "import resource, signal, sys; from engine import ModelError, add_model\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, 10_000))\n"
        "try: add_model(sys.argv[1], 'faces', __import__('pathlib').Path(sys.argv[2]))\n"
        "except ModelError as error: print(error)"
    )
    command = [sys.executable, "-c", add, str(tmp_path / "p.pkl"), str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=Path(__file__).parents[2])
    assert done.returncode == 0, done.stderr
    assert "cannot be written" in done.stdout
    assert len(done.stdout.splitlines()) == 1
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("kind", ["pickle", "archive", "safetensors"])
@pytest.mark.parametrize("change", ["cut short", "removed", "replaced"])
def test_a_file_that_changes_while_it_is_read_is_refused_or_read_as_it_was(
    kind: str, change: str, tmp_path: Path
) -> None:
    path = tmp_path / "file"
    if kind == "pickle":
        write_pggan(path)
    elif kind == "archive":
        write_rosinality(path, training=False)
    else:
        path.write_bytes((PARITY / "stylegan2_resnet" / "weights.safetensors").read_bytes())
    checkpoint, _ = read_checkpoint(path)
    if change == "cut short":
        os.truncate(path, 1000)
    else:
        path.unlink()
    if change == "replaced":
        path.write_bytes((PARITY / "stylegan2_conditional" / "weights.safetensors").read_bytes())
    if kind == "safetensors" or change == "cut short":
        with pytest.raises(CheckpointError, match="while it was read"):
            load_tensors(checkpoint)
    else:
        assert load_tensors(checkpoint)


def test_a_folder_that_cannot_be_written_is_one_clear_line(tmp_path: Path) -> None:
    write_pggan(tmp_path / "p.pkl")
    (tmp_path / "blocked").write_text("a file where the folder should be")
    with pytest.raises(ModelError, match="cannot be written"):
        add_model(tmp_path / "p.pkl", "faces", tmp_path / "blocked" / "models")


def test_unknown_models_and_devices_are_one_clear_line(folder: Path, tmp_path: Path) -> None:
    write_pggan(tmp_path / "p.pkl")
    add_model(tmp_path / "p.pkl", "faces", folder)
    with pytest.raises(ModelError, match="installed are: faces, facet-neural, painter"):
        load_generator("nobody", folder=folder)
    with pytest.raises(ModelError, match="no model or file"):
        load_generator(tmp_path / "absent.pkl", folder=folder)
    for odd in ("x" * 300, "x\0", "é/" * 3000):
        with pytest.raises(ModelError, match="no model or file"):
            load_generator(odd, folder=folder)
    with pytest.raises(ModelError, match="no device"):
        load_generator("painter", device="gpu!")


def test_the_painter_is_always_there() -> None:
    generator = load_generator("painter")
    assert isinstance(generator, LabelledGenerator)
    assert generator.name == "painter"


def test_latents_of_another_shape_are_refused_and_pictures_come_in_any_size(tmp_path: Path) -> None:
    generator = load_generator(PARITY / "stylegan2_conditional" / "weights.safetensors")
    expected = expected_of("stylegan2_conditional")
    with pytest.raises(ModelError, match="latents of shape"):
        generator.map(torch.zeros(2, 7))
    with pytest.raises(ModelError, match="labels of shape"):
        generator.map(expected["z"], torch.zeros(3, 4))
    with pytest.raises(ModelError, match="ws of shape"):
        generator.synthesize(torch.zeros(1, 3, 32))
    ws = expected["ws_mixed"]
    assert generator.synthesize(ws, resolution=48).shape == (3, 3, 48, 48)
    assert generator.synthesize(ws, resolution=8).shape == (3, 3, 8, 8)


def test_the_fastest_type_is_a_networks_and_not_the_painters() -> None:
    path = PARITY / "stylegan2" / "weights.safetensors"
    fastest, exact = load_generator(path, dtype="fastest"), load_generator(path)
    assert isinstance(fastest, StyleGenerator)
    assert fastest.dtype == fastest_dtype() == fastest_dtype("cpu")
    ws = expected_of("stylegan2")["ws_mixed"]
    assert (fastest.synthesize(ws) - exact.synthesize(ws)).abs().mean() < 0.01
    painter = load_generator("painter", dtype="fastest")
    assert isinstance(painter, Painter)
    assert painter.dtype == torch.float32


def test_the_default_folder_follows_the_data_setting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_pggan(tmp_path / "p.pkl")
    added = add_model(tmp_path / "p.pkl", "faces", tmp_path / "models")
    monkeypatch.setenv("FACET_DATA", os.fspath(tmp_path))
    assert load_generator("faces").digest == added.digest
    assert dataclasses.asdict(added)["name"] == "faces"
