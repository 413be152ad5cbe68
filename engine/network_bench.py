"""StyleGAN2 synthesis side by side with the straightforward eager formulation, on the same random weights.

The yardstick modulates a copy of the weights for each picture and runs one grouped convolution over the
batch, layer by layer and operation by operation, in float32 and the default memory layout. Run with
`python -m engine.network_bench`; rounds are interleaved, so that other load on the machine hits all alike.
"""

from __future__ import annotations

import argparse
import math
import platform
import sys
import time
from collections.abc import Callable

import torch
import torch.nn.functional as F
from torch import Tensor

from engine.checkpoints.building import expected_shapes
from engine.generators.precision import fastest_dtype
from engine.generators.style_generator import StyleGenerator
from engine.generators.stylegan2 import StyleGAN2Config

Tensors = dict[str, Tensor]


def config_f(resolution: int) -> StyleGAN2Config:
    """The published configuration F: up to 512 channels, 32768 features in all at each resolution."""
    blocks = resolution.bit_length() - 2
    channels = tuple(min(32768 // (4 << index), 512) for index in range(blocks))
    return StyleGAN2Config(512, 0, 0, (512,) * 8, resolution, channels)


def random_tensors(config: StyleGAN2Config, seed: int = 0) -> Tensors:
    """Weights of unit variance and a proper resampling filter, by state dict key."""
    random = torch.Generator().manual_seed(seed)
    taps = torch.tensor([1.0, 3.0, 3.0, 1.0])
    tensors = {}
    for key, shape in expected_shapes(config).items():
        scale = 100.0 if key.startswith("mapping.fc") and key.endswith("weight") else 1.0
        if key.endswith("bias") or key.endswith("noise_strength"):
            scale = 0.1
        tensors[key] = torch.randn(shape, generator=random) * scale
        if key.endswith("affine.bias"):
            tensors[key] += 1
        if key.endswith("resample_filter"):
            tensors[key] = taps.outer(taps) / 64
    return tensors


class Yardstick:
    """Grouped convolutions with modulated weights; no constants folded, nothing fused."""

    def __init__(self, config: StyleGAN2Config, tensors: Tensors) -> None:
        self.config = config
        self.tensors = tensors

    def __call__(self, ws: Tensor) -> Tensor:
        image: Tensor | None = None
        x = self.tensors["synthesis.b4.const"].expand(len(ws), -1, -1, -1)
        row = 0
        for resolution in self.config.resolutions:
            block = f"synthesis.b{resolution}"
            if resolution > 4:
                x = self._layer(f"{block}.conv0", x, ws[:, row], up=True)
                row += 1
            x = self._layer(f"{block}.conv1", x, ws[:, row])
            row += 1
            colours = self._modulated(f"{block}.torgb", x, ws[:, row], demodulate=False)
            colours = colours + self.tensors[f"{block}.torgb.bias"][:, None, None]
            image = colours if image is None else self._double(image) + colours
        assert image is not None
        return image

    def _layer(self, key: str, x: Tensor, w: Tensor, *, up: bool = False) -> Tensor:
        x = self._modulated(key, x, w, up=up)
        x = x + self.tensors[f"{key}.noise_const"] * self.tensors[f"{key}.noise_strength"]
        x = x + self.tensors[f"{key}.bias"][:, None, None]
        return (F.leaky_relu(x, 0.2) * math.sqrt(2)).clamp(-256 * math.sqrt(2), 256 * math.sqrt(2))

    def _modulated(
        self, key: str, x: Tensor, w: Tensor, *, up: bool = False, demodulate: bool = True
    ) -> Tensor:
        n, ins, height, width = x.shape
        affine = self.tensors[f"{key}.affine.weight"] / math.sqrt(w.shape[1])
        style = F.linear(w, affine, self.tensors[f"{key}.affine.bias"])
        weight = self.tensors[f"{key}.weight"]
        outs, _, kernel, _ = weight.shape
        weight = weight * style[:, None, :, None, None]  # [N, O, I, k, k]
        if demodulate:
            weight = weight * torch.rsqrt(weight.square().sum(dim=[2, 3, 4], keepdim=True) + 1e-8)
        else:
            weight = weight / math.sqrt(ins)
        x = x.reshape(1, n * ins, height, width)
        if up:
            weight = weight.transpose(1, 2).reshape(n * ins, outs, kernel, kernel)
            x = F.conv_transpose2d(x, weight, stride=2, groups=n)
            return self._filter(F.pad(x, [1, 1, 1, 1]).reshape(n, outs, 2 * height + 3, 2 * width + 3))
        x = F.conv2d(x, weight.reshape(n * outs, ins, kernel, kernel), padding=kernel // 2, groups=n)
        return x.reshape(n, outs, height, width)

    def _filter(self, x: Tensor) -> Tensor:
        kernel = self.tensors["synthesis.b4.resample_filter"] * 4
        return F.conv2d(x, kernel.expand(x.shape[1], 1, -1, -1), groups=x.shape[1])

    def _double(self, image: Tensor) -> Tensor:
        n, c, height, width = image.shape
        spread = image.new_zeros(n, c, height, 2, width, 2)
        spread[:, :, :, 0, :, 0] = image
        return self._filter(F.pad(spread.reshape(n, c, 2 * height, 2 * width), [2, 1, 2, 1]))


@torch.inference_mode()
def measure(resolution: int, batch: int, rounds: int) -> dict[str, float]:
    """Best milliseconds a picture of every way, from interleaved rounds."""
    config = config_f(resolution)
    tensors = random_tensors(config)
    ways: dict[str, Callable[[Tensor], Tensor]] = {"eager yardstick, float32": Yardstick(config, tensors)}
    for dtype in dict.fromkeys((torch.float32, fastest_dtype())):
        copies = {key: tensor.clone() for key, tensor in tensors.items()}
        generator = StyleGenerator(config, copies, name="bench", digest="", dtype=dtype)
        ways[f"engine, {str(dtype).removeprefix('torch.')}"] = generator.synthesize
    ws = torch.randn(batch, config.num_ws, config.w_dim, generator=torch.Generator().manual_seed(1))
    outputs = {name: way(ws) for name, way in ways.items()}
    exact = outputs["eager yardstick, float32"]
    assert float((outputs["engine, float32"] - exact).abs().max()) < 1e-3
    best = dict.fromkeys(ways, math.inf)
    for _ in range(rounds):
        for name, way in ways.items():
            started = time.perf_counter()
            way(ws)
            best[name] = min(best[name], (time.perf_counter() - started) * 1e3 / batch)
    return best


@torch.inference_mode()
def measure_edits(resolution: int, rounds: int) -> dict[str, float]:
    """Best milliseconds of an edit by the first block that it changes, earlier features being kept."""
    config = config_f(resolution)
    tensors = random_tensors(config)
    generator = StyleGenerator(
        config, tensors, name="bench", digest="", dtype=fastest_dtype(), feature_cache=1 << 30
    )
    ws = torch.randn(1, config.num_ws, config.w_dim, generator=torch.Generator().manual_seed(1))
    generator.synthesize(ws)
    best = {"all": math.inf} | {str(side): math.inf for side in config.resolutions if side >= 32}
    for turn in range(rounds):
        for name in best:
            edited = ws.clone()
            first = 0 if name == "all" else 2 * config.resolutions.index(int(name))
            edited[:, first:] += 0.01 * (turn + 1)
            started = time.perf_counter()
            generator.synthesize(edited)
            best[name] = min(best[name], (time.perf_counter() - started) * 1e3)
    return best


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--resolution", type=int, nargs="+", default=[256])
    parser.add_argument("--batch", type=int, nargs="+", default=[1])
    parser.add_argument("--rounds", type=int, default=6)
    parser.add_argument("--threads", type=int, default=torch.get_num_threads())
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    print(
        f"StyleGAN2 config F on {platform.processor() or platform.machine()}, torch {torch.__version__},",
        end=" ",
    )
    print(f"{torch.get_num_threads()} threads; best of {arguments.rounds} interleaved rounds")
    for resolution in arguments.resolution:
        for batch in arguments.batch:
            best = measure(resolution, batch, arguments.rounds)
            slowest = best["eager yardstick, float32"]
            for name, milliseconds in best.items():
                ratio = slowest / milliseconds
                print(f"{resolution:5} px  batch {batch}  {name:26} {milliseconds:8.1f} ms  {ratio:4.2f}x")
            sys.stdout.flush()
        edits = measure_edits(resolution, arguments.rounds)
        for name, milliseconds in edits.items():
            saved = 1 - milliseconds / edits["all"]
            print(
                f"{resolution:5} px  edit from block {name:>4} on {milliseconds:8.1f} ms, saved {saved:4.0%}"
            )


if __name__ == "__main__":
    main()
