"""The command line as its users meet it: stdout, stderr and exit status of real processes."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from attribute_map.pack import SHIPPED_PACKS
from bot.cli import app
from bot.mock_gateway import MockGateway
from bot.serving import DEMO_FOLDER
from tests.engine.checkpoint_files import write_pggan

Facet = Callable[..., subprocess.CompletedProcess[str]]

PATIENCE = 300.0  # s, for a process that loads everything on a busy machine


def facet(
    *arguments: str, data: Path, text: str | None = None, **settings: str
) -> subprocess.CompletedProcess[str]:
    """Run `facet` to its end."""
    return subprocess.run(
        [sys.executable, "-m", "bot.cli", *arguments],
        input=text,
        capture_output=True,
        encoding="utf-8",
        timeout=PATIENCE,
        env=environment(data, **settings),
        check=False,
    )


def environment(data: Path, **settings: str) -> dict[str, str]:
    ours = {name: value for name, value in os.environ.items() if not name.startswith("FACET_")}
    return {
        **ours,
        "FACET_DATA": str(data),
        "FACET_RESOLUTION": "64",
        "FACET_PHRASE_MODEL": "none",
        "OMP_NUM_THREADS": "1",
        **{f"FACET_{name.upper()}": value for name, value in settings.items()},
    }


@pytest.fixture
def inside(monkeypatch: pytest.MonkeyPatch) -> Iterator[Facet]:
    """`facet` in this process, where torch is loaded already."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level

    def run(*arguments: str, data: Path, **settings: str) -> subprocess.CompletedProcess[str]:
        with monkeypatch.context() as patch:
            for name, value in environment(data, **settings).items():
                patch.setenv(name, value)
            result = CliRunner().invoke(app, list(arguments), catch_exceptions=False)
        return subprocess.CompletedProcess(arguments, result.exit_code, result.stdout, result.stderr)

    yield run
    root.handlers[:], root.level = handlers, level


def refused(done: subprocess.CompletedProcess[str], *words: str) -> None:
    """Exit status 1, the reason as one line in the end, no traceback, nothing on stdout."""
    assert done.returncode == 1, done.stderr
    assert "Traceback" not in done.stderr
    reason = done.stderr.strip().splitlines()[-1]
    assert reason.startswith("facet: ")
    for word in words:
        assert word in reason


def test_help_loads_nothing_heavy_and_every_command_has_some(tmp_path: Path, inside: Facet) -> None:
    show = "import sys; from bot.cli import main\ntry: main()\nfinally: print(*sys.modules, file=sys.stderr)"
    overview = subprocess.run(
        [sys.executable, "-c", show, "--help"],
        capture_output=True,
        encoding="utf-8",
        timeout=PATIENCE,
        env=environment(tmp_path),
        check=True,
    )
    assert "typer" in overview.stderr.split()
    assert not {"torch", "discord", "sentence_transformers", "sqlalchemy"} & set(overview.stderr.split())
    for command in ("demo", "run", "say", "parse", "models", "axes", "bench", "doctor"):
        assert command in overview.stdout
    places = [overview.stdout.index(f" {command} ") for command in ("demo", "run", "say", "train")]
    assert places == sorted(places)  # what a newcomer needs comes first
    for command in (("demo",), ("say",), ("axes", "learn"), ("models", "add")):
        assert inside(*command, "--help", data=tmp_path).returncode == 0


def test_wrong_usage_ends_with_status_2(tmp_path: Path, inside: Facet) -> None:
    for wrong in (
        ("dance",),
        ("say",),
        ("parse",),
        ("parse", "older", "--stdin"),
        ("demo", "--port", "99999"),
    ):
        assert inside(*wrong, data=tmp_path).returncode == 2, wrong


def test_parse_prints_the_contract_s_document_and_nothing_else(tmp_path: Path, inside: Facet) -> None:
    done = inside("parse", "much older, no beard", "--json", data=tmp_path)
    assert done.returncode == 0
    document = json.loads(done.stdout)
    assert set(document) == {"changes", "command", "unknown"}
    assert {change["axis"] for change in document["changes"]} == {"age", "beard"}
    for change in document["changes"]:
        assert set(change) == {"axis", "direction", "kind", "amount", "phrase", "confidence"}
        assert change["direction"] in (1, -1)


