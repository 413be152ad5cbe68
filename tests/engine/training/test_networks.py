"""What is trained is the network that is shipped, weight for weight."""

import pytest
import torch

from engine.checkpoints.building import assemble, build_generator
from engine.checkpoints.checkpoint import LazyTensor
from engine.training.networks import Critic, plan_network
from engine.training.student import Student
from engine.training.trainer import hints


def student(resolution: int) -> Student:
    torch.manual_seed(0)
    found = Student(plan_network(resolution, capacity=0.25), told=512, scale=0.4)
    with torch.no_grad():
        for name, parameter in found.named_parameters():
            if "bias" in name or "constant" in name:  # zeros would hide a mistake
                parameter.add_(0.2 * torch.randn_like(parameter))
    return found


@pytest.mark.parametrize("resolution", [16, 64])
def test_the_published_weights_draw_what_the_trained_network_drew(resolution: int) -> None:
    trained = student(resolution)
    tensors = {
        name: LazyTensor(tuple(value.shape), lambda value=value: value)
        for name, value in trained.published(seed=3).items()
    }
    generator = build_generator(assemble(tensors, hints(), "test", ""), name="student")
    z = torch.randn(3, 512)
    with torch.no_grad():
        w = trained.mapping(z)
        ws = torch.stack([w, w.flip(0)], dim=1).repeat(1, generator.num_ws // 2, 1)
        torch.testing.assert_close(generator.map(z)[:, 0], w, rtol=1e-4, atol=1e-5)
        torch.testing.assert_close(generator.synthesize(ws), trained.synthesis(ws), rtol=1e-3, atol=1e-4)
    assert generator.resolution == resolution


def test_w_avg_is_the_mean_of_the_prior() -> None:
    trained = student(16)
    with torch.no_grad():
        w = trained.mapping(torch.randn(8192, 512))
    torch.testing.assert_close(trained.published(seed=1)["mapping.w_avg"], w.mean(0), rtol=0, atol=0.05)


def test_the_shipped_size_fits_in_fifteen_megabytes_in_half_precision() -> None:
    tensors = Student(plan_network(256), told=512, scale=0.4).published(seed=1)
    assert sum(2 * value.numel() for value in tensors.values()) < 15e6


def test_ws_cross_at_the_row_that_is_asked_for() -> None:
    trained = student(16)
    coarse, fine = torch.zeros(3, 256), torch.ones(3, 256)
    rows = trained.config.num_ws
    ws = trained.crossed(coarse, fine, torch.tensor([0, 3, rows]))
    assert ws[:, :, 0].sum(dim=1).tolist() == [rows, rows - 3, 0]
    assert ws[1, :, 0].tolist() == [0.0] * 3 + [1.0] * (rows - 3)


def test_the_critic_sees_whether_a_picture_fits_its_latent() -> None:
    torch.manual_seed(0)
    critic = Critic(32, 256)
    pictures, w = torch.randn(2, 3, 32, 32), torch.randn(2, 256)
    assert not torch.allclose(critic(pictures, w), critic(pictures, w.flip(0)))
    assert torch.allclose(critic(pictures, w)[:, :-1], critic(pictures, w.flip(0))[:, :-1])  # patches alone
