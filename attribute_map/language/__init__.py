"""Text to changes: what a chat message asks for, in the words of the vocabulary.

A message passes through the packages in this order, each of which knows only those before it: `words` (from
characters to the items that a lexicon knows), `clauses` (what belongs together), `talk` (what asks for
nothing), `wishes` (what is asked of which axis). `learned` holds the models that are asked where the lexicon
has no word and where the grammar finds no wish; `parser` puts all of it together.
"""

from attribute_map.language.parser import Explanation, Parser, PhraseModel, load_parser

__all__ = ["Explanation", "Parser", "PhraseModel", "load_parser"]
