"""Messages that lean on the wishes before them: "bigger", "what about green?", "no, I meant the eyes"."""

from __future__ import annotations

import pytest

from attribute_map import Change, Parsed
from attribute_map.language import Parser


def said(parser: Parser, dialogue: str) -> list[Parsed]:
    """What each message of a dialogue comes to, in the light of the last one that wished for anything."""
    lately: tuple[Change, ...] = ()
    parsed = []
    for text in dialogue.split(" / "):
        parsed.append(parser.parse(text, lately))
        lately = parsed[-1].changes or lately
    return parsed


def wished(parsed: Parsed) -> str:
    changes = (f"{change.axis}{'+' if change.direction > 0 else '-'}" for change in parsed.changes)
    return " ".join(sorted(changes))


@pytest.mark.parametrize(
    ("dialogue", "wishes"),
    [
        ("sharper nose / bigger", "nose_size+"),
        ("her nose is too big / still too big", "nose_size-"),
        ("her nose is too big / now its too small", "nose_size+"),
        ("a man with a beard / longer", "beard+"),
        ("a man with a beard / not that long", "beard-"),
        ("long brown hair / darker", "black_hair+"),
        ("long brown hair / what about green?", "green_hair+"),
        ("long brown hair, blue eyes / longer", "hair_length+"),
        ("green eyes / or brown", "brown_eyes+"),
        ("darker background / brighter", "background+"),
        ("older / darker", "skin_tone+"),
        ("lose the hat / bigger", ""),
        ("нос побольше / слишком большой", "nose_size-"),
        ("борода / подлиннее", "beard+"),
        ("зелёные волосы / а синие?", "blue_hair+"),
        ("绿色头发 / 蓝色呢", "blue_hair+"),
        ("绿色头发 / 短一点", "hair_length-"),
        ("鼻子大一点 / 太大了", "nose_size-"),
        ("鼻子小一点 / 还是大点好", "nose_size+"),
        ("红头发 / 还是黑色", "black_hair+"),
        ("红头发 / 金色的", "blond_hair+"),
        ("化个淡妆 / 太浓了,像鬼一样", "makeup-"),
        ("胡子长一点 / 白一点", "gray_hair+"),
    ],
)
def test_a_quality_without_a_noun_is_of_what_was_wished_last(
    lexical_parser: Parser, dialogue: str, wishes: str
) -> None:
    assert wished(said(lexical_parser, dialogue)[-1]) == wishes


@pytest.mark.parametrize(
    ("dialogue", "wishes", "command"),
    [
        ("bigger nose / and the eyes too", "eye_size+", None),
        ("lose the beard / the mustache too", "mustache-", None),
        ("lose the beard / same for the hat", "hat-", None),
        ("longer beard / and the hair as well", "hair_length+", None),
        ("bigger nose / no, I meant the eyes", "eye_size+", "undo"),
        ("bigger nose / not the nose, the eyes", "eye_size+", "undo"),
        ("bigger nose / no, the eyes", "eye_size+", "undo"),
        ("a beard / sorry i mean a mustache", "mustache+", "undo"),
        ("нос побольше / нет, я про глаза", "eye_size+", "undo"),
        ("нос побольше / и губы тоже", "full_lips+", None),
        ("鼻子大一点 / 不是，我说的是眼睛", "eye_size+", "undo"),
        ("鼻子大一点 / 嘴唇也是", "full_lips+", None),
        ("鼻子大一点 / 眼睛也一样", "eye_size+", None),
    ],
)
def test_another_noun_shares_the_last_wish_or_takes_its_place(
    lexical_parser: Parser, dialogue: str, wishes: str, command: str | None
) -> None:
    last = said(lexical_parser, dialogue)[-1]
    assert (wished(last), last.command) == (wishes, command)


def test_a_pronoun_takes_away_what_was_put_there(lexical_parser: Parser) -> None:
    assert wished(said(lexical_parser, "add a hat / get rid of it")[-1]) == "hat-"
    assert wished(said(lexical_parser, "lipstick / no, without")[-1]) == "lipstick-"
    assert wished(said(lexical_parser, "戴帽子 / 去掉它")[-1]) == "hat-"


@pytest.mark.parametrize(
    ("dialogue", "wishes"),
    [
        ("戴帽子 / 去掉吧", "hat-"),
        ("加耳环和项链 / 都去掉", "earrings- necklace-"),
        ("大胡子 / 刮了", "beard-"),
        ("老一点 / 去掉吧", ""),
        ("不要帽子 / 还是戴上吧", "hat+"),
        ("戴帽子 / 戴上吧", ""),
        ("戴帽子 / 换成眼镜", "glasses+ hat-"),
        ("大胡子 / 换成八字胡", "beard- mustache+"),
        ("戴帽子 / 换成红头发", "red_hair+"),
    ],
)
def test_chinese_needs_no_pronoun_for_what_was_named_before(
    lexical_parser: Parser, dialogue: str, wishes: str
) -> None:
    assert wished(said(lexical_parser, dialogue)[-1]) == wishes


