"""Nothing in a checkpoint is ever run, and every refusal says what was refused."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import os
import pickle
import struct
import time
import tracemalloc
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import safetensors
import torch
from safetensors.torch import load_file, save_file

from engine import CheckpointError, add_model, inspect_model, list_models, load_generator
from engine.checkpoints import read_checkpoint
from tests.engine.checkpoint_files import (
    PARITY,
    EasyDict,
    Network,
    PersistentModule,
    _reconstruct_persistent_obj,
    foreign_modules,
    nvidia_network,
    weights_of,
    write_nvidia,
    write_pggan,
    write_rosinality,
    write_tensorflow_stylegan2,
)


class Evil:
    """Runs a shell command when it is unpickled the usual way."""

    def __init__(self, trace: Path) -> None:
        self.trace = trace

    def __reduce__(self) -> Any:
        return os.system, (f"touch {self.trace}",)


def nvidia_pickle(value: Any, protocol: int = 4) -> bytes:
    with foreign_modules(
        torch_utils__persistence={"_reconstruct_persistent_obj": _reconstruct_persistent_obj},
        dnnlib__util={"EasyDict": EasyDict},
        dnnlib__tflib__network={"Network": Network},
    ):
        return pickle.dumps(value, protocol)


def refusal(path: Path) -> str:
    with pytest.raises(CheckpointError) as caught:
        load_generator(path)
    text = str(caught.value)
    assert "\n" not in text
    assert text.startswith(path.name)
    return text


def refusal_of(content: bytes, tmp_path: Path) -> str:
    path = tmp_path / "file.pkl"
    path.write_bytes(content.ljust(16, b"."))
    return refusal(path)


def hidden_places(evil: Evil) -> dict[str, Any]:
    """Snapshots that carry a command where a hasty reader might not look."""
    in_network = nvidia_network("stylegan2_resnet")
    in_network.state["_init_kwargs"] = EasyDict(synthesis_kwargs=evil)
    nested = io.BytesIO()
    torch.save(evil, nested, _use_new_zipfile_serialization=False)
    raw = nested.getvalue()

    class Nested:
        def __reduce__(self) -> Any:
            return torch.storage._load_from_bytes, (raw,)

    return {
        "beside the network": {"G_ema": nvidia_network("stylegan2_resnet"), "extra": evil},
        "in the arguments": {"G_ema": in_network},
        "in nested bytes": {"G_ema": nvidia_network("stylegan2_resnet"), "D": Nested()},
        "in an object array": {"G_ema": np.array([evil], dtype=object)},
        "in a TensorFlow network": (1, 2, Network("Gs", {}, static_kwargs={"x": evil})),
    }


@pytest.mark.parametrize("protocol", [3, 4, 5])
@pytest.mark.parametrize("place", list(hidden_places(Evil(Path("x")))))
def test_a_command_hidden_in_a_pickle_is_refused_and_not_run(
    place: str, protocol: int, tmp_path: Path
) -> None:
    trace = tmp_path / "ran"
    content = nvidia_pickle(hidden_places(Evil(trace))[place], protocol)
    text = refusal_of(content, tmp_path)
    assert ("dtype 'O8'" if "object array" in place else "posix.system") in text
    assert not trace.exists()


@pytest.mark.parametrize("archive", [True, False], ids=["archive", "stream"])
def test_a_command_hidden_in_a_torch_file_is_refused_and_not_run(archive: bool, tmp_path: Path) -> None:
    trace = tmp_path / "ran"
    content = {"g_ema": weights_of("rosinality"), "args": Evil(trace)}
    torch.save(content, tmp_path / "file.pt", _use_new_zipfile_serialization=archive)
    assert "posix.system" in refusal(tmp_path / "file.pt")
    assert not trace.exists()


def test_inspection_names_every_refused_global_and_runs_none(tmp_path: Path) -> None:
    trace = tmp_path / "ran"
    path = tmp_path / "file.pkl"
    snapshot = {
        "G_ema": nvidia_network("stylegan2_resnet"),
        "a": Evil(trace),
        "b": pow,
        "c": EasyDict(d=Evil(trace)),
    }
    path.write_bytes(nvidia_pickle(snapshot))
    description = inspect_model(path)
    assert description.refusals == ("global posix.system", "global builtins.pow")
    assert description.architecture == "unknown"
    assert not trace.exists()


def call(module: str, name: str, arguments: bytes) -> bytes:
    return b"\x80\x04c" + f"{module}\n{name}\n".encode() + arguments + b"R."


@pytest.mark.parametrize(
    ("module", "name"),
    [
        ("builtins", "eval"),
        ("builtins", "getattr"),
        ("builtins", "__import__"),
        ("torch.storage", "_load_from_bytes.__globals__"),
        ("torch", "load"),
        ("torch._utils", "_rebuild_tensor"),
        ("collections", "OrderedDict.fromkeys"),
        ("numpy.core.multiarray", "_reconstruct.__class__"),
        ("numpy", "load"),
        ("codecs", "encode"),
        ("torch_utils.persistence", "_src_to_module"),
    ],
)
def test_globals_off_the_list_are_refused_by_name(module: str, name: str, tmp_path: Path) -> None:
    text = refusal_of(call(module, name, b"\x8c\x021+\x8c\x011\x86"), tmp_path)
    assert f"{module}.{name}" in text


def test_listed_globals_take_nothing_but_what_checkpoints_pass(tmp_path: Path) -> None:
    strings = b"\x8c\x02O8\x89\x88\x87"  # ("O8", False, True)
    assert "dtype 'O8'" in refusal_of(call("numpy", "dtype", strings), tmp_path)
    buffer = b"(C\x00cnumpy\ndtype\n\x8c\x02f4\x89\x88\x87RK\x00\x85\x8c\x01%bt"  # (b"", f4, (0,), order)
    assert "neither C nor F" in refusal_of(call("numpy.core.numeric", "_frombuffer", buffer % b"A"), tmp_path)
    assert "numpy.ndarray is called" in refusal_of(call("numpy", "ndarray", b")"), tmp_path)
    assert "no storage" in refusal_of(
        call("torch._utils", "_rebuild_tensor_v2", b"(NK\x00))\x89Nt"), tmp_path
    )
    assert "not bytes" in refusal_of(call("torch.storage", "_load_from_bytes", b"\x8c\x01x\x85"), tmp_path)
    assert "does not take" in refusal_of(call("torch._utils", "_rebuild_parameter", b")"), tmp_path)


@pytest.mark.parametrize(
    "kind",
    ["V2147483647", "S2147483647", "U536870911", "f16", "M8[s]", "(9,)f4", "f4,f4", "O", "", "f4" * 999],
)
def test_types_of_huge_or_strange_elements_are_refused(kind: str, tmp_path: Path) -> None:
    text = pickle.dumps(kind, 4)[2:-1]  # without protocol and end
    assert "dtype" in refusal_of(call("numpy", "dtype", text + b"\x89\x88\x87"), tmp_path)


HUGE = struct.pack("<Q", 1 << 60)
BOMBS = {
    "bytes of 2^60": b"\x80\x04\x8e" + HUGE + b".",
    "text of 2^60": b"\x80\x04\x8d" + HUGE + b".",
    "frame of 2^60": b"\x80\x04\x95" + HUGE + b"N.",
    "integer of 2^31": b"\x80\x04\x8b" + struct.pack("<i", (1 << 31) - 1) + b".",
    "integer of negative length": b"\x80\x04\x8b" + struct.pack("<i", -5) + b".",
    "string of negative length": b"\x80\x02T" + struct.pack("<i", -5) + b".",
    "millions of dicts": b"\x80\x04" + b"}" * 3_000_000 + b".",
    "millions of marks": b"\x80\x04" + b"(" * 3_000_000 + b".",
    "a deep list": b"\x80\x04" + b"]" * 400_000 + b"a" * 399_999 + b".",
    "a deep tuple as a key": b"\x80\x04}" + b")" + b"\x85" * 100_000 + b"Ns.",
    "a tuple doubled a thousand times": b"\x80\x04}" + b")" + b"2\x86" * 1000 + b"Ns.",
    "a list in itself": b"\x80\x04]\x942a.",
    "memo never kept": b"\x80\x04j\xff\xff\xff\xff.",
    "memo at 2^32": b"\x80\x04Nr\xff\xff\xff\xff.",
    "values left over": b"\x80\x04NNNNNN.",
    "an empty stack": b"\x80\x04" + b"0" * 20 + b".",
    "a mark as a value": b"\x80\x04(\x85.",
    "colliding keys": b"\x80\x04}(" + b"".join(
        b"\x8a\x0a" + (i * ((1 << 61) - 1)).to_bytes(10, "little") + b"N" for i in range(50_000)
    ) + b"u.",
    "INST": b"\x80\x02(ios\nsystem\n.",
    "OBJ": b"\x80\x02(cos\nsystem\no.",
    "EXT1": b"\x80\x02\x82\x01.",
    "NEWOBJ_EX": b"\x80\x04cos\nsystem\n)}\x92.",
    "protocol 0": b"(dp0\nS'G_ema'\np1\nNs.",
    "protocol 9": b"\x80\x09N.",
    "a name without end": b"\x80\x02c" + b"a" * 100_000,
    "a persistent id": b"\x80\x04NQ.",
    "a number called": b"\x80\x04K\x01)R.",
    "state of a number": b"\x80\x04K\x01}b.",
    "damaged text": b"\x80\x04\x8c\x04\xff\xfe\xfd\xfc.",
    "a bare none": b"\x80\x04N.",
    "only zeros": bytes(64),
    "html": b"<!doctype html><title>404</title>",
}  # fmt: skip


@pytest.mark.parametrize("kind", list(BOMBS))
def test_hostile_opcodes_are_refused_quickly_and_in_little_memory(kind: str, tmp_path: Path) -> None:
    content = BOMBS[kind]
    tracemalloc.start()
    started = time.monotonic()
    try:
        refusal_of(content, tmp_path)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert time.monotonic() - started < 20  # tracing slows it several times
    assert peak < 2 * len(content) + (16 << 20)


def torch_archive(changes: dict[str, bytes | None], tmp_path: Path, **how: Any) -> Path:
    """A good archive with members replaced, added or (None) left out."""
    write_rosinality(tmp_path / "good.pt", training=False)
    path = tmp_path / "file.pt"
    with zipfile.ZipFile(tmp_path / "good.pt") as good, zipfile.ZipFile(path, "w", **how) as out:
        for entry in good.infolist():
            if entry.filename not in changes:
                out.writestr(entry.filename, good.read(entry))
        for name, content in changes.items():
            if content is not None:
                out.writestr(name, content)
    return path


def test_archives_with_anything_but_stored_tensors_are_refused(tmp_path: Path) -> None:
    assert "leads out" in refusal(torch_archive({"../../evil": b"x"}, tmp_path))
    assert "leads out" in refusal(torch_archive({"/etc/evil": b"x"}, tmp_path))
    assert "leads out" in refusal(torch_archive({"C:\\evil": b"x"}, tmp_path))
    assert "TorchScript" in refusal(torch_archive({"good/code/x.py": b"x"}, tmp_path))
    assert "data.pkl" in refusal(torch_archive({"good/data.pkl": None}, tmp_path))
    assert "data/0" in refusal(torch_archive({"good/data/0": None}, tmp_path))
    assert "more numbers" in refusal(torch_archive({"good/data/0": b"1234"}, tmp_path))
    assert "big-endian" in refusal(torch_archive({"good/byteorder": b"big"}, tmp_path))
    bomb = torch_archive({"good/bomb": bytes(50 << 20)}, tmp_path, compression=zipfile.ZIP_DEFLATED)
    assert bomb.stat().st_size < 5 << 20
    assert "compressed" in refusal(bomb)
    many = torch_archive({f"good/{i}": b"" for i in range(30_000)}, tmp_path)
    assert "directory" in refusal(many)


def test_archives_in_archives_are_data_and_never_opened(tmp_path: Path) -> None:
    inner = (tmp_path / "inner.zip").as_posix()
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("bomb", bytes(100 << 20))
    nested = Path(inner).read_bytes()
    refusal(torch_archive({"good/data.pkl": nested}, tmp_path))
    refusal(torch_archive({"good/data/0": nested}, tmp_path))
    # Beside the tensors it is ballast: read over, whatever it holds.
    assert load_generator(torch_archive({"good/extra.zip": nested}, tmp_path)).resolution == 64
    for _ in range(5):
        Path(inner).write_bytes(nested)
        with zipfile.ZipFile(tmp_path / "outer.zip", "w") as archive:
            archive.write(inner, "archive/data.pkl")
        nested = (tmp_path / "outer.zip").read_bytes()
    refusal(tmp_path / "outer.zip")
    for compressed in (gzip.compress(nested), bz2.compress(nested), lzma.compress(nested)):
        refusal_of(compressed, tmp_path)


def test_overlapping_and_linked_archive_members_are_refused(tmp_path: Path) -> None:
    path = torch_archive({}, tmp_path)
    link = zipfile.ZipInfo("good/link")
    link.external_attr = 0o120777 << 16
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(link, "/etc/passwd")
    assert "symbolic link" in refusal(path)
    path = torch_archive({"good/a": bytes(200_000), "good/b": bytes(200_000)}, tmp_path)
    raw = bytearray(path.read_bytes())
    first, second = raw.index(b"PK\x01\x02"), raw.rindex(b"PK\x01\x02")
    # Twenty thousand names for the same bytes would unpack to gigabytes; two show the check.
    raw[second + 20 : second + 28] = struct.pack("<II", len(raw) - 400, len(raw) - 400)
    raw[second + 42 : second + 46] = raw[first + 42 : first + 46]
    path.write_bytes(raw)
    assert "overlap" in refusal(path) or "cut off" in refusal(path)


def test_shapes_that_no_file_holds_are_refused(tmp_path: Path) -> None:
    network = nvidia_network("stylegan2_resnet")
    few = torch.zeros(1).expand(1 << 20, 1 << 20)  # a view of one number
    network.state["_modules"]["mapping"].state["_buffers"]["w_avg"] = few
    assert "does not fit its storage" in refusal_of(nvidia_pickle({"G_ema": network}), tmp_path)
    network = nvidia_network("stylegan2_resnet")
    network.state["_modules"]["synthesis"].state["_buffers"]["spare"] = torch.zeros(3)
    assert "synthesis.spare" in refusal_of(nvidia_pickle({"G_ema": network}), tmp_path)
    network = nvidia_network("stylegan2_resnet")
    del network.state["_modules"]["mapping"].state["_modules"]["fc0"].state["_parameters"]["bias"]
    assert "mapping.fc0.bias is missing" in refusal_of(nvidia_pickle({"G_ema": network}), tmp_path)
    network = nvidia_network("stylegan2_resnet")
    network.state["_modules"]["mapping"].state["_buffers"]["w_avg"] = torch.full((32,), torch.nan)
    assert "mapping.w_avg" in refusal_of(nvidia_pickle({"G_ema": network}), tmp_path)
    network = nvidia_network("stylegan2_resnet")
    network.state["_modules"]["mapping"].state["_buffers"]["w_avg"] = torch.zeros(33)
    assert "[32] is needed" in refusal_of(nvidia_pickle({"G_ema": network}), tmp_path)


def test_modules_that_contain_themselves_are_refused(tmp_path: Path) -> None:
    network = nvidia_network("stylegan2_resnet")
    network.state["_modules"]["synthesis"].state["_modules"]["again"] = network
    assert "more modules" in refusal_of(nvidia_pickle({"G_ema": network}), tmp_path)
    # Each level holds the next one twice: 2^40 paths through forty modules.
    inner = PersistentModule("Leaf")
    for _ in range(40):
        outer = PersistentModule("Level")
        outer.state["_modules"].update(left=inner, right=inner)
        inner = outer
    assert "more modules" in refusal_of(nvidia_pickle({"G_ema": inner}), tmp_path)


def test_files_of_other_networks_are_told_apart_from_damaged_ones(tmp_path: Path) -> None:
    assert "no network G_ema" in refusal_of(nvidia_pickle({"state": {}, "epoch": 3}), tmp_path)
    write_pggan(tmp_path / "file.pkl", lod=2.5)
    assert "lod is not 0" in refusal(tmp_path / "file.pkl")
    write_tensorflow_stylegan2(tmp_path / "file.pkl", mapping_nonlinearity="relu")
    assert "mapping_nonlinearity" in refusal(tmp_path / "file.pkl")
    first = {"4x4/Const/const": np.zeros((1, 8, 4, 4), "f4"), "4x4/AdaIN/StyleMod/weight": np.zeros(3, "f4")}
    pickled = nvidia_pickle((1, 2, Network("Gs", {}, components={"synthesis": Network("s", first)})))
    assert "StyleGAN1" in refusal_of(pickled, tmp_path)
    for name in (
        "g_synthesis.blocks.4x4.epi1.style_mod.lin.weight",
        "generator.progression.0.adain1.style.linear.weight",
        "synthesis.layer0.epilogue.style_mod.dense.fc.weight",
    ):
        save_file({name: torch.zeros(4, 4)}, tmp_path / "first.safetensors")
        assert "StyleGAN1" in refusal(tmp_path / "first.safetensors")
    save_file({"encoder.weight": torch.zeros(4, 4)}, tmp_path / "other.safetensors")
    assert "no generator that is known here" in refusal(tmp_path / "other.safetensors")


def test_what_is_no_regular_file_is_refused_without_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path / "pipe", tmp_path, Path("/dev/zero")):
        with pytest.raises(CheckpointError, match="not a regular file"):
            load_generator(path)
    (tmp_path / "empty").touch()
    assert "0 bytes" in refusal(tmp_path / "empty")


def test_reading_takes_little_more_memory_than_the_generator(tmp_path: Path) -> None:
    write_nvidia(tmp_path / "file.pkl", "stylegan2")
    size = (tmp_path / "file.pkl").stat().st_size
    tracemalloc.start()
    read_checkpoint(tmp_path / "file.pkl")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 2 * size


def test_a_small_network_that_would_fill_all_memory_when_it_draws_is_refused(tmp_path: Path) -> None:
    weights = weights_of("stylegan3_r")
    renamed = {
        key.replace(".L5_84_25", ".L5_4084_25").replace(".L6_84_16", ".L6_4084_16"): value
        for key, value in weights.items()
    }
    renamed["synthesis.L6_4084_16.weight"] = torch.zeros(1000, 25, 1, 1)
    save_file(renamed, tmp_path / "file.safetensors")
    assert "too many" in refusal(tmp_path / "file.safetensors")


@pytest.mark.parametrize("number", [float("inf"), float("nan"), -float("inf")])
@pytest.mark.parametrize("name", ["up_taps", "up_factor", "conv_clamp"])
def test_attributes_that_are_no_finite_numbers_are_refused(name: str, number: float, tmp_path: Path) -> None:
    network = nvidia_network("stylegan3_t")
    synthesis = network.state["_modules"]["synthesis"].state["_modules"]
    for key, layer in synthesis.items():
        if key.startswith("L"):
            layer.state[name] = number
    assert f"{name} is no finite number" in refusal_of(nvidia_pickle({"G_ema": network}), tmp_path)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("clamp", 10**400),
        ("filter_size", -(10**400)),
        ("output_scale", float("nan")),
        ("origin", "red \x1b[31m"),
        ("licence_note", "two\nlines"),
        ("source", "\ud800"),
        ("digest", "x" * 100_000),
    ],
)
def test_a_record_that_could_not_be_shown_or_computed_with_is_refused(
    name: str, value: Any, tmp_path: Path
) -> None:
    write_pggan(tmp_path / "p.pkl")
    path = add_model(tmp_path / "p.pkl", "faces", tmp_path).path
    with safetensors.safe_open(path, framework="pt") as file:
        record = json.loads(file.metadata()["facet"])
    (record["hints"] if name in record["hints"] else record)[name] = value
    save_file(load_file(path), path, metadata={"facet": json.dumps(record)})
    assert name in refusal(path)
    assert name in (list_models(tmp_path)[0].problem or "")


def test_safetensors_with_foreign_metadata_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "file.safetensors"
    tensors = weights_of("stylegan2_resnet")
    for text in ("", "[]", "{}", '{"version": 99}', '{"version": 1, "hints": {"clamp": "x"}}', "[" * 100_000):
        save_file(tensors, path, metadata={"facet": text})
        assert "metadata" in refusal(path)
    path.write_bytes((1 << 62).to_bytes(8, "little") + b"{" + bytes(100))
    assert "header claims" in refusal(path)
    whole = (PARITY / "pggan" / "weights.safetensors").read_bytes()
    path.write_bytes(whole[:-1000])
    assert "damaged" in refusal(path)
