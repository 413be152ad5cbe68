"""`python -m engine.network_bench`: every family at its published sizes, on the device at hand.

With `--reference FOLDER`, a clone of github.com/NVlabs/stylegan3, its authors' code draws the same latents
with the same weights in the same run, on a GPU with the kernels that it compiles for itself; it stands in
the table as it is used: float32 features, and float16 in the four highest resolutions.
"""

from __future__ import annotations

import argparse
import gc
import itertools
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from engine.allocation import keep_freed_memory
from engine.bench import machine
from engine.checkpoints.checkpoint import Config
from engine.generators.cuda.drawer import Drawer
from engine.generators.cuda.graphs import BatchGraphs
from engine.generators.feature_cache import FeatureCache
from engine.generators.painter import Painter
from engine.generators.pggan import PGGAN
from engine.generators.precision import convolutions_for, fastest_dtype
from engine.generators.style_generator import StyleGenerator
from engine.network_bench import openvino
from engine.network_bench.measuring import Draw, Times, copy_rate, matrix_rate, measure, seconds
from engine.network_bench.published import (
    FAMILIES,
    build,
    convolution_macs,
    published_config,
    random_tensors,
    random_ws,
)
from engine.network_bench.reference import Reference, ReferenceUnavailable
from engine.network_bench.report import LateEdit, NetworkReport, Row, markdown

PRECISIONS = {"float16": torch.float16, "bfloat16": torch.bfloat16, "float32": torch.float32}
EAGER_BATCHES = (1, 8)  # larger ones keep a GPU as busy as graphs do
MOST_OF_PAINTER = 512  # px
SECONDS_TO_PROFILE = 15
CACHE = 1 << 30  # bytes of features, enough for every block of one picture and its edits
PROFILED = (("stylegan2", 8), ("stylegan2", 1), ("stylegan3-t", 8), ("stylegan3-r", 8), ("pggan", 8))


