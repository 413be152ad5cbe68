"""Words that no lexicon has: which of them are wishes, and what the phrase model makes of those.

A clause whose unknown words make it talk is let be; an unknown wish is looked up, and what the model does not
know either keeps the nearest it knows, for the bot to ask about.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from attribute_map.changes import Suggestion
from attribute_map.language.clauses.clause import Clause, Sentence
from attribute_map.language.clauses.reports import without_source
from attribute_map.language.message import Message
from attribute_map.language.models import Found, PhraseModel
from attribute_map.language.talk.neighbours import TELLING, likens_in_jest
from attribute_map.language.talk.stories import tells_a_story
from attribute_map.language.talk.strangeness import (
    acts_on_a_stranger,
    at_length,
    is_hopeless,
    is_strange,
    opens_with_unknown_verb,
)
from attribute_map.language.talk.unknowns import (
    only_echoes,
    release_descriptions,
    unknown_phrases,
    with_phrases,
    without_similes,
)
from attribute_map.language.talk.unknowns_ru import fate_of_stranger, without_strangers
from attribute_map.language.talk.unknowns_zh import Fate, fate_of, without_dropped_topics
from attribute_map.language.words.items import Item, as_found
from attribute_map.language.words.lexicon import Lexicon

MOST_LOOKUPS = 4  # unknown phrases of one message that the phrase model is asked about
LONGEST_LOOKUP = 6  # words
LONGEST_NAME = 4  # characters of an unknown word alone that may name a feature
ALIKE = 0.6  # likeness to a listed word that makes it worth a question
SURE = 0.85  # the phrase model's confidence needed for a phrase that holds a word we know
SURE_OF_ALL = 0.9  # needed for a clause as a whole, which may be about something else


class LookUp:
    """Reads clauses by what they have beyond the lexicon."""

    def __init__(self, model: PhraseModel | None) -> None:
        self.model = model

    def look_up(self, message: Message, sentences: Sequence[Sentence]) -> None:
        """Chatter told from wishes, and the unknown words of wishes looked up in the phrase model."""
        lexicon = message.language.lexicon
        asked: list[tuple[Clause, Item | None, list[Item]]] = []
        for sentence, clause in ((s, clause) for s in sentences for clause in s.clauses):
            if clause.command is None:
                whole = at_length(clause)
                if not self._is_plainly_talk(message, sentence, clause):
                    if whole is not None:
                        whole = replace(whole, text=message.words(whole.start, whole.end).lower())
                    asked.append((clause, whole, unknown_phrases(clause, lexicon)))
        phrases = [whole.text for _, whole, _ in asked if whole is not None]
        phrases += [item.text for _, _, items in asked for item in items]
        answers = dict(zip(phrases, self._found(message, phrases), strict=False))
        for clause, whole, items in asked:
            answer = answers.get(whole.text) if whole is not None else None
            found = None if answer is None or answer.confidence < SURE_OF_ALL else answer.meaning
            if whole and answer and found and not only_echoes(clause, whole, found, lexicon):
                clause.items = [as_found(whole, found, answer.confidence, answer.rule)]
            else:
                self._place(message, sentences, clause, items, answers)

    def _is_plainly_talk(self, message: Message, sentence: Sentence, clause: Clause) -> bool:
        """Whether a clause, rid of its similes and of whose words it tells, needs no word looked up."""
        lexicon = message.language.lexicon
        jest = likens_in_jest(clause, sentence)
        without_similes(clause, lexicon)
        clause.items = without_source(clause.items, lexicon)
        clause.chatter = jest or tells_a_story(clause, lexicon) or is_hopeless(clause)
        return clause.chatter

    def _place(
        self,
        message: Message,
        sentences: Sequence[Sentence],
        clause: Clause,
        items: Sequence[Item],
        answers: Mapping[str, Found],
    ) -> None:
        """The unknown `items` of a clause in it as the answers place them, or the clause told to be talk."""
        lexicon = message.language.lexicon
        strange_verb = opens_with_unknown_verb(clause)
        placed = [self._placed(clause, item, answers.get(item.text), lexicon) for item in items]
        placed = [release_descriptions(clause, i) if i.kind == "unknown" else i for i in placed]
        still = [item for item in placed if item.kind == "unknown"]
        if not lexicon.joint:
            fates = {i: fate_of(clause, i, self._alike(message, i, answers)) for i in still}
            if _is_talk(fates):
                clause.chatter = True
                return
            clause.items = without_dropped_topics(clause, fates)
            placed, still = _wished(placed, fates), _wished(still, fates)
        clause.chatter = is_strange(clause, still, lexicon)
        if lexicon.inflection.knows_verbs and not clause.chatter:
            fates = self._fates(message, sentences, clause, still)
            if _is_talk(fates):
                clause.chatter = True
                return
            asides = [item for item in still if fates[item] != "wish"]
            placed, still = _wished(placed, fates), _wished(still, fates)
            clause.items = without_strangers(clause, asides, lexicon)
        clause.items = with_phrases(clause, placed)
        strange_verb = strange_verb or (bool(lexicon.subjects) and acts_on_a_stranger(clause, still))
        if still and strange_verb and not clause.chatter:
            clause.items = [Item("unknown", "", clause.items[0].start, clause.items[-1].end)]
        for item in still:
            if not clause.chatter and (near := self._near(message, item, answers)):
                message.suggestions[message.words(item.start, item.end)] = near

    def _fates(
        self, message: Message, sentences: Sequence[Sentence], clause: Clause, strange: Sequence[Item]
    ) -> dict[Item, Fate]:
        """What becomes of the unknown phrases of a clause, by what the rest of the message is."""
        others = [other for s in sentences for other in s.clauses if other is not clause]
        alone = all(other.command is not None for other in others)
        talk = any(other.chatter and other.has(*TELLING) for other in others)
        lexicon = message.language.lexicon
        return {i: fate_of_stranger(clause, i, lexicon, alone=alone, amid_talk=talk) for i in strange}

    def _alike(self, message: Message, item: Item, answers: Mapping[str, Found]) -> bool:
        near = self._near(message, item, answers)
        return item.end - item.start <= LONGEST_NAME and any(s.score >= ALIKE for s in near)

    def _near(self, message: Message, item: Item, answers: Mapping[str, Found]) -> tuple[Suggestion, ...]:
        answer = answers.get(item.text)
        near = answer.suggestions if answer is not None else ()
        return near or message.language.nearest.suggestions(item.text)

    def _found(self, message: Message, phrases: Sequence[str]) -> list[Found]:
        asked = [p for p in dict.fromkeys(phrases) if len(p.split()) <= LONGEST_LOOKUP][:MOST_LOOKUPS]
        if self.model is None or not asked:
            return []
        answers = self.model.find(asked, message.language.lexicon.code, [message.whole])
        found = dict(zip(asked, answers, strict=True))
        nothing = Found(None, 0.0, "")
        return [found.get(phrase, nothing) for phrase in phrases]

    def _placed(self, clause: Clause, item: Item, answer: Found | None, lexicon: Lexicon) -> Item:
        if answer is None or answer.meaning is None or only_echoes(clause, item, answer.meaning, lexicon):
            return item
        if item.confidence < 1.0 and answer.confidence < SURE:
            return item  # "blonde jokes": the known word in it must not decide alone
        return as_found(item, answer.meaning, answer.confidence, answer.rule)


def _is_talk(fates: Mapping[Item, Fate]) -> bool:
    return "talk" in fates.values() and "wish" not in fates.values()


def _wished(items: Sequence[Item], fates: Mapping[Item, Fate]) -> list[Item]:
    """The items that are known, or unknown and wished for."""
    return [item for item in items if fates.get(item, "wish") == "wish"]
