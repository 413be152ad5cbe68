"""Reading checkpoints of face generators as data: no code of a file is ever run."""

from engine.checkpoints.building import build_generator, parameter_count
from engine.checkpoints.checkpoint import Checkpoint, architecture_of
from engine.checkpoints.registry import read_checkpoint

__all__ = ["Checkpoint", "architecture_of", "build_generator", "parameter_count", "read_checkpoint"]
