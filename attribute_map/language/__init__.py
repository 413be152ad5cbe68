"""Text to changes: what a chat message asks for, in the words of the vocabulary."""

from attribute_map.language.parser import Explanation, Parser, PhraseModel, load_parser

__all__ = ["Explanation", "Parser", "PhraseModel", "load_parser"]
