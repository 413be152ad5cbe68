"""Who lives in the painter's latent space: what varies, how often, and what goes with what.

Every trait is a *score*. A degree's raw score has unit variance; a presence's raw score has one cluster near
-1 (absent) and one near +1 (there), so that half-there things exist on the way and are rare. Traits depend
on one another only through the `links` of `TRAITS`: that table is the one place where correlation comes from.
Skin tone, age and masculinity depend on nothing and are near uniform, and nothing depends on skin tone.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import torch
from torch import Tensor

Spread = Literal["uniform", "normal", "presence", "choice"]

UNIFORM_HALF_WIDTH = math.sqrt(3.0)  # a uniform variable of unit variance reaches this far
PRESENCE_SHARPNESS = 6.5  # how clearly a presence is either absent or there
CHOICE_SHARPNESS = 8.0  # how clearly one alternative of a choice wins

# The coarse-to-fine layers of `ws`; a trait is read from its own layer only, which is what makes style
# mixing and layer-wise editing mean something.
LAYERS = (
    "pose",
    "skull",
    "face shape",
    "hair mass",
    "nose and ears",
    "eyes and brows",
    "mouth",
    "hair style",
    "facial hair",
    "accessories",
    "skin",
    "hair and eye colour",
    "light",
    "scene",
)


@dataclass(frozen=True, slots=True)
class Trait:
    """One thing that varies among portraits."""

    name: str
    layer: str
    spread: Spread = "normal"
    share: float = 0.5  # presence, choice: the part of the population that has it
    links: tuple[tuple[str, float], ...] = ()  # (earlier trait, correlation of the underlying normals)
    choice: str = ""  # alternatives of one choice compete; just one wins


def _link(**links: float) -> tuple[tuple[str, float], ...]:
    return tuple(links.items())


TRAITS: tuple[Trait, ...] = (
    # Free of everything, near uniform: the population is balanced over these by construction.
    Trait("age", "face shape", "uniform"),
    Trait("masculinity", "skull", "uniform"),
    Trait("skin_tone", "skin", "uniform"),
    # Pose.
    Trait("head_turn", "pose"),
    Trait("head_tilt", "pose"),
    # Skull and face shape.
    Trait("face_width", "skull", links=_link(masculinity=0.15)),
    Trait("face_length", "skull"),
    Trait("oval_face", "face shape", links=_link(masculinity=-0.15)),
    Trait("strong_jaw", "face shape", links=_link(masculinity=0.45)),
    Trait("high_cheekbones", "face shape"),
    Trait("double_chin", "face shape", "presence", 0.2, _link(face_width=0.5, age=0.25)),
    # Hair mass.
    Trait("hair_length", "hair mass", "uniform", links=_link(masculinity=-0.5)),
    Trait("hair_volume", "hair mass"),
    Trait("bald", "hair mass", "presence", 0.1, _link(masculinity=0.45, age=0.3)),
    Trait("receding_hairline", "hair mass", "presence", 0.2, _link(masculinity=0.4, age=0.4)),
    # Nose and ears.
    Trait("nose_size", "nose and ears", links=_link(masculinity=0.2)),
    Trait("nose_length", "nose and ears"),
    Trait("pointy_nose", "nose and ears"),
    Trait("ear_size", "nose and ears", links=_link(age=0.2)),
    # Eyes and brows.
    Trait("eye_size", "eyes and brows", links=_link(masculinity=-0.2)),
    Trait("narrow_eyes", "eyes and brows"),
    Trait("eye_tilt", "eyes and brows"),
    Trait("eye_spacing", "eyes and brows"),
    Trait("eye_bags", "eyes and brows", "presence", 0.25, _link(age=0.5)),
    Trait("bushy_eyebrows", "eyes and brows", links=_link(masculinity=0.35)),
    Trait("arched_eyebrows", "eyes and brows", links=_link(masculinity=-0.25)),
    Trait("brow_height", "eyes and brows"),
    # Mouth.
    Trait("smile", "mouth", "uniform"),
    Trait("mouth_open", "mouth", "presence", 0.25, _link(smile=0.35)),
    Trait("full_lips", "mouth", links=_link(masculinity=-0.2, age=-0.15)),
    Trait("mouth_width", "mouth"),
    # Hair style.
    Trait("curly_hair", "hair style", "uniform"),
    Trait("bangs", "hair style", "presence", 0.25, _link(masculinity=-0.2)),
    Trait("hair_parting", "hair style", "uniform"),
    Trait("hairline_height", "hair style"),
    Trait("hair_swept", "hair style", "uniform"),  # combed straight down, or over to one side
    Trait("hair_tied", "hair style", "presence", 0.14, _link(masculinity=-0.2)),
    # Facial hair: the only traits that one gender presentation has and the other mostly has not.
    Trait("beard", "facial hair", "presence", 0.22, _link(masculinity=0.7)),
    Trait("mustache", "facial hair", "presence", 0.22, _link(masculinity=0.65, beard=0.25)),
    Trait("goatee", "facial hair", "presence", 0.14, _link(masculinity=0.65)),
    Trait("stubble", "facial hair", "presence", 0.2, _link(masculinity=0.65)),
    Trait("sideburns", "facial hair", "presence", 0.18, _link(masculinity=0.65)),
    # Accessories.
    Trait("glasses", "accessories", "presence", 0.22, _link(age=0.15)),
    Trait("sunglasses", "accessories", "presence", 0.08),
    Trait("glasses_shape", "accessories"),
    Trait("hat", "accessories", "presence", 0.12),
    Trait("hat_brim", "accessories", "uniform"),
    Trait("earrings", "accessories", "presence", 0.22, _link(masculinity=-0.4)),
    Trait("necklace", "accessories", "presence", 0.18, _link(masculinity=-0.3)),
    Trait("necktie", "accessories", "presence", 0.15, _link(masculinity=0.35)),
    # Skin.
    Trait("skin_warmth", "skin"),
    Trait("rosy_cheeks", "skin", "presence", 0.22),
    Trait("freckles", "skin", "presence", 0.2),
    Trait("lipstick", "skin", "presence", 0.2, _link(masculinity=-0.55)),
    Trait("makeup", "skin", "presence", 0.2, _link(masculinity=-0.5)),
    # Hair and eye colour. Natural colours compete; grey comes over them with age, dye over all.
    Trait("black_hair", "hair and eye colour", "choice", 0.30, choice="hair"),
    Trait("brown_hair", "hair and eye colour", "choice", 0.30, choice="hair"),
    Trait("blond_hair", "hair and eye colour", "choice", 0.23, choice="hair"),
    Trait("red_hair", "hair and eye colour", "choice", 0.17, choice="hair"),
    Trait("gray_hair", "hair and eye colour", "presence", 0.22, _link(age=0.75)),
    Trait("blue_hair", "hair and eye colour", "presence", 0.02),
    Trait("green_hair", "hair and eye colour", "presence", 0.02),
    Trait("pink_hair", "hair and eye colour", "presence", 0.02),
    Trait("brown_eyes", "hair and eye colour", "choice", 0.4, choice="eyes"),
    Trait("blue_eyes", "hair and eye colour", "choice", 0.3, choice="eyes"),
    Trait("green_eyes", "hair and eye colour", "choice", 0.3, choice="eyes"),
    # Light and scene.
    Trait("lighting", "light"),
    Trait("light_side", "light", "uniform"),
    Trait("light_warmth", "light"),
    Trait("background", "scene", "uniform"),
    Trait("background_hue_x", "scene"),
    Trait("background_hue_y", "scene"),
    Trait("clothing_lightness", "scene"),
    Trait("clothing_hue_x", "scene"),
    Trait("clothing_hue_y", "scene"),
)

TRAIT_NAMES = tuple(trait.name for trait in TRAITS)
INDEX = {name: index for index, name in enumerate(TRAIT_NAMES)}
LAYER_OF_TRAIT = tuple(LAYERS.index(trait.layer) for trait in TRAITS)


def raw_scores(normals: Tensor) -> Tensor:
    """Independent standard normals [N, K] to correlated raw scores [N, K], a Gaussian copula per link.

    Each trait's underlying normal is a linear blend of its parents' and its own, of unit variance; `spread`
    then gives it its shape, so that shares and uniformity hold whatever the links are.
    """
    groups = _groups(normals.device, normals.dtype)
    blended = normals @ groups.blend
    uniform, normal, presence = (blended[:, columns] for columns in groups.columns[:3])
    shaped = [UNIFORM_HALF_WIDTH * torch.erf(uniform / math.sqrt(2.0)), normal]
    distance = presence - groups.thresholds
    shaped.append(torch.tanh(PRESENCE_SHARPNESS * distance) + 0.12 * distance)
    for columns, bias in zip(groups.columns[3:], groups.biases, strict=True):
        winners = torch.softmax(CHOICE_SHARPNESS * (blended[:, columns] + bias), dim=1)
        shaped.append(2.0 * winners - 1.0)
    return torch.cat(shaped, dim=1)[:, groups.order]


@dataclass(frozen=True, slots=True)
class _Groups:
    """Traits that are shaped alike, so that each shape is found once for all of them."""

    blend: Tensor  # [K, K]: independent normals to blended ones
    columns: tuple[Tensor, ...]  # trait numbers: uniform, normal, presence, then each choice's alternatives
    thresholds: Tensor  # where each presence begins
    biases: tuple[Tensor, ...]  # a choice's, that make an alternative win about its share of the time
    order: Tensor  # [K]: where in the groups, one after the other, each trait is


@lru_cache(maxsize=8)
@torch.inference_mode(mode=False)  # kept, and gradients may need them later
def _groups(device: torch.device, dtype: torch.dtype) -> _Groups:
    rows: list[Tensor] = []
    for index, trait in enumerate(TRAITS):
        own = 1.0 - sum(weight**2 for _, weight in trait.links)
        row = torch.zeros(len(TRAITS), dtype=torch.float64)
        row[index] = math.sqrt(max(own, 0.05))
        for parent, weight in trait.links:
            row += weight * rows[INDEX[parent]]
        rows.append(row / total_deviation(trait))
    members = [
        [i for i, trait in enumerate(TRAITS) if trait.spread == s] for s in ("uniform", "normal", "presence")
    ]
    presences = members[2]
    choices = [
        [i for i, trait in enumerate(TRAITS) if trait.choice == choice]
        for choice in dict.fromkeys(trait.choice for trait in TRAITS if trait.choice)
    ]
    everyone = [index for group in members + choices for index in group]
    normal = torch.distributions.Normal(0.0, 1.0)
    shares = torch.tensor([TRAITS[i].share for i in presences])
    return _Groups(
        torch.stack(rows, dim=1).to(device, dtype),
        tuple(torch.tensor(group, device=device) for group in members + choices),
        normal.icdf(1.0 - shares).to(device, dtype),
        tuple(
            torch.tensor([1.1 * math.log(TRAITS[i].share * 4.0) for i in group], device=device, dtype=dtype)
            for group in choices
        ),
        torch.tensor(everyone, device=device).argsort(),
    )


def total_deviation(trait: Trait) -> float:
    """Deviation of a trait's blended normal; over 1 only where two parents are themselves correlated."""
    variance = max(1.0 - sum(weight**2 for _, weight in trait.links), 0.05)
    for i, (first, a) in enumerate(trait.links):
        variance += a * a
        for second, b in trait.links[i + 1 :]:
            variance += 2.0 * a * b * _parent_correlation(first, second)
    return math.sqrt(variance)


def _parent_correlation(first: str, second: str) -> float:
    for child, parent in ((first, second), (second, first)):
        for name, weight in TRAITS[INDEX[child]].links:
            if name == parent:
                return weight
    return 0.0


def presence_amount(raw: Tensor) -> Tensor:
    """How much of a thing is there: 0 absent, 1 plainly there, growing on slowly and for ever.

    Smooth, and strictly growing from the middle of the gap on, so that "more" always means more. What is
    absent is exactly so: its part need not be painted.
    """
    ramp = ((raw + 0.75) / 1.5).clamp(0.0, 1.0)
    grown = ramp * ramp * (3.0 - 2.0 * ramp)
    return grown * (1.0 + 0.1125 * torch.nn.functional.softplus(4.0 * (raw - 1.0)))
