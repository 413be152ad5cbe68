"""Packs: what is saved reads back the same, and whatever is wrong with one is a one-line PackError."""

from __future__ import annotations

import errno
import hashlib
import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import safetensors.torch
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from attribute_map import PackError, load_attribute_map
from attribute_map.pack import SHIPPED_PACKS, check_fit, read_pack, save_pack
from engine.generators.painter import Painter
from tests.attribute_map.discs import Discs
from tests.attribute_map.maps import hand_map, portrait


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    save_pack(hand_map(), tmp_path / "hand")
    return tmp_path / "hand"


def refused(folder: Path) -> str:
    with pytest.raises(PackError) as caught:
        read_pack(folder)
    message = str(caught.value)
    assert "\n" not in message
    assert len(message) < 600
    return message


def rewrite(folder: Path, change: Callable[[dict[str, Any]], None]) -> None:
    document = json.loads((folder / "pack.json").read_text())
    change(document)
    (folder / "pack.json").write_text(json.dumps(document))


def rewrite_tensors(folder: Path, change: Callable[[dict[str, torch.Tensor]], None]) -> None:
    tensors = safetensors.torch.load_file(folder / "pack.safetensors")
    change(tensors)
    data = safetensors.torch.save({name: tensor.contiguous() for name, tensor in tensors.items()})
    (folder / "pack.safetensors").write_bytes(data)
    rewrite(folder, lambda document: document.update(tensors_sha256=hashlib.sha256(data).hexdigest()))


def test_a_saved_map_reads_back_with_the_same_axes_readings_and_digest(pack: Path) -> None:
    original, first, second = hand_map(), read_pack(pack), read_pack(pack)
    assert first.axes == original.axes
    assert first.names == original.names
    assert first.digest == second.digest
    assert len(first.digest) == 64
    ws = torch.stack([portrait(age=1.0, beard=0.7), portrait(black_hair=2.0)])
    torch.testing.assert_close(first.readings(ws), original.readings(ws))
    assert first.directions["age"].shape == tuple(portrait().shape)


def test_what_a_portrait_shows_is_told_for_its_description(pack: Path) -> None:
    shown = read_pack(pack).shown(portrait(age=-1.8, beard=2.0, masculinity=0.3))
    assert shown == {"age": -1, "beard": 1}


@pytest.mark.parametrize("file", ["pack.json", "pack.safetensors"])
def test_a_missing_file_is_named(pack: Path, file: str) -> None:
    (pack / file).unlink()
    assert file in refused(pack)
    assert "facet axes learn" in refused(pack)


@pytest.mark.parametrize("file", ["pack.json", "pack.safetensors"])
@settings(suppress_health_check=list(HealthCheck), max_examples=40, deadline=None)
@given(data=st.data())
def test_a_truncated_or_altered_file_is_refused(pack: Path, file: str, data: st.DataObject) -> None:
    whole = (pack / file).read_bytes()
    try:
        place = data.draw(st.integers(0, len(whole) - 1))
        (pack / file).write_bytes(whole[:place])
        if whole[place:].strip():  # the last newline of the JSON is no loss
            refused(pack)
        if file == "pack.safetensors":
            (pack / file).write_bytes(whole[:place] + bytes([whole[place] ^ 255]) + whole[place + 1 :])
            assert "damaged" in refused(pack)
    finally:
        (pack / file).write_bytes(whole)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda d: d.update(schema=99), "schema 99"),
        (lambda d: d.update(extra=1), "extra"),
        (lambda d: d.pop("generator"), "generator"),
        (lambda d: d["axes"][0].update(low=float("nan")), "axes.0.low"),
        (lambda d: d["axes"][0].update(id="../../etc/passwd"), "axes.0.id"),
        (lambda d: d["axes"][0].update(high="much"), "axes.0.high"),
        (lambda d: d["names"].reverse(), "names"),
        (lambda d: d["names"].append("age"), "names"),
        (lambda d: d["axes"].pop(), "shape|float"),
        (lambda d: d.update(tensors_sha256="0" * 64), "damaged"),
    ],
)
def test_a_document_that_says_something_odd_is_refused_with_the_place(
    pack: Path, change: Callable[[dict[str, Any]], None], words: str
) -> None:
    rewrite(pack, change)
    with pytest.raises(PackError, match=words):
        read_pack(pack)
    refused(pack)


@pytest.mark.parametrize(
    "text", [b"", b"[]", b"null", b"{", b"\xff\xfe", b"[" * 100_000, b'{"schema": 1e999}']
)
def test_a_document_that_is_no_document_is_refused(pack: Path, text: bytes) -> None:
    (pack / "pack.json").write_bytes(text)
    refused(pack)