def test_parse_streams_one_object_a_line_whatever_the_lines_are(tmp_path: Path) -> None:
    lines = ["older", "", "undo", "😀", "x" * 5000, "старше", "老一点"]
    done = facet("parse", "--stdin", data=tmp_path, text="\n".join(lines) + "\n")
    assert done.returncode == 0, done.stderr
    documents = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(documents) == len(lines)
    assert documents[0]["changes"][0]["axis"] == "age"
    assert documents[2]["command"] == "undo"


def test_say_remembers_its_session_and_writes_the_picture(tmp_path: Path, inside: Facet) -> None:
    out = tmp_path / "me.png"
    first = facet("say", "new portrait", "--seed", "7", "--out", str(out), "--json", data=tmp_path / "d")
    begun = json.loads(first.stdout)
    assert (begun["ok"], begun["picture"]) == (True, str(out))
    assert out.read_bytes().startswith(b"\x89PNG")
    edited = json.loads(inside("say", "much older", "--json", data=tmp_path / "d").stdout)
    assert edited["changes"][0]["axis"] == "age"
    assert Path(edited["picture"]).is_file()
    undone = json.loads(inside("say", "undo", "--json", data=tmp_path / "d").stdout)
    assert undone["portrait"] == begun["portrait"]
    other = inside("say", "undo", "--session", "other", data=tmp_path / "d")
    refused(other, "nothing to undo")
    unwritable = inside(
        "say", "older", "--out", str(tmp_path / "d" / "facet.db" / "x.png"), data=tmp_path / "d"
    )
    refused(unwritable, "cannot be written")


def test_say_writes_the_format_that_the_name_of_the_file_asks_for(tmp_path: Path, inside: Facet) -> None:
    for name, begins in (("me.webp", b"RIFF"), ("me.JPG", b"\xff\xd8")):
        done = inside("say", "new portrait", "--out", str(tmp_path / name), data=tmp_path)
        assert done.returncode == 0, done.stderr
        assert (tmp_path / name).read_bytes().startswith(begins)
    refused(inside("say", "older", "--out", str(tmp_path / "me.gif"), data=tmp_path), "me.gif", ".webp")
    assert not (tmp_path / "me.gif").exists()


def test_axes_are_listed_with_their_figures(tmp_path: Path, inside: Facet) -> None:
    listed = json.loads(inside("axes", "list", "--json", data=tmp_path).stdout)
    assert len(listed["axes"]) >= 30
    shown = json.loads(inside("axes", "show", "beard", "--json", data=tmp_path).stdout)
    assert shown["layers"]
    (beard,) = [axis for axis in listed["axes"] if axis["axis"] == "beard"]
    assert beard.items() <= shown.items()
    refused(inside("axes", "show", "elf_ears", data=tmp_path), "elf_ears")
    narrow = inside("axes", "list", data=tmp_path).stdout
    assert all(axis["axis"] in narrow.split() for axis in listed["axes"])  # an id is there to be copied
    for_people = inside("axes", "show", "smile", data=tmp_path).stdout
    assert "mouth_open, full_lips" in for_people
    assert "None" not in for_people


def test_doctor_finds_that_this_machine_will_do(tmp_path: Path, inside: Facet) -> None:
    done = inside("doctor", "--json", data=tmp_path)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["ok"] is True


def test_doctor_finds_what_the_bot_would_stumble_over(tmp_path: Path, inside: Facet) -> None:
    refused(inside("doctor", data=tmp_path, locale="xx"), "FACET_LOCALE", "en")
    done = inside("doctor", "--json", data=tmp_path, phrase_model=str(tmp_path / "nowhere"), modle="painter")
    assert done.returncode == 0
    checks = json.loads(done.stdout)["checks"]
    notes = {row["check"]: row["finding"] for row in checks if row["state"] == "note"}
    assert "no folder" in notes["phrase model"]
    assert "FACET_MODEL" in notes["settings"]
    assert "FACET_MODLE" in done.stderr


def test_models_lists_the_painter_and_refuses_what_is_no_checkpoint(tmp_path: Path, inside: Facet) -> None:
    painter = json.loads(inside("models", "list", "--json", data=tmp_path).stdout)["models"][0]
    assert (painter["name"], painter["architecture"], painter["problem"]) == ("painter", "painter", None)
    nonsense = tmp_path / "nonsense.pkl"
    nonsense.write_bytes(b"not a checkpoint")
    refused(inside("models", "inspect", str(nonsense), data=tmp_path), "nonsense.pkl")
    refused(inside("models", "add", str(nonsense), "--name", "x", data=tmp_path), "nonsense.pkl")


