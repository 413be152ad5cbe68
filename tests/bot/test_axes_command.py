"""`facet axes`: faces to pick from, a new axis with its words, and what is refused."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch
from click.testing import Result
from PIL import Image
from typer.testing import CliRunner

from bot.cli import app
from engine.generators.painter import Painter
from engine.latents import z_from_seed

Run = Callable[..., Result]


@pytest.fixture
def axes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """`facet axes …` in this process, with a data folder of its own."""
    monkeypatch.setenv("FACET_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("FACET_PHRASE_MODEL", "none")
    monkeypatch.setenv("FACET_RESOLUTION", "64")
    return lambda *arguments: CliRunner().invoke(app, list(arguments), catch_exceptions=False)


@pytest.fixture(scope="module")
def tied() -> tuple[str, str]:
    """Seeds of portraits whose hair is tied up, and of as many whose hair is not, as a person would pick."""
    painter = Painter()
    column = list(painter.attribute_names).index("hair_tied")
    ws = painter.map(torch.cat([z_from_seed(seed, painter.z_dim) for seed in range(300)]))
    shown = painter.attributes(ws)[:, column].tolist()
    like = [seed for seed, amount in enumerate(shown) if amount > 0.8][:25]
    unlike = [seed for seed, amount in enumerate(shown) if amount < 0.1][:25]
    return ",".join(map(str, like)), ",".join(map(str, unlike))


def test_faces_are_drawn_with_their_seeds(axes: Run, tmp_path: Path) -> None:
    done = axes("axes", "faces", "--first", "7", "--count", "12", "--out", str(tmp_path / "f.png"), "--json")
    assert json.loads(done.stdout)["seeds"] == list(range(7, 19))
    assert Image.open(tmp_path / "f.png").width > 1000
    assert axes("axes", "faces", "--count", "1", "--out", str(tmp_path / "f.txt")).exit_code == 1


def test_an_axis_from_two_lists_of_seeds_has_words_and_does_what_they_say(
    axes: Run, tied: tuple[str, str]
) -> None:
    like, unlike = tied
    words = "tied hair, a bun, хвост, 扎头发"
    added = axes("axes", "add", "tied_hair", "--like", like, "--unlike", unlike, "--words", words, "--json")
    assert added.exit_code == 0, added.output
    assert json.loads(added.stdout)["auc"] > 0.6
    for text in ("a bun please", "хвост", "扎头发"):
        said = json.loads(axes("say", text, "--seed", "10", "--json").stdout)
        assert [change["axis"] for change in said["changes"]] == ["tied_hair"], text
        assert said["ok"]
    listed = json.loads(axes("axes", "list", "--json").stdout)["axes"]
    assert listed[-1]["axis"] == "tied_hair"
    assert len(listed) > 40


def test_an_axis_is_shown_with_what_moves_along_and_a_strip(axes: Run, tmp_path: Path) -> None:
    shown = json.loads(axes("axes", "show", "age", "--strip", str(tmp_path / "age.png"), "--json").stdout)
    amounts = [now for now, _ in shown["moves_along"].values()]
    assert amounts == sorted(amounts, reverse=True)
    assert "age" not in shown["moves_along"]
    picture = Image.open(tmp_path / "age.png")
    assert picture.width > 5 * picture.height


def test_what_cannot_be_done_is_one_line(axes: Run, tmp_path: Path) -> None:
    table = tmp_path / "labels.csv"
    table.write_text("seed,label\n1,1\nsecond,0\n")
    few = axes("axes", "add", "elf_ears", "--like", "1,2", "--unlike", "3,4")
    odd = axes("axes", "add", "elf_ears", "--from", str(table))
    unlabelled = axes("axes", "learn", "--labels", str(tmp_path))
    for refused, word in ((few, "examples"), (odd, "line 3"), (unlabelled, "list_attr_celeba.txt")):
        assert refused.exit_code == 1
        assert refused.stdout == ""
        assert word in refused.stderr.strip().splitlines()[-1]


def test_wrong_usage_ends_with_status_2(axes: Run) -> None:
    for wrong in (
        ("axes", "add", "elf_ears"),
        ("axes", "add", "Elf Ears", "--like", "1,2,3", "--unlike", "4,5,6"),
        ("axes", "add", "elf_ears", "--title", "e" * 200, "--like", "1,2,3", "--unlike", "4,5,6"),
        ("axes", "add", "elf_ears", "--like", "1,two", "--unlike", "3"),
        ("axes", "learn", "--effort", "heroic"),
        ("axes", "learn", "--teach", "--labels", "clip"),
    ):
        assert axes(*wrong).exit_code == 2, wrong


def test_an_axis_that_there_is_is_replaced_only_where_that_is_asked_for_and_can_be_dropped(
    axes: Run, tied: tuple[str, str]
) -> None:
    like, unlike = tied
    new = (
        "axes",
        "add",
        "tied_hair",
        "--like",
        like,
        "--unlike",
        unlike,
        "--words",
        "a bun, older",
        "--json",
    )
    added = json.loads(axes(*new).stdout)
    assert added["not_understood"] == ["older"]
    again = axes(*new)
    assert (again.exit_code, again.stdout) == (1, "")
    assert "--replace" in again.stderr
    assert axes("axes", "add", "age", "--like", like, "--unlike", unlike).exit_code == 1
    assert json.loads(axes(*new, "--replace").stdout)["axes"] == added["axes"]
    dropped = json.loads(axes("axes", "drop", "tied_hair", "--json").stdout)
    assert dropped["axes"] == added["axes"] - 1
    assert axes("axes", "drop", "tied_hair").exit_code == 1


def test_published_directions_are_imported_by_names_of_ones_own(axes: Run, tmp_path: Path) -> None:
    (tmp_path / "names.toml").write_text('[bartlos]\naxis = "beard"\nsign = -1\n')
    np.save(tmp_path / "Bartlos.npy", np.random.default_rng(0).standard_normal(512))
    wanted = ("axes", "import", str(tmp_path / "Bartlos.npy"), "--licence", "CC0", "--json")
    assert axes(*wanted, "--out", str(tmp_path / "a")).exit_code == 1
    named = ("--names", str(tmp_path / "names.toml"), "--out", str(tmp_path / "b"))
    imported = json.loads(axes(*wanted, *named).stdout)
    assert imported["axes"] == ["beard"]
    assert imported["left_out"] == []


def test_two_axes_added_at_once_are_both_there(axes: Run, tied: tuple[str, str]) -> None:
    like, unlike = tied
    command = [sys.executable, "-m", "bot.cli", "axes", "add", "--like", like, "--unlike", unlike]
    adding = [subprocess.Popen([*command, axis], stdout=subprocess.DEVNULL) for axis in ("first", "second")]
    assert [process.wait(timeout=120) for process in adding] == [0, 0]
    listed = [row["axis"] for row in json.loads(axes("axes", "list", "--json").stdout)["axes"]]
    assert {"first", "second"} < set(listed)
