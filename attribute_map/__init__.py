"""Words and axes: text to changes, changes to a step in latent space. Knows no Discord; may import engine."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from attribute_map.changes import Change, Parsed, Suggestion
from attribute_map.errors import AttributeMapError, PackError, UnknownAxis, VocabularyError
from attribute_map.vocabulary import AxisEntry, Vocabulary, default_vocabulary

if TYPE_CHECKING:
    from attribute_map.algebra import orthogonalize
    from attribute_map.axes import AttributeMap, Axis
    from attribute_map.pack import load_attribute_map
    from attribute_map.step import Moved, Refused, Step

__all__ = [
    "AttributeMap",
    "AttributeMapError",
    "Axis",
    "AxisEntry",
    "Change",
    "Moved",
    "PackError",
    "Parsed",
    "Refused",
    "Step",
    "Suggestion",
    "UnknownAxis",
    "Vocabulary",
    "VocabularyError",
    "default_vocabulary",
    "load_attribute_map",
    "orthogonalize",
]

# These bring torch along, which takes a second or two that understanding words alone need not wait for.
_WITH_TENSORS = {
    "AttributeMap": "axes",
    "Axis": "axes",
    "Moved": "step",
    "Refused": "step",
    "Step": "step",
    "load_attribute_map": "pack",
    "orthogonalize": "algebra",
}


def __getattr__(name: str) -> Any:
    if name not in _WITH_TENSORS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"attribute_map.{_WITH_TENSORS[name]}"), name)
