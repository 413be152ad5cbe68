"""One new axis from examples, while the rest of the map stays as it is."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from attribute_map import PackError
from attribute_map.axes import AttributeMap
from attribute_map.changes import Change
from attribute_map.discovery.adding import (
    add_axis,
    drop_axis,
    examples_from_csv,
    examples_from_seeds,
    like_these_unlike_those,
)
from attribute_map.discovery.importing import import_directions
from attribute_map.discovery.sampling import mapped, sample_ws
from attribute_map.errors import UnknownAxis
from attribute_map.pack import read_pack, save_pack
from attribute_map.vocabulary import AxisEntry
from engine.latents import z_from_seed
from tests.attribute_map.discs import Discs

ELF = AxisEntry("elf_ears", "presence", "elf ears", "no elf ears", "elf ears", "head")
SHADE = AxisEntry("disc_shade", "degree", "shade", "dark", "light", "head")


@pytest.fixture
def small(tmp_path: Path) -> AttributeMap:
    """A map with one axis, age, which is the discs' size."""
    np.save(tmp_path / "age.npy", Discs().rotation[0].numpy())
    return import_directions([tmp_path / "age.npy"], Discs(), space="w", licence="ours")


def truth(seed: int, trait: int) -> float:
    generator = Discs()
    return float(generator.attributes(generator.map(z_from_seed(seed, 24)))[0, trait])


def test_an_axis_from_two_lists_of_portraits_brings_the_thing_and_takes_it_away(small: AttributeMap) -> None:
    generator = Discs()
    dots = {seed: truth(seed, 3) > 0.5 for seed in range(60)}
    like, unlike = [s for s, dot in dots.items() if dot], [s for s, dot in dots.items() if not dot]
    made = add_axis(small, generator, ELF, like_these_unlike_those(generator, like, unlike))
    ws = sample_ws(generator, "natural", 60, 9)
    for sign, holds in ((1, lambda dot: dot > 0.5), (-1, lambda dot: dot < 0.5)):
        wish = Change("elf_ears", sign, "absolute", 2.0, "elf ears", 1.0)  # type: ignore[arg-type]
        moved = torch.stack(
            [w + sum(v * made.directions[k] for k, v in made.step(w, {}, [wish]).offsets.items()) for w in ws]
        )
        assert float(holds(generator.attributes(moved)[:, 3]).float().mean()) > 0.9
    assert made["elf_ears"].fit.auc > 0.8  # type: ignore[operator]


def test_a_new_axis_is_independent_of_the_axes_it_goes_with_by_nature(small: AttributeMap) -> None:
    generator = Discs()
    examples = examples_from_seeds(generator, [(seed, truth(seed, 1)) for seed in range(300)])
    made = add_axis(small, generator, SHADE, examples)
    assert "age" in made["disc_shade"].fit.conditions
    ws = sample_ws(generator, "natural", 20, 9)
    moved = generator.attributes(ws + made.directions["disc_shade"]) - generator.attributes(ws)
    assert float(moved[:, 1].mean()) > 0.6
    assert float(moved[:, 0].abs().mean()) < 0.1


def test_the_other_axes_stay_as_they_were_and_the_map_can_be_saved(
    small: AttributeMap, tmp_path: Path
) -> None:
    generator = Discs()
    examples = like_these_unlike_those(generator, range(10), range(10, 20))
    made = add_axis(small, generator, ELF, examples)
    assert torch.equal(made.directions["age"], small.directions["age"])
    save_pack(made, tmp_path / "pack")
    assert [axis.id for axis in read_pack(tmp_path / "pack").axes] == ["age", "elf_ears"]
    again = add_axis(made, generator, ELF, examples)
    assert [axis.id for axis in again.axes] == ["age", "elf_ears"]
    ws = mapped(generator, z_from_seed(5, 24))
    torch.testing.assert_close(again.readings(ws), made.readings(ws))


