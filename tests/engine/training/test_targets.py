"""The portraits that the student learns from are what their latents say."""

import pytest
import torch

from engine.generators.painter import Painter
from engine.training.targets import CROSSINGS, Pool, Studio

ROWS = 14


@pytest.fixture(scope="module")
def studio() -> Studio:
    return Studio(Painter(), 64, ROWS)


def test_pictures_are_painted_from_the_latents_beside_them(studio: Studio) -> None:
    portraits = studio.paint(24, torch.Generator().manual_seed(1))
    layer_of = dict(CROSSINGS)
    kinds = {"natural": 0, "widened": 0, "crossed": 0}
    for index in range(len(portraits)):
        one = portraits.chosen(torch.tensor([index]))
        row = int(one.crossing)
        crossed = row < ROWS
        layer = layer_of.get(row, studio.painter.num_ws)
        later = torch.arange(studio.painter.num_ws) >= layer
        ws = torch.where(later[:, None], one.fine[:, None], one.coarse[:, None])
        again = studio.painter.synthesize(ws, resolution=64).clamp(-1, 1)
        assert (one.as_pictures() - again).abs().max() < 2.5 / 127.5
        kinds["crossed" if crossed else "natural" if bool(one.natural) else "widened"] += 1
        if bool(one.natural):
            torch.testing.assert_close(studio.painter.map(one.z)[:, 0], one.coarse)
    assert all(kinds.values()), kinds


def test_the_same_seed_paints_the_same_and_natural_ones_are_natural(studio: Studio) -> None:
    first, second = (studio.paint(4, torch.Generator().manual_seed(2), natural=True) for _ in range(2))
    assert torch.equal(first.pictures, second.pictures)
    assert bool(first.natural.all())


def test_widened_portraits_break_what_goes_together_by_nature(studio: Studio) -> None:
    painter = studio.painter
    names = list(painter.attribute_names)
    beard, masculinity = names.index("beard"), names.index("masculinity")
    random = torch.Generator().manual_seed(3)
    w, other = (painter.map(torch.randn(2000, 512, generator=random)) for _ in range(2))
    wide = studio._widened(w, other, random)

    def together(ws: torch.Tensor) -> float:
        values = painter.attributes(ws)[:, [beard, masculinity]]
        return float(torch.corrcoef(values.T)[0, 1])

    assert together(w) > 0.45
    assert together(wide) < 0.6 * together(w)


def test_a_pool_grows_to_its_size_and_the_oldest_give_way(studio: Studio) -> None:
    random = torch.Generator().manual_seed(4)
    pool = Pool(studio, 6, random, first=4)
    assert len(pool) == 4
    before = pool._portraits.z.clone()
    pool.refresh(3)
    assert len(pool) == 6
    kept = (pool._portraits.z == before).all(dim=1)
    assert kept.tolist()[:4] == [False, True, True, True]
    assert len(pool.batch(10)) == 10
