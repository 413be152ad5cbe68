"""What messages say where a question was asked."""

from __future__ import annotations

import pytest

from attribute_map.language.parser import Parser


@pytest.mark.parametrize(
    ("answer", "messages"),
    [
        (
            "yes",
            [
                "yes",
                "Yesss",
                "yeah sure",
                "yes, please!",
                "ok",
                "да",
                "ага, давай",
                "именно",
                "对",
                "是的",
                "嗯嗯",
            ],
        ),
        (
            "no",
            ["no", "nope, neither", "not that", "нет", "не то", "ни то ни другое", "不是", "都不要", "算了"],
        ),
        (
            "first",
            ["the first one", "1", "1st", "first please", "первое", "да, первый вариант", "第一个", "选1"],
        ),
        (
            "second",
            ["the 2nd", "no, the second", "the latter", "давай второе", "вариант 2", "第二个", "第2个"],
        ),
        ("third", ["third", "number three", "третий", "第三个"]),
        ("all", ["both!", "all of them", "и то и другое", "обе", "两个都要"]),
        (
            None,
            [
                "I love pizza",
                "no beard",
                "the first one is better than the second",
                "да ну его",
                "对不起大家",
                "",
            ],
        ),
    ],
)
def test_answers_are_known_by_themselves(parser: Parser, answer: str | None, messages: list[str]) -> None:
    assert {message: parser.parse(message).answer for message in messages} == dict.fromkeys(messages, answer)


@pytest.mark.parametrize("message", ["yes, and a hat", "да, и ещё шляпу", "是的，再戴顶帽子"])
def test_what_is_wished_beside_an_answer_is_read(parser: Parser, message: str) -> None:
    parsed = parser.parse(message)
    assert parsed.answer == "yes"
    assert [change.axis for change in parsed.changes] == ["hat"]
