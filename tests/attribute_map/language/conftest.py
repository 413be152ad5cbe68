"""The parser that the tests of language share."""

from __future__ import annotations

import pytest

from attribute_map.language import Parser, load_parser


@pytest.fixture(scope="session")
def parser() -> Parser:
    """The shipped parser with its phrase model."""
    return load_parser()


@pytest.fixture(scope="session")
def lexical_parser() -> Parser:
    """The shipped parser by its lexicons alone."""
    return load_parser(phrase_model=None)
