"""Neural models in place of the painter."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import torch

from attribute_map.errors import PackError
from attribute_map.pack import read_pack, save_pack
from bot.app import chosen_resolution, load, load_generator_of, open_facet
from bot.conversation.request import Reply, Request
from bot.settings import Settings
from engine import Generator, add_model
from engine.latents import z_from_seed
from tests.attribute_map.maps import AXES, hand_map
from tests.engine.checkpoint_files import write_nvidia


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """With a small network installed as “faces”."""
    write_nvidia(tmp_path / "faces.pkl", "stylegan2")
    add_model(tmp_path / "faces.pkl", "faces", tmp_path / "models")
    return Settings(_env_file=None, data=tmp_path, model="faces", phrase_model="none")


def axes_of(generator: Generator, folder: Path) -> None:
    """A pack of a few axes that point anywhere, for a network that knows nothing of faces."""
    map_, width = hand_map(), generator.w_dim
    names = len(map_.names)
    save_pack(
        replace(
            map_,
            generator_name=generator.name,
            generator_digest=generator.digest,
            normals=torch.eye(names, width),
            layer_weights=torch.full((names, generator.num_ws), 1 / generator.num_ws),
            steps=torch.eye(len(AXES), width)[:, None].expand(-1, generator.num_ws, -1).clone(),
        ),
        folder,
    )


def ordinary_seed(generator: Generator, folder: Path) -> int:
    """A face that is neither at the young nor at the old end of its axis."""
    z = torch.cat([z_from_seed(seed, generator.z_dim) for seed in range(64)])
    ages = read_pack(folder).readings(generator.map(z))[:, list(AXES).index("age")]
    return int(ages.abs().argmin())


def test_a_model_without_axes_is_one_line_that_says_how_to_learn_them(settings: Settings) -> None:
    with pytest.raises(PackError, match=r"“faces”.*facet axes learn --model faces") as caught:
        load(settings)
    assert "\n" not in str(caught.value)


async def test_a_network_with_axes_is_talked_to_like_the_painter(settings: Settings) -> None:
    generator = load_generator_of(settings)
    axes_of(generator, settings.data_folder / "packs" / "faces")
    seed = ordinary_seed(generator, settings.data_folder / "packs" / "faces")
    posted: list[Reply] = []

    async def deliver(reply: Reply) -> str:
        posted.append(reply)
        return str(len(posted))

    async with open_facet(settings) as facet:
        for number, text in enumerate(("new portrait", "much older", "undo")):
            started = seed if number == 0 else None
            asked = Request(id=str(number), member="ada", place="here", text=text, seed=started)
            assert (await facet.conversation.handle(asked, deliver)).done, text
    first, edited, undone = (reply.picture for reply in posted)
    assert first is not None
    assert edited is not None
    assert undone is not None
    assert first.data != edited.data
    assert first.data == undone.data
    assert (first.width, first.height) == (generator.resolution, generator.resolution)


def test_pictures_are_as_large_as_is_usual_or_as_the_network_draws_them(settings: Settings) -> None:
    generator = load_generator_of(settings)
    assert chosen_resolution(settings, generator) == generator.resolution < 512
    generator.resolution = 1024
    assert chosen_resolution(settings, generator) == 512
    assert chosen_resolution(settings.model_copy(update={"resolution": 768}), generator) == 768
