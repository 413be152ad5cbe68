"""A run learns, stops, goes on, and leaves a model that draws."""

from dataclasses import replace
from pathlib import Path

import pytest
import torch
from PIL import Image

from engine import load_generator
from engine.errors import ModelError
from engine.generators.stylegan2 import StyleGAN2Config
from engine.training import Plan, train
from engine.training.exporting import export
from engine.training.losses import difference
from engine.training.student import Student
from engine.training.targets import Pool, Portraits, Studio
from engine.training.trainer import Training


def at_once(seconds: float) -> bool:
    """After the first step."""
    return True


PLAN = Plan(resolution=16, images=96, batch=8, pool=32, prior_batch=64, capacity=0.1, seed=5)


def test_a_run_that_was_stopped_goes_on_where_it_was(tmp_path: Path) -> None:
    stopped = train(PLAN, tmp_path, pause=at_once)  # after its first step
    assert 0 < stopped.images < 96
    again = train(PLAN, tmp_path, pause=at_once)
    assert again.images == 2 * stopped.images
    done = train(PLAN, tmp_path)
    assert done.images == 96
    assert done.step == 12
    weights = {name: value.clone() for name, value in done.tensors().items()}
    finished = train(PLAN, tmp_path)  # nothing is left to do
    assert all(torch.equal(value, weights[name]) for name, value in finished.tensors().items())
    with Image.open(tmp_path / "samples.webp") as samples:
        assert samples.width > 8 * 16


def test_another_plan_and_a_damaged_state_are_refused_and_left_alone(tmp_path: Path) -> None:
    train(PLAN, tmp_path, pause=at_once)
    with pytest.raises(ModelError, match="another plan"):
        train(replace(PLAN, resolution=32), tmp_path)
    state = tmp_path / "training.pt"
    whole = state.read_bytes()
    state.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(ModelError, match="damaged"):
        train(PLAN, tmp_path)
    assert len(state.read_bytes()) == len(whole) // 2


@pytest.mark.parametrize(
    ("plan", "reason"),
    [
        (replace(PLAN, resolution=48), "none of them"),
        (replace(PLAN, minutes=1.0), "either"),
        (replace(PLAN, images=None), "either"),
        (replace(PLAN, batch=0), "at least one"),
    ],
)
def test_a_plan_that_cannot_be_is_told_in_one_line(tmp_path: Path, plan: Plan, reason: str) -> None:
    with pytest.raises(ModelError, match=reason):
        train(plan, tmp_path)
    assert not (tmp_path / "training.pt").exists()


def test_the_exported_model_is_a_stylegan2_with_everything_that_one_has(tmp_path: Path) -> None:
    training = train(PLAN, tmp_path / "run", pause=at_once)
    path = tmp_path / "models" / "small.safetensors"
    record = export(training, path)
    generator = load_generator("small", folder=path.parent)
    assert generator.digest == record.digest
    assert isinstance(generator.config, StyleGAN2Config)  # type: ignore[attr-defined]
    z = torch.randn(2, generator.z_dim)
    with torch.inference_mode():
        truncated = generator.map(z, psi=0.0)
        torch.testing.assert_close(truncated[0, 0], generator.w_avg)
        drawn, trained = generator.synthesize(generator.map(z)), training.average
        wanted = trained.synthesis(trained.mapping(z)[:, None].expand(-1, generator.num_ws, -1))
    torch.testing.assert_close(drawn, wanted, rtol=0.02, atol=0.02)  # half precision
    again = export(training, path)  # replaces it
    assert again.digest == record.digest
    assert [file.name for file in path.parent.iterdir()] == [path.name]


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    with pytest.raises(ModelError, match="cannot be written"):
        train(PLAN, blocked / "run", pause=at_once)


def test_differences_see_what_pixels_forgive() -> None:
    stripes = torch.tensor([1.0, -1.0]).repeat(16).expand(1, 3, 32, 32)
    grey, inverted = torch.zeros(1, 3, 32, 32), -stripes
    assert difference(stripes, stripes) == 0.0
    plain, edged = (float((a - stripes).abs().mean()) for a in (grey, inverted))
    assert plain < edged < float(difference(inverted, stripes))
    features = float(difference(grey, stripes, lambda pictures: [pictures.abs()]))
    assert features > float(difference(grey, stripes))


def test_learning_brings_the_student_nearer_to_the_painter(tmp_path: Path) -> None:
    training = Training(replace(PLAN, images=100_000, batch=32), tmp_path, "cpu", None)
    random = torch.Generator().manual_seed(1)
    studio = Studio(training.painter, 16, training.rows)
    pool = Pool(studio, 256, random, first=256)
    fresh = studio.paint(32, random, natural=True)
    before = apart(training.student, fresh)
    for _ in range(60):
        training._learn(pool, random)
    assert apart(training.student, fresh) < 0.8 * before


def apart(student: Student, portraits: Portraits) -> float:
    with torch.inference_mode():
        w = student.reader(portraits.coarse)
        drawn = student.synthesis(w[:, None].expand(-1, student.config.num_ws, -1))
    return float((drawn - portraits.as_pictures()).abs().mean())