class Bench:
    """One run; measures until it is done or its time is up."""

    def __init__(self, arguments: argparse.Namespace) -> None:
        self.arguments = arguments
        self.device = torch.device(arguments.device)
        self.ends = time.monotonic() + arguments.seconds
        self.report = NetworkReport(machine())
        self.reference: Reference | None = None
        self.networks: dict[tuple[str, int], tuple[Config, dict[str, Tensor], Any]] = {}
        self.theirs: dict[
            tuple[str, int, str, int, int | None], Times
        ] = {}  # the reference's times, by what it was asked

    @property
    def on_gpu(self) -> bool:
        return self.device.type == "cuda"

    def run(self) -> NetworkReport:
        self._find_reference()
        for name in self.arguments.precision:
            rate = matrix_rate(self.device, PRECISIONS[name])
            self.report.rates[f"{name} matrix product, GMAC/s"] = rate / 1e9
        self.report.rates["copy, GB/s"] = copy_rate(self.device) / 1e9
        # The most important precision of everything comes first, in case that time runs out.
        for turn, precision in enumerate(self.arguments.precision):
            for resolution in self.arguments.resolution:
                for family in self.arguments.family:
                    if family != "painter":
                        self._network(family, resolution, precision)
                    elif turn == 0 and resolution <= MOST_OF_PAINTER:
                        self._painter(resolution)
                if turn == 0 and "stylegan2" in self.arguments.family:
                    self._late_edits("stylegan2", resolution, precision)
        if self.arguments.profile and self.arguments.out is not None:
            self._profile()
        return self.report

    def _find_reference(self) -> None:
        if self.arguments.reference is None:
            return
        try:
            self.reference = Reference(self.arguments.reference)
            self.report.reference = f"github.com/NVlabs/stylegan3, {self.reference.kernels()}"
        except ReferenceUnavailable as error:
            self.report.reference = f"none; {error}"
        _say(f"reference: {self.report.reference}")

    def _over(self, what: str) -> bool:
        if time.monotonic() < self.ends:
            return False
        self.report.notes.append(f"Time was up before {what}.")
        return True

    def _network(self, family: str, resolution: int, precision: str) -> None:
        if self._over(f"{family} at {resolution} px, {precision}"):
            return
        config, tensors, theirs = self._published(family, resolution)
        dtype = PRECISIONS[precision]
        generator = build(config, tensors, self.device, dtype)
        if generator.dtype != dtype:  # PGGAN takes no bfloat16
            return
        drawers = self._drawers(generator, dtype)
        how = "float32" if precision == "float32" else "float16 in the four highest resolutions"
        for batch, threads in itertools.product(self.arguments.batch, self._threads):
            if self._over(f"{family} at {resolution} px, {precision}, batch {batch}"):
                break
            ws = random_ws(generator, batch)
            ways = {
                name: draw
                for name, draw in drawers.items()
                if name != "eager" or batch in self._eager_batches
            }
            torch.set_num_threads(threads or torch.get_num_threads())
            if self.arguments.openvino and family == "stylegan2":
                exact = build(config, tensors, self.device, torch.float32)
                assert isinstance(exact, StyleGenerator)
                ways["openvino"] = openvino.compiled(exact, batch, precision)
            known = self.theirs.get((family, resolution, how, batch, threads))
            if theirs is not None and known is None:
                ways["reference"] = _reference_way(theirs, precision)
            with torch.inference_mode(), convolutions_for(dtype):
                times = measure(ways, ws, self.arguments.rounds)
                differences = self._differences(ways, config, tensors, theirs, ws[:2])
            if known is not None:
                times["reference"] = known
            elif taken := times.get("reference"):
                self.theirs[family, resolution, how, batch, threads] = taken
            self._add(
                Row(
                    family,
                    resolution,
                    precision,
                    batch,
                    convolution_macs(config),
                    times,
                    how if theirs is not None else None,
                    differences.get("graphs", differences.get("eager")),
                    threads,
                    differences.get("openvino"),
                )
            )
        del generator, drawers
        self._free()

    def _published(self, family: str, resolution: int) -> tuple[Config, dict[str, Tensor], Any]:
        """Configuration, weights and the reference's network with them, made once."""
        if (family, resolution) not in self.networks:
            config = published_config(family, resolution)
            tensors = random_tensors(config)
            theirs = self._reference_network(config, tensors)
            self.networks[family, resolution] = config, tensors, theirs
        return self.networks[family, resolution]

    @property
    def _threads(self) -> Sequence[int | None]:
        return [None] if self.on_gpu else self.arguments.threads or [torch.get_num_threads()]

    @property
    def _eager_batches(self) -> Sequence[int]:
        return EAGER_BATCHES if self.on_gpu else self.arguments.batch

    def _reference_network(self, config: Config, tensors: dict[str, Tensor]) -> Any:
        if self.reference is None:
            return None
        try:
            return self.reference.build(config, tensors, self.device)
        except ReferenceUnavailable:
            return None

    def _drawers(self, generator: StyleGenerator | PGGAN, dtype: torch.dtype) -> dict[str, Draw]:
        """Our ways to draw: on a GPU PyTorch's operations, fused kernels, and these in graphs."""
        if not self.on_gpu:
            return {"eager": generator.synthesize}
        if isinstance(generator, PGGAN):
            network = generator._network
            return {"eager": lambda ws: network(ws[:, 0], dtype), "graphs": generator.synthesize}
        synthesis = generator._networks.synthesis
        ways: dict[str, Draw] = {
            "graphs": generator.synthesize,
            "eager": Drawer(synthesis, dtype, graphs=False),
        }
        if self.arguments.plain:
            ways["plain"] = BatchGraphs(lambda ws: synthesis(ws, dtype))
        return ways

    def _differences(
        self, ways: Mapping[str, Draw], config: Config, tensors: dict[str, Tensor], theirs: Any, ws: Tensor
    ) -> dict[str, float]:
        """The largest one of two pictures from float32 in plain operations, by way.

        The reference's float32, or on a CPU our own where there is none; empty where neither is at hand.
        """
        if theirs is None and self.on_gpu:
            return {}
        try:
            if theirs is not None:
                with convolutions_for(torch.float32):
                    exact = _reference_way(theirs, "float32")(ws)
            else:
                exact = build(config, tensors, self.device, torch.float32).synthesize(ws)
            return {
                name: float((draw(ws).clamp(-1, 1) - exact.clamp(-1, 1)).abs().max())
                for name, draw in ways.items()
                if name in ("graphs", "eager") or (name == "openvino" and len(ws) == self.arguments.batch[0])
            }
        except torch.OutOfMemoryError:
            return {}

    def _late_edits(self, family: str, resolution: int, precision: str) -> None:
        """Times of pictures that begin like the one before, by the first block that does not."""
        if self._over(f"edits of late layers at {resolution} px"):
            return
        config, tensors, _ = self._published(family, resolution)
        generator = build(config, tensors, self.device, PRECISIONS[precision])
        assert isinstance(generator, StyleGenerator)
        base, chance = random_ws(generator, 1), torch.Generator().manual_seed(2)
        blocks = range(1, base.shape[1] // 2)
        whole: list[float] = []
        late: dict[int, list[float]] = {block: [] for block in blocks}
        with torch.inference_mode(), convolutions_for(PRECISIONS[precision]):
            generator.synthesize(base)
            for _ in range(self.arguments.rounds):
                generator._cache = FeatureCache(CACHE)
                whole.append(1000 * seconds(generator.synthesize, base, 1))
                for block in reversed(blocks):
                    edited = base.clone()  # nothing that the blocks before this one take is touched
                    edited[:, 2 * block :] += torch.randn(1, generator=chance).to(self.device)
                    late[block].append(1000 * seconds(generator.synthesize, edited, 1))
        full = Times.of(whole)
        for block in blocks:
            times = Times.of(late[block])
            edit = LateEdit(family, resolution, precision, 4 << block, times, full)
            self.report.edits.append(edit)
            _say(f"{family} {resolution} {precision} from {edit.first} px: {100 * edit.saved:.0f} % saved")
        del generator
        self._free()

    def _painter(self, resolution: int) -> None:
        painter = Painter(device=self.device)
        graphs = BatchGraphs(lambda ws: painter.synthesize(ws, resolution=resolution))
        random = torch.Generator().manual_seed(1)
        for batch in self.arguments.painter_batch:
            if self._over(f"the painter at {resolution} px, batch {batch}"):
                return
            with torch.inference_mode():
                ws = painter.map(torch.randn(batch, painter.z_dim, generator=random))
                ways: dict[str, Draw] = {"eager": lambda ws: painter.synthesize(ws, resolution=resolution)}
                if self.arguments.painter_graphs and batch <= 32:
                    ways["graphs"] = graphs
                times = measure(ways, ws, self.arguments.rounds)
            self._add(Row("painter", resolution, "float32", batch, 0, times))
            self._free()

    def _profile(self) -> None:
        """Where the GPU's time goes at the largest size, as NAME-profile.txt."""
        self.ends = max(self.ends, time.monotonic() + SECONDS_TO_PROFILE)
        resolution = max(self.arguments.resolution)
        sections = []
        for family, batch in PROFILED:
            if family not in self.arguments.family or self._over(f"the profile of {family}"):
                continue
            config, tensors, theirs = self._published(family, resolution)
            generator = build(config, tensors, self.device, torch.float16)
            ways = self._drawers(generator, torch.float16)
            ways.pop("graphs", None)
            if theirs is not None:
                ways["reference"] = _reference_way(theirs, "float16")
            ws = random_ws(generator, batch)
            for name, draw in ways.items():
                _say(f"profile: {family} {name}")
                sections.append(f"{family} {resolution} px batch {batch} {name}\n{_kernel_times(draw, ws)}")
            self.arguments.out.mkdir(parents=True, exist_ok=True)
            path = self.arguments.out / f"{self.arguments.name}-profile.txt"
            path.write_text("\n\n".join(sections) + "\n", encoding="utf-8")
            del generator, ways
            self._free()

    def _add(self, row: Row) -> None:
        self.report.rows.append(row)
        figures = ", ".join(
            f"{way} {times.median:.3f} ms" if times else f"{way} no memory"
            for way, times in row.times.items()
        )
        threads = f", {row.threads} threads" if row.threads else ""
        ratio = f", {row.ratio:.2f} times the reference" if row.ratio else ""
        gap = f", differs by {row.difference:.4f}" if row.difference is not None else ""
        _say(
            f"{row.family} {row.resolution} {row.precision} batch {row.batch}{threads}: {figures}{ratio}{gap}"
        )
        if self.arguments.out is not None:
            self.report.write(self.arguments.out, self.arguments.name)

    def _free(self) -> None:
        gc.collect()
        if self.on_gpu:
            torch.cuda.empty_cache()


def _kernel_times(draw: Draw, ws: Tensor) -> str:
    """The twenty kernels that take longest in one drawing."""
    activities = [torch.profiler.ProfilerActivity.CPU]
    if ws.device.type == "cuda":
        activities.append(torch.profiler.ProfilerActivity.CUDA)
    with torch.inference_mode():
        draw(ws)
        with torch.profiler.profile(activities=activities) as profile:
            draw(ws)
            if ws.device.type == "cuda":
                torch.cuda.synchronize()
    totals: dict[str, tuple[float, int]] = {}
    for event in profile.events():
        if (ws.device.type == "cuda") == (event.device_type == torch.autograd.DeviceType.CUDA):
            taken, count = totals.get(event.name, (0.0, 0))
            totals[event.name] = taken + event.time_range.elapsed_us(), count + 1
    longest = sorted(totals.items(), key=lambda item: -item[1][0])[:20]
    lines = [f"{taken:10.1f} us {count:5} x {name[:150]}" for name, (taken, count) in longest]
    return "\n".join([f"{sum(taken for taken, _ in totals.values()):10.1f} us in all", *lines])


def _reference_way(network: Any, precision: str) -> Draw:
    """Its synthesis in float32, or as published: float16 in the four highest resolutions."""
    options: dict[str, Any] = {"force_fp32": precision == "float32"}
    if hasattr(network, "b4"):
        options["noise_mode"] = "const"
    return lambda ws: network(ws, **options)


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    cuda = torch.cuda.is_available()
    parser.add_argument("--device", default="cuda" if cuda else "cpu")
    parser.add_argument("--family", nargs="+", choices=(*FAMILIES, "painter"), default=list(FAMILIES))
    parser.add_argument("--resolution", type=int, nargs="+", default=[256, 512, 1024])
    parser.add_argument("--batch", type=int, nargs="+", default=[1, 8, 32] if cuda else [1])
    parser.add_argument("--painter-batch", type=int, nargs="+", default=[1, 8, 32, 128] if cuda else [1, 4])
    parser.add_argument(
        "--painter-graphs", action="store_true", help="draw the painter in CUDA graphs as well"
    )
    best = str(fastest_dtype()).removeprefix("torch.")
    defaults = list(PRECISIONS) if cuda else list(dict.fromkeys([best, "float32"]))
    parser.add_argument("--precision", nargs="+", choices=PRECISIONS, default=defaults)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--threads", type=int, nargs="+", help="of a CPU, one number or several")
    parser.add_argument("--seconds", type=float, default=420, help="after which nothing new is begun")
    parser.add_argument("--reference", type=Path, help="a clone of github.com/NVlabs/stylegan3")
    parser.add_argument("--profile", action="store_true", help="write where the time goes as well")
    parser.add_argument("--openvino", action="store_true", help="on a CPU, the openvino package as well")
    parser.add_argument("--plain", action="store_true", help="on a GPU, PyTorch's operations alone as well")
    parser.add_argument("--out", type=Path, help="folder for NAME.json and NAME.md")
    parser.add_argument("--name", default="networks")
    parser.add_argument("--docs", type=Path, help="folder whose benchmarks.md gets the run")
    arguments = parser.parse_args()
    keep_freed_memory()
    if arguments.threads:
        torch.set_num_threads(arguments.threads[0])
    report = Bench(arguments).run()
    if arguments.out is not None:
        for path in report.write(arguments.out, arguments.name):
            _say(f"written: {path}")
    if arguments.docs is not None:
        from engine.bench_page import add_run  # it needs this package

        _say(f"written: {add_run(arguments.docs, asdict(report))}")
    if arguments.out is None and arguments.docs is None:
        print(markdown(report))


if __name__ == "__main__":
    main()
