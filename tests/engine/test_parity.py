"""Every family of checkpoints draws what the program that published it draws."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file
from torch import Tensor

from engine import Generator, load_generator
from engine.generators import stylegan2
from engine.generators.style_generator import StyleGenerator
from tests.engine.checkpoint_files import (
    NVIDIA_FAMILIES,
    PARITY,
    expected_of,
    nvidia_network,
    weights_of,
    write_nvidia,
    write_oldest_pggan,
    write_pggan,
    write_rosinality,
    write_snapshot,
    write_tensorflow_stylegan2,
)

IN_W, IN_PIXELS = 1e-5, 1e-3


def difference(found: Tensor, expected: Tensor) -> float:
    assert found.shape == expected.shape
    assert found.dtype == torch.float32
    return float((found - expected).abs().max())


def assert_draws_like_the_reference(generator: Generator, family: str) -> None:
    expected = expected_of(family)
    z, labels = expected["z"], expected.get("c")
    w = generator.map(z, labels)
    truncated = generator.map(z, labels, psi=0.7)
    assert difference(w, expected["w"]) < IN_W
    assert difference(truncated, expected["w_psi07"]) < IN_W
    assert difference(generator.map(z, labels, psi=0.5, cutoff=4), expected["w_psi05_cutoff4"]) < IN_W
    assert difference(generator.synthesize(w), expected["image_psi1"]) < IN_PIXELS
    assert difference(generator.synthesize(truncated), expected["image_psi07"]) < IN_PIXELS
    mixed = generator.synthesize(expected["ws_mixed"])
    assert difference(mixed, expected["image_mixed"]) < IN_PIXELS
    # One picture alone takes another path through the convolutions than a batch.
    assert difference(generator.synthesize(expected["ws_mixed"][1:2]), mixed[1:2]) < IN_PIXELS


@pytest.mark.parametrize("family", NVIDIA_FAMILIES)
def test_an_nvidia_pickle_draws_like_the_reference(family: str, tmp_path: Path) -> None:
    write_nvidia(tmp_path / "network.pkl", family)
    assert_draws_like_the_reference(load_generator(tmp_path / "network.pkl"), family)


@pytest.mark.parametrize("family", NVIDIA_FAMILIES)
def test_a_bare_state_dict_draws_like_the_reference(family: str) -> None:
    assert_draws_like_the_reference(load_generator(PARITY / family / "weights.safetensors"), family)


@pytest.mark.parametrize("protocol", [3, 5])
def test_older_and_newer_pickle_protocols_are_read(protocol: int, tmp_path: Path) -> None:
    write_nvidia(tmp_path / "network.pkl", "stylegan2_resnet", protocol=protocol)
    assert_draws_like_the_reference(load_generator(tmp_path / "network.pkl"), "stylegan2_resnet")


@pytest.mark.parametrize("protocol", [3, 4, 5])
@pytest.mark.parametrize("family", ["stylegan2", "stylegan2_conditional", "stylegan2_resnet"])
def test_a_tensorflow_stylegan2_draws_like_the_reference(family: str, protocol: int, tmp_path: Path) -> None:
    classes = 5 if family == "stylegan2_conditional" else 0
    write_tensorflow_stylegan2(tmp_path / "network.pkl", family, protocol=protocol, label_size=classes)
    assert_draws_like_the_reference(load_generator(tmp_path / "network.pkl"), family)


def test_of_a_tensorflow_network_that_grew_the_last_colours_are_drawn(tmp_path: Path) -> None:
    weights = weights_of("stylegan2")
    last = {key: tensor for key, tensor in weights.items() if "torgb" not in key or ".b64." in key}
    save_file(last, tmp_path / "last.safetensors")
    write_tensorflow_stylegan2(tmp_path / "grown.pkl", grown=True)
    grown, plain = load_generator(tmp_path / "grown.pkl"), load_generator(tmp_path / "last.safetensors")
    ws = expected_of("stylegan2")["ws_mixed"]
    assert torch.equal(grown.map(expected_of("stylegan2")["z"]), plain.map(expected_of("stylegan2")["z"]))
    assert difference(grown.synthesize(ws), plain.synthesize(ws)) < IN_PIXELS


@pytest.mark.parametrize("era", ["fused", "plain", "oldest", "state dict"])
def test_pggan_draws_like_the_reference(era: str, tmp_path: Path) -> None:
    path = tmp_path / "network.pkl"
    if era == "oldest":
        write_oldest_pggan(path)
    elif era == "state dict":
        path = PARITY / "pggan" / "weights.safetensors"
    else:
        write_pggan(path, fused=era == "fused")
    generator, expected = load_generator(path), expected_of("pggan")
    ws = generator.map(expected["z"])
    assert generator.num_ws == 1
    assert torch.equal(ws[:, 0], expected["z"])
    assert difference(generator.synthesize(ws), expected["image"]) < IN_PIXELS


@pytest.mark.parametrize("archive", [True, False], ids=["archive", "stream"])
def test_a_converted_rosinality_file_draws_like_the_reference(archive: bool, tmp_path: Path) -> None:
    write_rosinality(tmp_path / "network.pt", training=False, archive=archive)
    generator, expected = load_generator(tmp_path / "network.pt"), expected_of("rosinality")
    w = generator.map(expected["z"])
    assert difference(w[:, 0], expected["w"]) < IN_W
    assert difference(generator.synthesize(w), expected["image_psi1"]) < IN_PIXELS
    truncated = generator.map(expected["z"], psi=0.7)
    assert difference(generator.synthesize(truncated), expected["image_psi07"]) < IN_PIXELS


def test_a_rosinality_training_file_gets_its_mean_latent_from_samples(tmp_path: Path) -> None:
    write_rosinality(tmp_path / "network.pt", training=True)
    generator, expected = load_generator(tmp_path / "network.pt"), expected_of("rosinality")
    # A mean over 10^4 samples of a spread of 1 is known to some hundredths.
    assert difference(generator.w_avg, expected["latent_avg"]) < 0.05
    ws = generator.map(expected["z"])
    assert difference(generator.synthesize(ws), expected["image_psi1"]) < IN_PIXELS


def test_a_rosinality_file_of_before_noise_was_kept_gets_noise_of_its_own(tmp_path: Path) -> None:
    content = {"g_ema": {k: v for k, v in weights_of("rosinality").items() if not k.startswith("noises.")}}
    expected = expected_of("rosinality")
    torch.save(content | {"latent_avg": expected["latent_avg"]}, tmp_path / "old.pt")
    generator, again = load_generator(tmp_path / "old.pt"), load_generator(tmp_path / "old.pt")
    ws = generator.map(expected["z"])
    assert difference(ws[:, 0], expected["w"]) < IN_W
    picture = generator.synthesize(ws)
    assert torch.equal(picture, again.synthesize(ws))
    assert generator.digest == again.digest
    # Other noise than the reference's, on a picture that is otherwise the same.
    assert 0 < (picture - expected["image_psi1"]).abs().mean() < 0.5 * expected["image_psi1"].std()


def test_a_recorded_clamp_bounds_the_activations(tmp_path: Path) -> None:
    write_nvidia(tmp_path / "tight.pkl", "stylegan2", conv_clamp=0.5)
    generator, expected = load_generator(tmp_path / "tight.pkl"), expected_of("stylegan2")
    picture = generator.synthesize(generator.map(expected["z"]))
    assert difference(picture, expected["image_psi1"]) > 0.5
    assert picture.abs().max() <= 0.5 * 5  # five resolutions add their clamped colours


@pytest.mark.parametrize(("family", "of_the_sum"), [("stylegan2", 1.0), ("stylegan2_resnet", 0.5**0.5)])
def test_the_clamp_is_on_what_a_layer_gives(family: str, of_the_sum: float, tmp_path: Path) -> None:
    """Behind the activation's gain of sqrt(2), but before that of a resnet's sum."""
    write_nvidia(tmp_path / "tight.pkl", family, conv_clamp=0.5)
    generator = load_generator(tmp_path / "tight.pkl")
    assert isinstance(generator, StyleGenerator)
    peaks: dict[str, float] = {}
    for name, layer in generator._networks.synthesis.named_modules():
        if isinstance(layer, stylegan2.SynthesisLayer):
            layer.register_forward_hook(
                lambda _, __, features, name=name: peaks.update({name: float(features.abs().max())})
            )
    generator.synthesize(generator.map(expected_of(family)["z"], expected_of(family).get("c")))
    assert peaks["b4.conv1"] == peaks["b8.conv0"] == 0.5
    assert peaks["b8.conv1"] == pytest.approx(0.5 * of_the_sum)


def test_the_taps_of_a_stylegan3_are_told_from_a_layer_that_has_a_filter(tmp_path: Path) -> None:
    """Trained without oversampling, layers between which the size stays have none."""
    network = nvidia_network("stylegan3_t")
    first = next(
        layer
        for name, layer in network.state["_modules"]["synthesis"].state["_modules"].items()
        if name.startswith("L0")
    )
    first.state.update(up_factor=1, up_taps=1)
    write_snapshot(tmp_path / "network.pkl", network)
    assert_draws_like_the_reference(load_generator(tmp_path / "network.pkl"), "stylegan3_t")


def eight_bit(image: Tensor) -> Tensor:
    return (image.clamp(-1, 1) * 127.5 + 127.5).round()


def soften(generator: Generator) -> None:
    """Random colours of StyleGAN2 are five times as glaring as a photograph, and so are differences."""
    if isinstance(generator, StyleGenerator):
        for name, module in generator._networks.synthesis.named_modules():
            if name.endswith("torgb"):
                for values in module.parameters(recurse=False):
                    values.mul_(0.2)


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16])
@pytest.mark.parametrize("family", [*NVIDIA_FAMILIES, "pggan"])
def test_half_precision_stays_within_two_of_255_levels(family: str, dtype: torch.dtype) -> None:
    path = PARITY / family / "weights.safetensors"
    generator, half = load_generator(path), load_generator(path, dtype=dtype)
    for drawer in (generator, half):
        soften(drawer)
    ws = generator.map(torch.randn(4, generator.z_dim, generator=torch.Generator().manual_seed(6)))
    assert (eight_bit(half.synthesize(ws)) - eight_bit(generator.synthesize(ws))).abs().max() <= 2


def test_gradients_reach_ws_through_synthesis() -> None:
    generator = load_generator(PARITY / "stylegan2" / "weights.safetensors")
    expected = expected_of("stylegan2")
    ws = expected["ws_mixed"][:1].clone().requires_grad_()
    image = generator.synthesize(ws)
    assert difference(image.detach(), expected["image_mixed"][:1]) < IN_PIXELS
    image.square().mean().backward()
    assert ws.grad is not None
    assert ws.grad.abs().sum() > 0
