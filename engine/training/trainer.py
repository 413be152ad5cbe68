"""Distils the painter into a StyleGAN2 generator: z -> mapping -> ws -> modulated synthesis.

A GAN from scratch needs millions of pictures before a face is a face. Here the painter says which portrait
belongs to which latent: synthesis learns to redraw it, and the mapping, a prior of its own, learns how the
painter's latents are spread. In the second half the portraits come from the prior alone, and a critic sees to
what differences of pixels cannot tell: that curls are curls and not their average.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from PIL import Image
from torch import Tensor
from torch._functorch import config as functorch

from engine.checkpoints.checkpoint import Hints
from engine.errors import ModelError
from engine.generators.painter import Painter
from engine.generators.precision import fastest_dtype
from engine.progress import Progress, Report, silent
from engine.sheets import sheet
from engine.training.losses import Features, critic_loss, difference, gradient_penalty, pooled
from engine.training.networks import Critic, plan_network
from engine.training.optimizer import Optimizer
from engine.training.student import Student
from engine.training.targets import Pool, Portraits, Studio

STATE = "training.pt"
SAMPLES = "samples.webp"
VERSION = 1

RATE = 2e-3  # of Adam, at its peak
PRIOR_RATE = 1e-3
CRITIC_RATE = 2e-4
WARM_UP = 150  # steps
INERTIA = 0.999  # of the averaged copy
STAGES = ((0.0, 4), (0.12, 2), (0.35, 1))  # share of the run from which the side is divided by so much
CRITIC_FROM = 0.6  # of the run
CRITIC_SHARE = 0.3  # of the slope that the differences from the painter make, at the last layer
PENALTY = 2.0  # R1's gamma
PENALTY_EVERY = 16  # steps
WEIGHED_EVERY = 8  # steps
SAVED_EVERY = 60.0  # seconds
SMALLEST = 16  # px
SHOWN = 8  # portraits in the samples


@dataclass(frozen=True)
class Plan:
    """What is trained and for how long; a run that goes on must have the plan that it began with."""

    resolution: int = 128  # px, a power of two
    images: int | None = 200_000  # portraits to learn from, repeats among them
    minutes: float | None = None  # or the time to learn for; whichever is given rules
    batch: int = 16
    pool: int = 4096  # portraits at hand at once
    fresh: float = 0.25  # share of a batch that is newly painted
    prior_batch: int = 512  # draws of z that the mapping learns from
    prior_every: int = 1  # steps
    capacity: float = 1.0  # of the network, in channels
    seed: int = 1
    compiled: bool = False  # torch.compile, which takes a minute first

    @classmethod
    def for_device(cls, device: str, **chosen: Any) -> Plan:
        """The plan that suits a device, but for what was chosen."""
        large: dict[str, Any] = {}
        if torch.device(device).type == "cuda":
            large = {
                "resolution": 256,
                "images": 1_500_000,
                "batch": 64,
                "pool": 40_960,
                "prior_batch": 16_384,
                "prior_every": 4,
            }
        if chosen.get("minutes") is not None:
            large["images"] = None
        return cls(**(large | {name: value for name, value in chosen.items() if value is not None}))


class Training:
    """One run in a folder: where it stands, and how it goes on."""

    def __init__(self, plan: Plan, folder: Path, device: str, features: Features | None) -> None:
        _check(plan)
        self.plan, self.folder = plan, folder
        self.device = torch.device(device)
        self.features = features
        self.dtype = torch.bfloat16 if self.device.type == "cuda" else fastest_dtype("cpu")
        torch.manual_seed(plan.seed)
        self.painter = Painter(device=self.device)
        config = plan_network(plan.resolution, capacity=plan.capacity)
        z = torch.randn(1024, self.painter.z_dim, device=self.device)
        self.student = Student(config, self.painter.w_dim, float(self.painter.map(z)[:, 0].std()))
        self.student.to(self.device)
        self.critic = Critic(plan.resolution, config.w_dim).to(self.device)
        self.critic.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        self.average = self.student.averaged()
        self.drawing = Optimizer([*self.student.synthesis.parameters(), *self.student.reader.parameters()])
        self.telling = Optimizer(self.student.mapping.parameters())
        self.judging = Optimizer(self.critic.parameters())
        self.step = 0
        self.images = 0
        self.seconds = 0.0
        self.weight = 0.0  # of the critic's word
        self.losses: dict[str, float] = {}
        self.rows = config.num_ws
        self._synthesize: Callable[..., Tensor] = self.student.synthesis
        if plan.compiled:
            functorch.donated_buffer = False  # the critic is weighed on the same graph first
            self._synthesize = torch.compile(self.student.synthesis)

    @property
    def done(self) -> float:
        """Share of the run that is behind, 0 to 1."""
        if self.plan.minutes is not None:
            return min(self.seconds / (60.0 * self.plan.minutes), 1.0)
        assert self.plan.images is not None
        return min(self.images / self.plan.images, 1.0)

    def run(self, progress: Report, pause: Callable[[float], bool] = lambda seconds: False) -> None:
        """Learn to the end of the plan, or until `pause` says so; saves as it goes and at the end.

        `pause` is asked after every step, with the seconds since this began.
        """
        random = torch.Generator(self.device).manual_seed(self.plan.seed + 1_000_003 * self.step)
        studio = Studio(self.painter, self.plan.resolution, self.rows)
        progress(Progress("painting", 0, 1, "portraits to begin with"))
        pool = Pool(studio, self.plan.pool, random, first=min(max(4 * self.plan.batch, 64), self.plan.pool))
        progress(Progress("painting", 1, 1))
        shown = studio.paint(SHOWN, torch.Generator(self.device).manual_seed(self.plan.seed), natural=True)
        started = saved = time.monotonic()
        before, owed, at_once = self.seconds, 0.0, min(studio.at_once, self.plan.pool)
        while self.done < 1.0:
            owed += self.plan.batch * self.plan.fresh
            if owed >= at_once:
                pool.refresh(at_once)
                owed -= at_once
            self._learn(pool, random)
            now = time.monotonic()
            self.seconds = before + now - started
            if self.step % 10 == 0:
                self._report(progress)
            over = pause(now - started)
            if over or now - saved > SAVED_EVERY:
                self.save(shown)
                saved = time.monotonic()
            if over:
                return
        self.save(shown)
        self._report(progress)

    def _learn(self, pool: Pool, random: torch.Generator) -> None:
        if self.step % self.plan.prior_every == 0:
            self._learn_prior(random)
        smaller = self._smaller()
        portraits = pool.batch(self.plan.batch * smaller)
        wanted = pooled(portraits.as_pictures(), smaller)
        judged = self.done >= CRITIC_FROM
        ws = self._latents(portraits, by_prior=judged)
        drawn = self._synthesize(ws, self.dtype, self.rows // 2 - smaller.bit_length() + 1)
        loss = apart = difference(drawn, wanted, self.features if smaller == 1 else None)
        if judged:
            word = -self._judge(drawn, ws[:, 0].detach()).mean()
            if self.step % WEIGHED_EVERY == 0:
                self._weigh(apart, word)
            loss = apart + self.weight * word
        self._set_rate(self.drawing, RATE)
        self.drawing.descend(loss)
        if judged:
            self._learn_to_judge(drawn.detach(), wanted, ws[:, 0].detach())
        self.step += 1
        self.images += len(portraits)
        self.average.follow(self.student, min(INERTIA, (1 + self.step) / (10 + self.step)))
        if self.step % 10 == 0:
            self.losses["apart"] = float(apart.detach())

    def _smaller(self) -> int:
        """What the side is divided by for now: faces are learned on small pictures, details on large ones."""
        part = next(part for start, part in reversed(STAGES) if self.done >= start)
        return min(part, self.plan.resolution // SMALLEST)

    def _learn_prior(self, random: torch.Generator) -> None:
        """The mapping learns to say of z what the reader says of the painter's w of the same z."""
        size = (self.plan.prior_batch, self.painter.z_dim)
        z = torch.randn(size, generator=random, device=self.device)
        with torch.no_grad():
            wanted = self.student.reader(self.painter.map(z)[:, 0])
        apart = (self.student.mapping(z) - wanted).square().mean() / wanted.var(dim=0).mean()
        self._set_rate(self.telling, PRIOR_RATE)
        self.telling.descend(apart)
        if self.step % 20 == 0:
            self.losses["prior"] = float(apart.detach())

    def _latents(self, portraits: Portraits, *, by_prior: bool) -> Tensor:
        """The student's ws [N, L, D] of portraits, by the reader or, where z says all, by the prior.

        The reader stops learning when the prior takes over: it is what the prior is aimed at.
        """
        with torch.set_grad_enabled(not by_prior):
            coarse, fine = self.student.reader(portraits.coarse), self.student.reader(portraits.fine)
            if by_prior:
                told = self.average.mapping(portraits.z)
                coarse = torch.where(portraits.natural[:, None], told, coarse)
                fine = torch.where(portraits.natural[:, None], told, fine)
            return self.student.crossed(coarse, fine, portraits.crossing)

    def _judge(self, pictures: Tensor, w: Tensor) -> Tensor:
        with torch.autocast(self.device.type, torch.bfloat16, enabled=self.dtype != torch.float32):
            scores: Tensor = self.critic(pictures.contiguous(memory_format=torch.channels_last), w)
        return scores.float()

    def _weigh(self, apart: Tensor, word: Tensor) -> None:
        """Let the critic's pull be a fixed share of the painter's (Esser et al. 2021, equation 7)."""
        last = self.student.synthesis.last_weight
        ours, theirs = (torch.autograd.grad(loss, last, retain_graph=True)[0] for loss in (apart, word))
        found = float((CRITIC_SHARE * ours.norm() / (theirs.norm() + 1e-8)).clamp(0.0, 10.0))
        ramp = min((self.done - CRITIC_FROM) / 0.05, 1.0)  # the critic has to learn first
        self.weight = 0.8 * self.weight + 0.2 * found * ramp

    def _learn_to_judge(self, drawn: Tensor, wanted: Tensor, w: Tensor) -> None:
        loss = critic_loss(self._judge(wanted, w), self._judge(drawn, w))
        if self.step % PENALTY_EVERY == 0:
            part = max(len(wanted) // 4, 1)
            steepness = gradient_penalty(self.critic, wanted[:part].contiguous(), w[:part])
            loss = loss + 0.5 * PENALTY * PENALTY_EVERY * steepness
        self._set_rate(self.judging, CRITIC_RATE)
        self.judging.descend(loss)
        if self.step % 10 == 0:
            self.losses["critic"] = float(loss.detach())

    def _set_rate(self, optimizer: Optimizer, peak: float) -> None:
        """Up over the first steps, down to nothing over the second half."""
        optimizer.set_rate(
            peak * min((1 + self.step) / WARM_UP, 1.0) * min(2.0 * (1.0 - self.done), 1.0) + 1e-6
        )

    def _report(self, progress: Report) -> None:
        if self.plan.minutes is not None:
            done, total = int(self.seconds), int(60 * self.plan.minutes)
        else:
            assert self.plan.images is not None
            done, total = min(self.images, self.plan.images), self.plan.images
        speed = self.images / max(self.seconds, 1e-6)
        note = "  ".join(f"{name} {value:.3f}" for name, value in sorted(self.losses.items()))
        progress(Progress("training", done, total, f"{self.images:,} portraits, {speed:.0f}/s  {note}"))

    def save(self, shown: Portraits | None = None) -> None:
        """Leave all that a run needs to go on, and samples to look at; ModelError where it cannot."""
        state = {
            "version": VERSION,
            "plan": asdict(self.plan),
            "painter": self.painter.digest,
            "networks": {name: getattr(self, name).state_dict() for name in _NETWORKS},
            "optimizers": {name: getattr(self, name).state_dict() for name in _OPTIMIZERS},
            "step": self.step,
            "images": self.images,
            "seconds": self.seconds,
            "weight": self.weight,
        }
        partial = self.folder / f".{STATE}.partial"
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            torch.save(state, partial)
            partial.replace(self.folder / STATE)
            if shown is not None:
                Image.fromarray(self.samples(shown)).save(self.folder / SAMPLES, quality=90)
        except OSError as error:
            with suppress(OSError):
                partial.unlink(missing_ok=True)
            raise ModelError(f"{self.folder} cannot be written: {error.strerror or error}") from None

    def load(self) -> bool:
        """Take up what was saved in the folder; False where nothing was.

        ModelError where it is of another plan, or damaged.
        """
        path = self.folder / STATE
        if not path.is_file():
            return False
        try:
            state = torch.load(path, map_location=self.device, weights_only=True)
            plan = {name: value for name, value in state["plan"].items() if name not in _CHANGEABLE}
            mine = {name: value for name, value in asdict(self.plan).items() if name not in _CHANGEABLE}
            if state["version"] != VERSION or plan != mine or state["painter"] != self.painter.digest:
                raise ModelError(
                    f"{self.folder} holds a run with another plan or painter; choose another folder"
                )
            for name in _NETWORKS:
                getattr(self, name).load_state_dict(state["networks"][name])
            for name in _OPTIMIZERS:
                getattr(self, name).load_state_dict(state["optimizers"][name])
            self.step, self.images = int(state["step"]), int(state["images"])
            self.seconds, self.weight = float(state["seconds"]), float(state["weight"])
        except (OSError, KeyError, TypeError, ValueError, RuntimeError) as error:
            reason = " ".join(str(error).split())[:120]
            raise ModelError(f"{path} is damaged ({reason}); remove it to begin anew") from None
        return True

    @torch.inference_mode()
    def samples(self, shown: Portraits) -> np.ndarray:
        """The painter's portraits, the student's by the reader, and by the prior, as a sheet [H, W, 3]."""
        student = self.average
        rows = [shown.as_pictures()]
        for w in (student.reader(shown.coarse), student.mapping(shown.z)):
            ws = w[:, None].expand(-1, self.rows, -1)
            rows.append(student.synthesis(ws, self.dtype))
        pixels = [_as_bytes(row) for row in rows]
        return sheet(pixels, gap=2)

    def tensors(self) -> dict[str, Tensor]:
        """The averaged generator as a published StyleGAN2 checkpoint has it, float32, on the CPU."""
        return self.average.published(self.plan.seed)


_NETWORKS = ("student", "average", "critic")
_OPTIMIZERS = ("drawing", "telling", "judging")
_CHANGEABLE = {"compiled", "pool", "fresh", "minutes", "images"}  # a run may go on longer, or elsewhere


def train(
    plan: Plan,
    folder: Path,
    *,
    device: str = "cpu",
    features: Features | None = None,
    progress: Report = silent,
    pause: Callable[[float], bool] = lambda seconds: False,
) -> Training:
    """Train in a folder, going on with what is there; ModelError where that cannot be.

    `pause` is asked after every step, with the seconds since the run began or went on. A paused run has saved
    everything, one that was killed what it had a minute before at most.
    """
    torch.set_flush_denormal(True)  # denormal numbers can slow a run tenfold
    torch.set_float32_matmul_precision("high")  # the mapping and the styles; features are bfloat16 anyway
    training = Training(plan, folder, device, features)
    training.load()
    training.run(progress, pause)
    return training


def hints() -> Hints:
    """What a reader has to know of these weights beyond their shapes."""
    return Hints(mapping_learning_rate=1.0)


def weights_sha256(tensors: dict[str, Tensor]) -> str:
    """SHA-256 over the tensors, whatever file they are in."""
    digest = hashlib.sha256()
    for name in sorted(tensors):
        digest.update(name.encode() + tensors[name].contiguous().numpy().tobytes())
    return digest.hexdigest()


def _check(plan: Plan) -> None:
    side = plan.resolution
    if side < 16 or side > 1024 or side & (side - 1):
        raise ModelError(f"a network draws 16, 32, … 1024 px; {side} is none of them")
    if (plan.images is None) == (plan.minutes is None):
        raise ModelError("give either the number of portraits or the minutes to train for")
    if min(plan.batch, plan.pool, plan.prior_batch, plan.prior_every) < 1:
        raise ModelError("batch and pool have at least one portrait")


def _as_bytes(pictures: Tensor) -> list[np.ndarray]:
    pixels = ((pictures.float().clamp(-1, 1) + 1.0) * 127.5).round().to(torch.uint8)
    return [np.ascontiguousarray(picture) for picture in pixels.permute(0, 2, 3, 1).cpu().numpy()]
