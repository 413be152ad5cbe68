"""Axes added while the bot runs: their words work at once, and nobody's portrait is lost."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from attribute_map.axes import AttributeMap
from attribute_map.discovery.adding import add_axis, examples_from_seeds
from attribute_map.pack import SHIPPED_PACKS, save_pack
from attribute_map.vocabulary import AxisEntry
from bot.app import Facet
from bot.conversation import maps
from engine.latents import z_from_seed
from tests.bot.test_conversation import line, recipe, say

ELF = AxisEntry("elf_ears", "presence", "elf ears", "no elf ears", "elf ears", "head")


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(maps, "LOOK_EVERY", 0.0)


def add(
    facet: Facet, entry: AxisEntry, words: dict[str, tuple[str, ...]], *, seeds: int = 400
) -> AttributeMap:
    """As `facet axes add` does: big ears stand in for an elf's, by the painter's word."""
    generator, packs = facet.studio.generator, facet.settings.data_folder / "packs"
    column = list(generator.attribute_names).index("ear_size")  # type: ignore[attr-defined]
    sizes = [
        float(generator.attributes(generator.map(z_from_seed(seed, generator.z_dim)))[0, column])  # type: ignore[attr-defined]
        for seed in range(seeds)
    ]
    examples = examples_from_seeds(generator, [(seed, float(size > 0.5)) for seed, size in enumerate(sizes)])
    made = add_axis(facet.studio.attribute_map, generator, entry, examples, words=words)
    return save_pack(made, packs / generator.name)


async def test_the_words_of_a_new_axis_work_without_a_restart(facet: Facet, plain_seed: int) -> None:
    await say(facet, "older", seed=plain_seed)
    assert "elf" not in (await recipe(facet)).offsets
    unknown = await say(facet, "give her elf ears")
    assert not unknown.done
    add(facet, ELF, {"en": ("elf ears", "pointed ears"), "ru": ("эльфийские уши",)})
    outcome = await say(facet, "give her elf ears")
    assert outcome.done
    assert "elf ears" in line(outcome).lower()
    assert (await recipe(facet)).offsets["elf_ears"] > 1.0
    assert (await say(facet, "no elf ears")).done
    assert (await recipe(facet)).offsets["elf_ears"] < 1.0
    assert (await say(facet, "хочу эльфийские уши")).done


async def test_portraits_from_before_go_on_as_they_were(facet: Facet, plain_seed: int) -> None:
    await say(facet, "much older", seed=plain_seed)
    before = await recipe(facet)
    add(facet, ELF, {"en": ("elf ears",)}, seeds=40)
    assert (await say(facet, "add glasses")).done
    after = await recipe(facet)
    assert after.offsets["age"] == pytest.approx(before.offsets["age"], abs=0.5)
    assert after.pack == facet.studio.attribute_map.digest != before.pack
    assert (await say(facet, "undo")).done
    assert await recipe(facet) == before


async def test_a_map_learned_anew_is_for_new_portraits_and_the_old_ones_keep_theirs(
    facet: Facet, plain_seed: int
) -> None:
    await say(facet, "much older", seed=plain_seed)
    old = facet.studio.attribute_map
    anew = add(facet, ELF, {}, seeds=40)
    pack = facet.settings.data_folder / "packs" / "painter" / "pack.json"
    pack.write_text(pack.read_text().replace(old.digest, "0" * 64))  # it extends nothing at hand
    assert (await say(facet, "add glasses")).done
    assert (await recipe(facet)).pack == old.digest
    assert (await say(facet, "much older", seed=plain_seed + 1)).done
    assert (await recipe(facet)).pack == facet.studio.attribute_map.digest not in (old.digest, anew.digest)


async def test_a_damaged_pack_is_not_taken_up(facet: Facet, plain_seed: int) -> None:
    old = facet.studio.attribute_map
    folder = facet.settings.data_folder / "packs" / "painter"
    _copied(SHIPPED_PACKS / "painter", folder)
    with (folder / "pack.safetensors").open("r+b") as file:
        file.truncate(100)
    assert (await say(facet, "older", seed=plain_seed)).done
    assert facet.studio.attribute_map is old


def _copied(pack: Path, folder: Path) -> None:
    folder.parent.mkdir(parents=True, exist_ok=True)
    shutil.copytree(pack, folder)