@pytest.mark.parametrize("text", ["60吧", "no, 60", "不,60", "нет, 60"])
def test_a_number_after_an_age_is_another_one(lexical_parser: Parser, text: str) -> None:
    (change,) = said(lexical_parser, f"make him 80 / {text}")[-1].changes
    assert (change.axis, change.kind) == ("age", "absolute")
    assert change.amount < 1
    assert not said(lexical_parser, f"add a hat / {text}")[-1].changes


@pytest.mark.parametrize(
    ("dialogue", "wishes"),
    [
        ("red hair / no wait, green", "green_hair+"),
        ("红头发 / 不对,绿色", "green_hair+"),
        ("鼻子小一点 / 不对,眼睛", "eye_size-"),
        ("80岁 / 错了,60", "age+"),
        ("胡子长一点 / 反了,短一点", "beard-"),
    ],
)
def test_what_opens_with_a_change_of_mind_takes_the_last_wish_back(
    lexical_parser: Parser, dialogue: str, wishes: str
) -> None:
    last = said(lexical_parser, dialogue)[-1]
    assert (wished(last), last.command) == (wishes, "undo")


@pytest.mark.parametrize("text", ["不对," * 200, "no wait, " * 200])
def test_a_mind_that_changes_forever_is_soon_read(lexical_parser: Parser, text: str) -> None:
    assert said(lexical_parser, f"戴帽子 / {text}")[-1].changes == ()


@pytest.mark.parametrize("text", ["", "🌚", "`code`", "..."])
def test_a_message_without_words_leans_on_nothing(lexical_parser: Parser, text: str) -> None:
    assert said(lexical_parser, f"戴帽子 / {text}")[-1].changes == ()


@pytest.mark.parametrize(
    "chat", ["bigger fish to fry", "i like it", "so big lol", "my nose is bigger", "thanks!"]
)
def test_talk_leans_on_nothing(lexical_parser: Parser, chat: str) -> None:
    assert said(lexical_parser, f"a bigger nose / {chat}")[-1].changes == ()


@pytest.mark.parametrize(
    ("text", "command", "times", "strength"),
    [
        ("two steps back", "undo", 2, 1.0),
        ("undo 3", "undo", 3, 1.0),
        ("undo", "undo", 1, 1.0),
        ("退回两步", "undo", 2, 1.0),
        ("два шага назад", "undo", 2, 1.0),
        ("a bit more", "more", 1, 0.5),
        ("much more", "more", 1, 2.0),
        ("the other way", "opposite", 1, 1.0),
        ("в другую сторону", "opposite", 1, 1.0),
        ("反过来", "opposite", 1, 1.0),
        ("你刚才改了什么", "tell", 1, 1.0),
        ("像第一张那样", "first", 1, 1.0),
        ("what did you change?", "tell", 1, 1.0),
    ],
)
def test_commands_say_how_often_and_how_much(
    lexical_parser: Parser, text: str, command: str, times: int, strength: float
) -> None:
    parsed = lexical_parser.parse(text)
    assert (parsed.command, parsed.times, parsed.strength) == (command, times, strength)


@pytest.mark.parametrize(
    ("text", "courtesy"),
    [
        ("that's the one, thanks!", "thanks"),
        ("perfect", "praise"),
        ("hi there", "greeting"),
        ("спасибо большое", "thanks"),
        ("太好看了", "praise"),
        ("唔该晒", "thanks"),
        ("就这样吧", "praise"),
        ("在吗", "greeting"),
        ("thanks, now older", None),
    ],
)
def test_courtesies_are_told_from_wishes(lexical_parser: Parser, text: str, courtesy: str | None) -> None:
    parsed = lexical_parser.parse(text)
    assert (parsed.courtesy if not parsed.changes else None) == courtesy


def test_what_is_unlocked_is_what_keeping_it_would_keep(lexical_parser: Parser) -> None:
    kept = lexical_parser.parse("keep the hair").keep
    for text in ("unlock the hair", "разблокируй волосы", "解锁头发"):
        parsed = lexical_parser.parse(text)
        assert (parsed.command, set(parsed.released)) == ("unlock", set(kept))
    assert lexical_parser.parse("unlock everything").released == ()
