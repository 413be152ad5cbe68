"""The attribute extractor: a small CNN that reads attributes off a portrait's pixels and nothing else."""

from __future__ import annotations

import copy
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated

import safetensors.torch
import torch
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from safetensors import SafetensorError
from torch import Tensor, nn

from attribute_map.errors import PackError
from attribute_map.pack import write_together

DOCUMENT = "extractor.json"
WEIGHTS = "extractor.safetensors"
CHANNELS = (48, 96, 160)  # at 1/4, 1/8 and 1/16 of the side of what a branch sees
PLACES = (8, 32)  # channels that the last layers see place by place, at 1/8 and 1/16
HIDDEN = 160
READABLE = 0.3  # held-out R² from which a reading counts
SIDES = 32  # the side of the pictures must be a multiple of this
FACE = 5 / 8  # side of the square that the face branch sees, of the picture's
FACE_TOP = 1 / 4  # where that square begins; it lies in the middle across

_LARGEST_DOCUMENT = 1 << 20  # bytes
_LARGEST_WEIGHTS = 64 << 20


class ExtractorNet(nn.Module):
    """Two branches of residual convolutions, then one look over all places.

    Pictures [N, 3, R, R] in [-1, 1] to raw readings [N, A] in σ of the true labels. One branch sees the whole
    picture at half its side (hair, clothes, pose, light), the other the face as large as it is drawn, where
    freckles and brows are a few pixels wide. Portraits are aligned, so the last layers are linear over
    places: pose, face width and hair length are about where things are, and eyes are always about there.
    """

    def __init__(self, attributes: int, resolution: int) -> None:
        super().__init__()
        self.face_side = int(FACE * resolution)
        self.whole = _Branch(resolution // 2, deep=1)
        self.face = _Branch(self.face_side, deep=2)
        seen = self.whole.seen + self.face.seen
        self.places = nn.Sequential(nn.Linear(seen, HIDDEN), nn.SiLU(), nn.Linear(HIDDEN, attributes))
        self.pooled = nn.Linear(2 * CHANNELS[2], attributes)

    def forward(self, pictures: Tensor) -> Tensor:
        side = pictures.shape[-1]
        top, left = int(FACE_TOP * side), (side - self.face_side) // 2
        face = pictures[:, :, top : top + self.face_side, left : left + self.face_side]
        whole_places, whole_mean = self.whole(nn.functional.avg_pool2d(pictures, 2))
        face_places, face_mean = self.face(face)
        readings: Tensor = self.places(torch.cat([whole_places, face_places], dim=1))
        return readings + self.pooled(torch.cat([whole_mean, face_mean], dim=1))


class _Branch(nn.Module):
    """Patches, then convolutions at 1/4, 1/8 and 1/16 of the side [N, 3, S, S].

    Gives what is seen place by place [N, `seen`] and the mean over places [N, C].
    """

    def __init__(self, side: int, *, deep: int) -> None:
        super().__init__()
        quarter, eighth, sixteenth = CHANNELS
        self.patches = nn.Sequential(_Convolution(3, quarter, 4, stride=4), _Residual(quarter))
        self.middle = nn.Sequential(_Convolution(quarter, eighth, 3, stride=2), _Residual(eighth))
        residuals = [_Residual(sixteenth) for _ in range(deep)]
        self.coarse = nn.Sequential(_Convolution(eighth, sixteenth, 3, stride=2), *residuals)
        self.middle_places = _Convolution(eighth, PLACES[0], 1)
        self.coarse_places = _Convolution(sixteenth, PLACES[1], 1)
        middle = -(-side // 8)
        self.seen = PLACES[0] * middle**2 + PLACES[1] * (-(-middle // 2)) ** 2

    def forward(self, pictures: Tensor) -> tuple[Tensor, Tensor]:
        middle = self.middle(self.patches(pictures))  # [N, C, S/8, S/8]
        coarse = self.coarse(middle)  # [N, C, S/16, S/16]
        places = (self.middle_places(middle).flatten(1), self.coarse_places(coarse).flatten(1))
        return torch.cat(places, dim=1), coarse.mean(dim=(2, 3))


class _Convolution(nn.Module):
    """Convolution, batch normalisation and SiLU; its kernel is kept as a matrix, as Muon wants it."""

    def __init__(self, narrow: int, wide: int, side: int, *, stride: int = 1, active: bool = True) -> None:
        super().__init__()
        self.shape = (wide, narrow, side, side)
        self.stride, self.padding, self.active = stride, (side - 1) // 2 if side < 4 else 0, active
        self.kernel = nn.Parameter(torch.empty(wide, narrow * side * side))
        nn.init.kaiming_normal_(self.kernel)
        self.norm = nn.BatchNorm2d(wide)

    def forward(self, x: Tensor) -> Tensor:
        kernel = self.kernel.view(self.shape)
        x = self.norm(nn.functional.conv2d(x, kernel, stride=self.stride, padding=self.padding))
        return nn.functional.silu(x) if self.active else x


class _Residual(nn.Module):
    """Two 3x3 convolutions beside a way past them (He et al. 2016)."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.branch = nn.Sequential(
            _Convolution(width, width, 3), _Convolution(width, width, 3, active=False)
        )

    def forward(self, x: Tensor) -> Tensor:
        return nn.functional.silu(x + self.branch(x))


class _Document(BaseModel):
    """The schema of `extractor.json`; every list has an entry per attribute."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    resolution: Annotated[int, Field(ge=SIDES, le=1024, multiple_of=SIDES)]
    attribute_names: Annotated[
        tuple[Annotated[str, Field(pattern=r"^[a-z0-9_]{1,64}$")], ...], Field(min_length=1, max_length=1024)
    ]
    label_mean: tuple[float, ...]
    label_std: tuple[float, ...]
    reading_mean: tuple[float, ...]
    reading_std: tuple[Annotated[float, Field(gt=0)], ...]
    marks: dict[str, tuple[float, float, float]]  # raw readings of absent, half-there and present things
    r2: tuple[float, ...]
    auc: tuple[float | None, ...]
    seed: int
    pictures: int
    weights_sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


@dataclass(frozen=True)
class Extractor:
    """A taught extractor with its scales; A attributes."""

    net: ExtractorNet
    attribute_names: tuple[str, ...]
    resolution: int  # side that the pictures are brought to, px
    label_mean: Tensor  # [A]: a raw reading r stands for the true value mean + r * std
    label_std: Tensor  # [A]
    reading_mean: Tensor  # [A], of raw readings over a generator's own portraits
    reading_std: Tensor  # [A]
    marks: Mapping[str, tuple[float, float, float]]  # by presence: raw readings absent, half-there, there
    r2: tuple[float, ...]  # [A] held out
    auc: tuple[float | None, ...]  # [A] held out; None for a degree
    seed: int = 0
    pictures: int = 0  # that it was taught on

    @property
    def device(self) -> torch.device:
        """Where it reads."""
        return next(self.net.parameters()).device

    def to(self, device: torch.device | str) -> Extractor:
        """The same extractor, reading on another device; its scales stay on the CPU."""
        return (
            replace(self, net=copy.deepcopy(self.net).to(device))
            if torch.device(device) != self.device
            else self
        )

    def raw(self, pictures: Tensor) -> Tensor:
        """Raw readings [N, A] on the CPU, in σ of the true labels, of pictures [N, 3, R, R] in [-1, 1]."""
        with torch.inference_mode(), fast_arithmetic(self.device):
            fitting = fit_to(pictures.to(self.device), self.resolution)
            return self.net(fitting.contiguous(memory_format=torch.channels_last)).float().cpu()

    def read(self, pictures: Tensor) -> Tensor:
        """Readings [N, A] in σ over the generator's own portraits, of pictures [N, 3, R, R] in [-1, 1]."""
        return (self.raw(pictures) - self.reading_mean) / self.reading_std

    def calibrated(self, raw: Tensor) -> Extractor:
        """The same extractor, reading in σ of these raw readings [N, A] of a generator's own portraits."""
        return replace(self, reading_mean=raw.mean(0), reading_std=raw.std(0).clamp_min(1e-3))

    @property
    def digest(self) -> str:
        """SHA-256 of its weights as they are saved."""
        return hashlib.sha256(self._weights()).hexdigest()

    def _weights(self) -> bytes:
        return safetensors.torch.save(
            {name: _halved(tensor) for name, tensor in self.net.state_dict().items()}
        )

    def readable(self, name: str) -> bool:
        """Whether its readings of an attribute are worth something: guesses that are mostly noise are not."""
        return name in self.attribute_names and self.r2[self.column(name)] >= READABLE

    def column(self, name: str) -> int:
        """Place of an attribute among the readings."""
        return self.attribute_names.index(name)

    def save(self, folder: Path) -> None:
        """Write weights (half precision) and scales into a folder; raises PackError where it cannot."""
        data = self._weights()
        document = _Document(
            resolution=self.resolution,
            attribute_names=self.attribute_names,
            label_mean=_listed(self.label_mean),
            label_std=_listed(self.label_std),
            reading_mean=_listed(self.reading_mean),
            reading_std=_listed(self.reading_std),
            marks={name: _rounded(marks) for name, marks in self.marks.items()},
            r2=tuple(round(value, 4) for value in self.r2),
            auc=tuple(None if value is None else round(value, 4) for value in self.auc),
            seed=self.seed,
            pictures=self.pictures,
            weights_sha256=hashlib.sha256(data).hexdigest(),
        )
        text = json.dumps(document.model_dump(mode="json"), indent=None) + "\n"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            write_together({folder / WEIGHTS: data, folder / DOCUMENT: text.encode()})
        except OSError as error:
            raise PackError(
                f"The extractor cannot be written to {folder}: {error.strerror or error}."
            ) from error

    @classmethod
    def load(cls, folder: Path | str) -> Extractor:
        """Read an extractor from its folder; raises PackError on anything that is not as it should be."""
        folder = Path(folder)
        document = _read_document(folder / DOCUMENT)
        data = _read(folder / WEIGHTS, _LARGEST_WEIGHTS)
        if hashlib.sha256(data).hexdigest() != document.weights_sha256:
            raise PackError(f"{folder / WEIGHTS} is damaged; run `facet axes learn` to make it anew.")
        net = ExtractorNet(len(document.attribute_names), document.resolution)
        try:
            state = safetensors.torch.load(data)
            net.load_state_dict({name: tensor.float() for name, tensor in state.items()})
        except (SafetensorError, RuntimeError, KeyError, ValueError) as error:
            reason = " ".join(str(error).split())[:160]
            raise PackError(f"{folder / WEIGHTS} is not this extractor's: {reason}.") from error
        return cls(
            net=prepared(net),
            attribute_names=document.attribute_names,
            resolution=document.resolution,
            label_mean=torch.tensor(document.label_mean),
            label_std=torch.tensor(document.label_std),
            reading_mean=torch.tensor(document.reading_mean),
            reading_std=torch.tensor(document.reading_std),
            marks=document.marks,
            r2=document.r2,
            auc=document.auc,
            seed=document.seed,
            pictures=document.pictures,
        )


def prepared(net: ExtractorNet) -> ExtractorNet:
    """The net ready to read: no gradients, channels last."""
    return net.eval().requires_grad_(False).to(memory_format=torch.channels_last)  # type: ignore[call-overload]


def fit_to(pictures: Tensor, resolution: int) -> Tensor:
    """Pictures [N, 3, R, R] at another side length, anti-aliased when it is smaller."""
    side = pictures.shape[-1]
    if side == resolution:
        return pictures
    if side % resolution == 0:  # a mean over whole pixels: ten times faster than the general way
        return nn.functional.avg_pool2d(pictures, side // resolution)
    return nn.functional.interpolate(
        pictures,
        size=(resolution, resolution),
        mode="bilinear",
        antialias=side > resolution,
        align_corners=False,
    )


def fast_arithmetic(device: torch.device) -> torch.autocast:
    """bfloat16 for convolutions and products where the device multiplies it faster than float32."""
    fast = device.type != "cpu"
    if not fast:
        capabilities = torch.cpu.get_capabilities()
        fast = bool(capabilities.get("avx512_bf16") or capabilities.get("amx_bf16"))
    return torch.autocast(device.type, torch.bfloat16, enabled=fast)


def _read_document(path: Path) -> _Document:
    try:
        document = _Document.model_validate_json(_read(path, _LARGEST_DOCUMENT))
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "the document"
        raise PackError(f"{path} is not an extractor: {where}: {first['msg']}.") from error
    sizes = {len(getattr(document, name)) for name in _PER_ATTRIBUTE}
    if sizes != {len(document.attribute_names)}:
        raise PackError(f"{path} is not an extractor: its lists differ in length.")
    return document


_PER_ATTRIBUTE = ("label_mean", "label_std", "reading_mean", "reading_std", "r2", "auc")


def _read(path: Path, largest: int) -> bytes:
    try:
        if path.stat().st_size > largest:
            raise PackError(f"{path} is far larger than an extractor.")
        return path.read_bytes()
    except OSError as error:
        raise PackError(f"{path} cannot be read: {error.strerror or error}.") from error


def _halved(tensor: Tensor) -> Tensor:
    return (tensor.half() if tensor.is_floating_point() else tensor).cpu().contiguous()


def _listed(values: Tensor) -> tuple[float, ...]:
    return tuple(round(value, 6) for value in values.tolist())


def _rounded(values: Sequence[float]) -> tuple[float, float, float]:
    absent, visible, present = (round(value, 4) for value in values)
    return absent, visible, present
