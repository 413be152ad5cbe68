"""A chat message as tokens: without code, links, mentions and markup, and bounded in length."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

MAX_CHARACTERS = 4000  # Discord sends at most 4000 to anybody
MAX_TOKENS = 300  # nobody wishes for more at once; bounds the work on hostile input

TokenKind = Literal["word", "number", "mark", "emoji", "signs", "plus", "minus"]

# Blanked out, and a boundary between what stands before and after.
_NOT_PROSE = re.compile(
    r"```.*?(?:```|\Z)"  # code block, also one that never closes
    r"|`[^`\n]*`"  # code span
    r"|<a?:\w{1,64}:\d{1,24}>"  # custom emoji
    r"|<(?:@[!&]?|\#|t:|/[^>\n]{1,80}:)[^>\n]{1,40}>"  # mention, channel, timestamp, slash command
    r"|@(?:everyone|here|全体成员|所有人)\b[^\n]*"  # and what all of them are told
    r"|^/(?:nick|me|play|tts|gif|poll|roll|ban|kick|mute|msg|w|join|imagine|queue|skip|rank)\b[^\n]*"
    r"|(?<!\S)#[^\W_]+(?:[-_][^\W_]+)+"  # a channel that is none of this server's
    r"|(?<![\w.])[\w-]{1,64}\.(?:docx?|xlsx?|pptx?|pdf|txt|md|csv|json|toml|ya?ml|xml|html?|css|jsx?|tsx?|py|cpp|hpp?|rs|go|java"
    r"|png|jpe?g|gif|webp|svg|psd|mp[34]|wav|mov|zip|rar|7z|exe|log|safetensors|pkl|pt)(?::\d+)*\b"  # a file
    r"|^(?-i:\[?(?:TRACE|DEBUG|INFO|WARN|WARNING|ERROR|FATAL)\]?[: ])[^\n]*"  # a line of a log
    r"|^(?:(?:if|while|for)\s?\(|return\b)[^\n]*;$"  # a line of a program
    r"|^(?:for\b[^\n]*\bin\b[^\n]*:|def\b[^\n]*\)\s*:|print\()[^\n]*"
    r"|^(?:now playing|currently playing|listening to|сейчас играет|正在播放|正在听)\s*[:：][^\n]*"
    r"|《[^》\n]{1,40}》"  # a title
    r"|(?:https?://|www\.)\S+"
    r"|(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,64}\.\w{2,16}"  # bounded: hostile input must not take long
    r"|^>[^\n]*",  # quotation
    re.DOTALL | re.IGNORECASE | re.MULTILINE,
)
_EMOJI = "\u2190-\u21ff\u2300-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff"
_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_LETTER = rf"[^\W\d_{_HAN}][\u0300-\u036f]*"  # with any stress mark: "у́же"
_TOKEN = re.compile(
    rf"(?P<han>[{_HAN}])"
    rf"|(?P<plus>(?:(?<![^\s,;(])|(?<=[{_EMOJI}]))\+(?=\s?(?:[^\W\d_]|[{_EMOJI}])))"  # glasses + hat, +hat
    r"|(?P<minus>(?<![^\s,;(])[-\u2212](?=[^\W\d_]))"  # -hat
    r"|(?P<spaced>(?<=\s)(?:\+[ ]\d{1,3}|[-\u2212][ ]\d{1,2}(?=\s*(?:[,.;!]|$))))"  # age + 1
    r"|(?P<abbreviation>\b(?:w/o|y/o|y\.o\.|w/)(?![^\W\d_]))"
    rf"|(?P<entry>(?:^|(?<=[\s,;]))[-\u2212]\s(?=[^\W\d_]|[{_EMOJI}]))"  # - hat, + beard
    r"|(?P<signs>(?<=\s)-{1,9}(?=\s*(?:[,;.]|$))|(?<=[^\W\d_])-(?=\s*(?:[,;]|$)|\s+[^\W\d_]+[+-])|(?<![\w+-])\+{1,9}(?!\w)|(?<=\w)(?:\+{1,9}|-{2,9})(?!\w))"
    r"|(?P<number>(?:(?<![\w.+-])|(?<=[^\W\d_]))[+\u2212-]?\d{1,9}(?:[.,]\d{1,6})?(?!\d)|\d{1,9})"
    rf"|(?P<word>(?:{_LETTER})+(?:['’ʼ`´](?:{_LETTER})+)*['’]?)"
    r"|(?P<relation>[-=]>|\u2192|(?<!\S)[<>](?!\S))"  # beard -> goatee, stubble > beard
    r"|(?P<dash>(?<=\s)[-–—](?=\s)|[—…])"
    r"|(?P<mark>[.,!?;:\n，。、！？；：&/()\[\]{}%％=~|•·«»\"“”（）【】「」『』《》])"
    r"|(?P<arrows>(?<=\w)[\u2191\u2193]+)"  # eyes↑ nose↓
    rf"|(?P<emoji>[{_EMOJI}])"
)
_LETTERS_ALONE = re.compile("(?:[a-z]+|[\u0430-\u0451]+)(?: (?:[a-z]+|[\u0430-\u0451]+))*")
_HAN_ALONE = re.compile(f"[{_HAN}]+")
# each entry with its sign before it: "+ beard, - hat"
_LEDGER = re.compile(r"\s*[+\u2212-]\s?[^\W\d_][^+.?!\n\u2212-]*(?:[+\u2212-]\s?[^\W\d_][^+.?!\n\u2212-]*)+")
_BULLETS = re.compile(r"^[ \t]*[-\u2212](?=[^\W\d_])", re.MULTILINE)  # each line of a list begins so
_FULL_WIDTH = str.maketrans("\uff0b\uff0d\uff1d", "+-=")
_MARKS = str.maketrans("，。、！？；：％“”«»（）【】「」『』《》", ',./!?;:%""""()[]""""""')
_APOSTROPHES = str.maketrans({"’": "'", "ʼ": "'", "`": "'", "´": "'"})


_KINDS: dict[str, TokenKind] = {
    "number": "number",
    "spaced": "number",
    "signs": "signs",
    "arrows": "signs",
    "plus": "plus",
    "minus": "minus",
}


@dataclass(frozen=True, slots=True)
class Token:
    """One word, number, punctuation mark or emoji with its place in the message."""

    text: str  # as the lexicon would write it: NFKC, lower case, no apostrophes at the ends
    kind: TokenKind
    start: int  # [start, end) in the message
    end: int


def words_of(phrase: str) -> list[str] | None:
    """The words of a phrase as `tokenize` finds them; None where it finds a punctuation mark.

    The lexicons have a hundred thousand phrases, nearly all of letters alone: those take a shorter way.
    """
    if _LETTERS_ALONE.fullmatch(phrase):
        return [normalise(word) for word in phrase.split(" ")]
    if _HAN_ALONE.fullmatch(phrase):
        return [normalise(character) for character in phrase]
    tokens = tokenize(phrase)
    if any(token.kind == "mark" and token.text != "%" for token in tokens):
        return None
    return [token.text for token in tokens]


def blank_out(message: str) -> str:
    """The message, as long as before, with what is no prose (code, links, mentions) turned to line ends."""
    return _NOT_PROSE.sub(lambda match: "\n" * len(match.group()), message[:MAX_CHARACTERS])


def tokenize(message: str) -> list[Token]:
    """Tokens of a message in order; a Chinese character is a word of its own."""
    tokens: list[Token] = []
    text = blank_out(message).translate(_FULL_WIDTH)
    listed = len(_BULLETS.findall(text)) > 1
    signed = _LEDGER.fullmatch(text) is not None
    for match in _TOKEN.finditer(text):
        token = _token(match, signed)
        if token is not None and not (listed and token.kind == "minus"):
            if _parted_by_space(tokens, match):
                tokens.append(Token(",", "mark", match.start() - 1, match.start()))
            tokens.append(token)
        if len(tokens) >= MAX_TOKENS:
            break
    return tokens


def _parted_by_space(tokens: Sequence[Token], match: re.Match[str]) -> bool:
    """Whether a Chinese character stands apart from the one before: Chinese has blanks for commas only."""
    if match.lastgroup != "han" or not tokens or tokens[-1].kind != "word":
        return False
    gap = match.string[tokens[-1].end : match.start()]
    return gap != "" and gap.isspace() and "\n" not in gap and script_of(tokens[-1].text) == "han"


def script_of(word: str) -> str:
    """latin, cyrillic or han."""
    first = word[0]
    if "\u0400" <= first <= "\u052f":
        return "cyrillic"
    return "han" if "\u3400" <= first <= "\u9fff" or "\uf900" <= first <= "\ufaff" else "latin"


def _token(match: re.Match[str], signed: bool) -> Token | None:
    group, text = match.lastgroup, match.group()
    if group == "entry" and signed:
        return Token("-", "minus", match.start(), match.start() + 1)
    if group == "entry":  # a dash, or the bullet that opens a line
        return Token(",", "mark", match.start(), match.end()) if match.start() else None
    if group in ("word", "han", "abbreviation"):
        key = normalise(text)
        return Token(key, "word", match.start(), match.end()) if key else None
    if group == "relation":
        return Token("vs" if text in "<>" else "->", "word", match.start(), match.end())
    if group == "mark":
        return Token(text.translate(_MARKS), "mark", match.start(), match.end())
    if group == "dash":
        return Token(",", "mark", match.start(), match.end())
    kind = _KINDS.get(str(group), "emoji")
    text = unicodedata.normalize("NFKC", text).replace("\u2212", "-").replace(" ", "")
    text = text.replace("\u2191", "+").replace("\u2193", "-") if kind == "signs" else text
    return Token(text, kind, match.start(), match.end())


@lru_cache(maxsize=1 << 15)
def normalise(word: str) -> str:
    """A word as the lexicon writes it: compatibility forms folded, lower case, stray accents dropped."""
    folded = unicodedata.normalize("NFKC", word.translate(_APOSTROPHES)).casefold()
    folded = "".join(c for c in folded if not unicodedata.combining(c))
    return folded.strip("'").replace("ё", "е")
