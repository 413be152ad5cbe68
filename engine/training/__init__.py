"""Training a neural generator on a labelled generator's pictures, and measuring how alike the two are."""

from engine.training.trainer import Plan, train

__all__ = ["Plan", "train"]