@pytest.mark.parametrize(
    "change",
    [
        lambda t: t.pop("steps"),
        lambda t: t.update(more=torch.zeros(1)),
        lambda t: t.update(steps=t["steps"][:, :1]),
        lambda t: t.update(steps=t["steps"].to(torch.int64)),
        lambda t: t.update(normals=torch.full_like(t["normals"], float("inf"))),
        lambda t: t.update(normals=t["normals"][:, :0], steps=t["steps"][:, :, :0]),
        lambda t: t.update(intercepts=torch.tensor(0.0)),
        lambda t: t.update(curve_readings=t["curve_readings"].flip(1)),
        lambda t: t.update(curve_positions=t["curve_positions"][:, :1]),
    ],
)
def test_tensors_of_the_wrong_kind_are_refused_though_their_hash_is_right(
    pack: Path, change: Callable[[dict[str, torch.Tensor]], None]
) -> None:
    rewrite_tensors(pack, change)
    refused(pack)


def test_a_pickle_in_place_of_the_tensors_is_refused_and_not_run(pack: Path, tmp_path: Path) -> None:
    class Hostile:
        def __reduce__(self) -> tuple[Any, ...]:
            return (Path.touch, (tmp_path / "was_run",))

    torch.save({"steps": Hostile()}, pack / "pack.safetensors")
    data = (pack / "pack.safetensors").read_bytes()
    rewrite(pack, lambda document: document.update(tensors_sha256=hashlib.sha256(data).hexdigest()))
    refused(pack)
    assert not (tmp_path / "was_run").exists()


def test_a_map_of_another_generator_is_refused_with_what_to_do(pack: Path) -> None:
    with pytest.raises(PackError, match=r"does not fit “discs”.*facet axes learn"):
        check_fit(read_pack(pack), Discs())
    with pytest.raises(PackError, match="facet axes learn"):
        load_attribute_map(Discs())


def test_a_map_is_found_in_a_folder_of_packs_or_as_the_folder_itself(pack: Path) -> None:
    generator = Discs()
    generator.digest, generator.num_ws, generator.w_dim = ("hand-1", *portrait().shape)
    assert load_attribute_map(generator, folders=[pack]).folder == pack
    assert load_attribute_map(generator, folders=[pack.parent]).folder == pack


def test_a_pack_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(PackError, match="cannot be written"):
        save_pack(hand_map(), tmp_path / "file" / "pack")


def test_a_disk_that_fills_up_leaves_the_pack_that_was_there(
    pack: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, write = read_pack(pack), Path.write_bytes

    def full(path: Path, data: bytes) -> int:
        if "json" in path.name:
            raise OSError(errno.ENOSPC, "No space left on device")
        return write(path, data)

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(PackError, match="No space left"):
        save_pack(replace(before, steps=2 * before.steps), pack)
    assert read_pack(pack).digest == before.digest
    assert sorted(file.name for file in pack.iterdir()) == ["pack.json", "pack.safetensors"]


@pytest.mark.parametrize("odd", [{"steps": float("nan")}, {"names": "Ärger"}])
def test_what_no_pack_may_hold_is_refused_before_anything_is_written(
    tmp_path: Path, odd: dict[str, Any]
) -> None:
    good = hand_map()
    changed = {
        "steps": lambda value: good.steps * value,
        "names": lambda value: (*good.names[:-1], value),
    }
    bad = replace(good, **{name: changed[name](value) for name, value in odd.items()})
    with pytest.raises(PackError) as caught:
        save_pack(bad, tmp_path / "bad")
    assert "\n" not in str(caught.value)
    assert not (tmp_path / "bad").exists()


def test_the_curves_of_a_pack_are_the_ones_saved(pack: Path) -> None:
    for saved, read in zip(hand_map().curves, read_pack(pack).curves, strict=True):
        places = np.linspace(-5, 5, 21)
        np.testing.assert_allclose(read.reading(places), saved.reading(places), atol=1e-9)


def test_a_damaged_pack_of_ones_own_is_not_passed_over_for_the_shipped_one(tmp_path: Path) -> None:
    own = tmp_path / "packs" / "painter"
    shutil.copytree(SHIPPED_PACKS / "painter", own)
    with (own / "pack.safetensors").open("r+b") as file:
        file.truncate(1000)
    with pytest.raises(PackError):
        load_attribute_map(Painter(), folders=[tmp_path / "packs"])