def test_a_table_of_seeds_and_labels_is_read_or_refused_with_the_line(tmp_path: Path) -> None:
    table = tmp_path / "labels.csv"
    table.write_text("seed,label\n1,0\n2,1\n")
    assert examples_from_csv(Discs(), table).labels.tolist() == [0.0, 1.0]
    for text, words in {
        "": "first line",
        "a,b\n1,2\n": "first line",
        "seed,label\n1,0\n2,perhaps\n": "line 3",
        "seed,label\n-1,0\n": "line 2",
        "seed,label\n1,inf\n": "line 2",
        "seed,label\n1\n": "line 2",
        "seed,label\n": "no examples",
    }.items():
        table.write_text(text)
        with pytest.raises(PackError, match=words):
            examples_from_csv(Discs(), table)
    with pytest.raises(PackError, match="cannot be read"):
        examples_from_csv(Discs(), tmp_path / "absent.csv")


def test_examples_that_tell_nothing_are_refused(small: AttributeMap) -> None:
    generator = Discs()
    with pytest.raises(PackError, match="at least"):
        add_axis(small, generator, ELF, like_these_unlike_those(generator, [1], [2]))
    with pytest.raises(PackError, match="differ"):
        add_axis(small, generator, ELF, like_these_unlike_those(generator, range(12), []))
    counted = examples_from_seeds(generator, [(seed, float(seed)) for seed in range(12)])
    with pytest.raises(PackError, match="0 or 1"):
        add_axis(small, generator, ELF, counted)


def test_the_same_portrait_over_and_over_is_one_example(small: AttributeMap) -> None:
    with pytest.raises(PackError, match="these are 2"):
        add_axis(small, Discs(), ELF, like_these_unlike_those(Discs(), [1] * 9, [2] * 9))


@pytest.fixture
def grown(small: AttributeMap, tmp_path: Path) -> list[AttributeMap]:
    """Maps as they were saved one after another: with age, with elf ears too, with the shade too."""
    generator = Discs()
    maps = [save_pack(small, tmp_path / "0")]
    for number, entry in enumerate((ELF, SHADE), 1):
        examples = like_these_unlike_those(generator, range(10 * number), range(20, 40))
        maps.append(save_pack(add_axis(maps[-1], generator, entry, examples), tmp_path / str(number)))
    return maps


def test_an_axis_learned_anew_leaves_the_portraits_from_before_there_was_one(
    grown: list[AttributeMap], tmp_path: Path
) -> None:
    generator = Discs()
    examples = like_these_unlike_those(generator, range(15), range(20, 40))
    first, second, third = (each.digest for each in grown)
    elf_anew = save_pack(add_axis(grown[-1], generator, ELF, examples), tmp_path / "elf")
    assert [elf_anew.understands(pack) for pack in (first, second, third)] == [True, False, False]
    shade_anew = save_pack(add_axis(grown[-1], generator, SHADE, examples), tmp_path / "shade")
    assert [shade_anew.understands(pack) for pack in (first, second, third)] == [True, True, False]


def test_an_axis_is_dropped_and_the_last_one_added_without_a_trace(
    grown: list[AttributeMap], tmp_path: Path
) -> None:
    first, second, third = (each.digest for each in grown)
    assert save_pack(drop_axis(grown[-1], "disc_shade"), tmp_path / "again").digest == second
    without_elf = save_pack(drop_axis(grown[-1], "elf_ears"), tmp_path / "without")
    assert [axis.id for axis in without_elf.axes] == ["age", "disc_shade"]
    assert [without_elf.understands(pack) for pack in (first, second, third)] == [True, False, False]
    assert torch.equal(without_elf.directions["disc_shade"], grown[-1].directions["disc_shade"])
    with pytest.raises(UnknownAxis):
        drop_axis(grown[0], "elf_ears")
    with pytest.raises(PackError, match="the only axis"):
        drop_axis(grown[0], "age")
