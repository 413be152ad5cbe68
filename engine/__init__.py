"""Tensors and pictures. Knows no words and no people; imports nothing of ours."""

from engine.drawing import draw, draw_recipe
from engine.errors import (
    CheckpointError,
    DeadlinePassed,
    EngineError,
    ModelError,
    PictureError,
    QueueFull,
    RecipeError,
    RenderError,
    Superseded,
)
from engine.generator import Generator, LabelledGenerator
from engine.generators.precision import fastest_dtype
from engine.latents import apply_offsets, average_ws, base_ws, lerp, seed_from_text, slerp, z_from_seed
from engine.model_pool import ModelPool
from engine.models import (
    InstalledModel,
    ModelDescription,
    add_model,
    inspect_model,
    list_models,
    load_generator,
    remove_model,
)
from engine.pictures import Picture, Provenance, encode, read_provenance, sheet, strip
from engine.recipe import Mix, Recipe
from engine.renderer import Renderer, RenderStats
from engine.sessions import LatentSessions

__all__ = [
    "CheckpointError",
    "DeadlinePassed",
    "EngineError",
    "Generator",
    "InstalledModel",
    "LabelledGenerator",
    "LatentSessions",
    "Mix",
    "ModelDescription",
    "ModelError",
    "ModelPool",
    "Picture",
    "PictureError",
    "Provenance",
    "QueueFull",
    "Recipe",
    "RecipeError",
    "RenderError",
    "RenderStats",
    "Renderer",
    "Superseded",
    "add_model",
    "apply_offsets",
    "average_ws",
    "base_ws",
    "draw",
    "draw_recipe",
    "encode",
    "fastest_dtype",
    "inspect_model",
    "lerp",
    "list_models",
    "load_generator",
    "read_provenance",
    "remove_model",
    "seed_from_text",
    "sheet",
    "slerp",
    "strip",
    "z_from_seed",
]
