"""What is in a message and no part of it: files, logs, titles, quotations."""

from __future__ import annotations

import pytest

from attribute_map.language.parser import Parser


@pytest.mark.parametrize(
    "message",
    [
        "[WARN] lighting.cpp:212 shadow map too small",
        "ERROR: beard.png is missing, retrying with hat.webp",
        "look at notes_final_longer_v3.docx",
        "if (light > 0.5) return dark_theme;",
        "/nick Redbeard_77",
        "post it in #old-school-memes",
        "@everyone please keep the threads shorter",
        "@全体成员 帖子写短一些",
        "《少年》太洗脑了",
        'my aunt wrote "cut your hair and take the hat off"',
        "есть аккорды на «Чёрные глаза»?",
        "мама сказала «рот закрой и ешь»",
    ],
)
def test_what_is_no_prose_asks_for_nothing(parser: Parser, message: str) -> None:
    parsed = parser.parse(message)
    assert not parsed.changes
    assert parsed.command is None
    assert not parsed.keep


@pytest.mark.parametrize(
    ("message", "axes"),
    [
        ("add a hat, see ref.jpg", {"hat"}),
        ('make her "curly"', {"curly_hair"}),
        ('a "salt and pepper" beard', {"beard"}),
        ('my kid says "more beard"', {"beard"}),
        ('the witness said "thin lips, bald"', {"full_lips", "bald"}),
        ("给他一个“地中海”发型", {"bald"}),
    ],
)
def test_what_stands_beside_it_or_is_only_set_off_does(parser: Parser, message: str, axes: set[str]) -> None:
    assert {change.axis for change in parser.parse(message).changes} == axes
