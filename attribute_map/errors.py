"""What the attribute map says when it cannot do something; one line that tells what to do."""


class AttributeMapError(Exception):
    """Base of all errors raised on purpose here; its text may be shown to a person."""


class VocabularyError(AttributeMapError):
    """A vocabulary, lexicon or phrase file has a mistake; the message names the file and the entry."""


class PackError(AttributeMapError):
    """A pack of axes is missing, damaged or made for another generator."""


class UnknownAxis(AttributeMapError):
    """No such axis in the vocabulary or in the pack at hand."""


class PhraseModelError(AttributeMapError):
    """The sentence-transformers model is missing or is not the one expected."""