def test_models_are_listed_with_the_axes_that_fit_them(tmp_path: Path, inside: Facet) -> None:
    write_pggan(tmp_path / "p.pkl")
    assert inside("models", "add", str(tmp_path / "p.pkl"), "--name", "faces", data=tmp_path).returncode == 0
    listed = json.loads(inside("models", "list", "--json", data=tmp_path).stdout)["models"]
    packs = {model["name"]: [Path(pack["folder"]).name for pack in model["packs"]] for model in listed}
    assert packs == {"painter": ["painter"], "facet-neural": ["facet-neural"], "faces": []}
    shown = inside("models", "list", data=tmp_path).stdout.splitlines()
    for model in listed:
        axes = [str(pack["axes"]) for pack in model["packs"]] or ["none"]
        assert axes[0] in next(line for line in shown if line.split()[:1] == [model["name"]])


def test_a_data_folder_that_cannot_be_written_is_one_line(tmp_path: Path, inside: Facet) -> None:
    (tmp_path / "file").write_text("in the way")
    for command in (("say", "older"), ("demo", "--no-browser", "--port", "0")):
        refused(inside(*command, data=tmp_path / "file"), "FACET_DATA")


def test_a_busy_port_a_missing_token_and_an_unknown_model_are_one_line(tmp_path: Path, inside: Facet) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        taken_port = inside("demo", "--no-browser", "--port", str(port), data=tmp_path)
        refused(taken_port, str(port), "in use", "--port or FACET_DEMO_PORT")
    refused(inside("run", data=tmp_path), "FACET_DISCORD_TOKEN")
    refused(inside("say", "older", data=tmp_path, model="mona-lisa"), "mona-lisa")
    refused(inside("say", "older", data=tmp_path, resolution="big"), "FACET_RESOLUTION")


async def test_a_wrong_token_is_one_line(tmp_path: Path) -> None:
    async with MockGateway(token="right") as gateway:
        addresses = {"discord_api": gateway.api_base, "discord_gateway": gateway.gateway_url}
        wrong = await asyncio.to_thread(facet, "run", data=tmp_path, discord_token="wrong", **addresses)
    refused(wrong, "token")


def test_a_server_that_cannot_be_reached_is_one_line(tmp_path: Path, inside: Facet) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # and nobody listens there
        port = taken.getsockname()[1]
        addresses = {
            "discord_api": f"http://127.0.0.1:{port}/api",
            "discord_gateway": f"ws://127.0.0.1:{port}/gw",
        }
        refused(inside("run", data=tmp_path, discord_token="right", **addresses), "reached")


async def test_a_second_demo_on_the_same_data_is_one_line(tmp_path: Path) -> None:
    state = tmp_path / DEMO_FOLDER / "discord.jsonl"
    state.parent.mkdir()
    async with MockGateway(state_file=state):
        second = await asyncio.to_thread(facet, "demo", "--no-browser", "--port", "0", data=tmp_path)
    refused(second, "running already", "FACET_DATA")


@pytest.mark.parametrize("damage", ["truncated", "foreign"])
def test_a_damaged_pack_is_one_line(tmp_path: Path, inside: Facet, damage: str) -> None:
    packs = tmp_path / "packs"
    shutil.copytree(next(SHIPPED_PACKS.glob("painter*")), packs / "painter")
    victim = packs / "painter" / ("pack.safetensors" if damage == "truncated" else "pack.json")
    data = victim.read_bytes()
    victim.write_bytes(data[: len(data) // 2] if damage == "truncated" else b"{}")
    refused(inside("axes", "list", "--json", data=tmp_path), "painter", "pack")


def test_the_demo_starts_and_ends_cleanly_on_either_signal(tmp_path: Path) -> None:
    for how in (signal.SIGINT, signal.SIGTERM):
        process = subprocess.Popen(
            [sys.executable, "-m", "bot.cli", "demo", "--no-browser", "--port", "0"],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            env=environment(tmp_path),
        )
        assert process.stdout is not None
        assert "http://127.0.0.1:" in process.stdout.readline()
        process.send_signal(how)
        _, errors = process.communicate(timeout=PATIENCE)
        assert process.returncode == 0, errors
        assert "Traceback" not in errors
