"""The networks that come with Facet: whole, small, described, and able to draw."""

from pathlib import Path

import pytest
import torch

from engine import load_generator
from engine.errors import ModelError
from engine.models import SHIPPED, add_model, list_models, shipped_models

NAMES = [model.name for model in shipped_models()]


def test_there_is_one_and_none_of_them_is_listed_as_installed(tmp_path: Path) -> None:
    assert "facet-neural" in NAMES
    assert list_models(tmp_path) == []


@pytest.mark.parametrize("name", NAMES)
def test_it_is_whole_small_and_described(name: str) -> None:
    (model,) = (model for model in shipped_models() if model.name == name)
    assert model.problem is None
    assert model.path.stat().st_size < 15e6
    card = (SHIPPED / f"{name}.md").read_text()
    assert model.digest in card
    assert "facet train" in card


@pytest.mark.parametrize("name", NAMES)
def test_it_draws_people_who_differ_and_truncation_brings_them_together(name: str) -> None:
    generator = load_generator(name)
    z = torch.randn(4, generator.z_dim, generator=torch.Generator().manual_seed(1))

    def spread(psi: float) -> float:
        with torch.inference_mode():
            drawn = generator.synthesize(generator.map(z, psi=psi), resolution=64)
        assert bool(torch.isfinite(drawn).all())
        return float(drawn.std(dim=0).mean())

    assert spread(0.0) == pytest.approx(0.0, abs=1e-4)
    assert 0.02 < spread(0.5) < spread(1.0) < spread(1.5)


def test_its_name_is_taken(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="comes with Facet"):
        add_model(tmp_path / "any.pkl", NAMES[0], tmp_path)
