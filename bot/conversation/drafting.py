"""From a request to the draft of its answer: what the session would be, and the line that says so."""

from __future__ import annotations

import random
import secrets
import uuid
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from attribute_map import Change, Parsed
from attribute_map.changes import Answer
from attribute_map.step import PLAIN, Step
from attribute_map.vocabulary import AxisEntry
from bot.conversation.request import Draft, NewPortrait, Request
from bot.conversation.studio import Stopwatch, Studio
from bot.conversation.wording import Wording, guessed
from bot.locales import Locale
from bot.policy import Policy
from bot.store import Session, Store, StoredPortrait
from engine.recipe import MAX_SEED, Recipe

SURPRISES = 3
SURPRISING_REGIONS = frozenset(
    {"hair", "brows", "eyes", "nose", "mouth", "facial_hair", "accessory", "scene"}
)
SURPRISE_SIGMA = (1.5, 2.5)
SMALL_STEP = 0.5  # σ; "a bit more" is no less where the last step was no less
FARTHEST = 4.0  # σ; no repeated wish goes further at once


@dataclass
class Desk:
    """Everything that one answer is made from."""

    request: Request
    parsed: Parsed
    session: Session
    locale: Locale
    policy: Policy
    watch: Stopwatch = field(default_factory=Stopwatch)
    history: list[str] = field(default_factory=list)  # what the session's history would be
    portraits: list[NewPortrait] = field(default_factory=list)  # that would come into being
    recipe: Recipe | None = None  # of the last in the history
    question: tuple[dict[str, Any], ...] = ()  # changes as JSON that the answer asks about
    lately: tuple[dict[str, Any], ...] = ()  # changes as JSON that the next message may lean on
    locks: frozenset[str] = frozenset()  # axes that are to stay as they are

    @property
    def say(self) -> Callable[..., str]:
        """The locale's sentences."""
        return self.locale.text


class Drafter:
    """Decides what to do; changes nothing, for a draft counts only when it was posted."""

    def __init__(self, store: Store, studio: Studio, *, history: int = 100) -> None:
        self._store = store
        self._studio = studio
        self._longest_history = history
        self._commands: Mapping[str, Callable[[Desk], Awaitable[Draft]]] = {
            "undo": self._undo,
            "redo": self._redo,
            "new": self._new,
            "another": self._another,
            "reset": self._reset,
            "again": self._repeat,
            "more": self._repeat,
            "less": self._repeat,
            "opposite": self._repeat,
            "first": self._first,
            "tell": self._tell,
            "unlock": self._unlock,
            "restore": self._restore,
            "surprise": self._surprise,
            "show": self._show,
            "help": self._help,
            "save": self._save,
        }

    async def draft(self, desk: Desk) -> Draft:
        """The answer to a request that is worth one, and what the next message is to be read by."""
        desk.lately, desk.locks = desk.session.lately, desk.session.locks
        draft = await self._decided(desk)
        return replace(draft, lately=desk.lately, locks=tuple(sorted(desk.locks)))

    async def _decided(self, desk: Desk) -> Draft:
        request = desk.request
        desk.history = list(desk.session.history[: desk.session.cursor + 1])
        if request.portrait is not None:
            refusal = await self._turn_to(desk, request.portrait)
            if refusal is not None:
                return refusal
        elif desk.session.current is not None:
            current = await self._store.portrait(desk.session.current)
            desk.recipe = Recipe.from_json(current.recipe) if current is not None else None
        command = request.action if request.action != "say" else desk.parsed.command
        if request.seed is not None:
            command = "new"
        elif request.action == "say" and desk.session.question and desk.parsed.answer is not None:
            return await self._answered(desk, desk.parsed.answer)
        if request.action == "say" and desk.session.question and command == "surprise":
            return await self._edit(desk, [Change.from_json(desk.session.question[0])])  # "you choose"
        if command is not None and command in self._commands:
            return await self._commands[command](desk)
        if desk.parsed.alternatives:
            return await self._ask(desk)
        if desk.parsed.changes:
            return await self._edit(desk, desk.parsed.changes)
        if desk.parsed.keep:
            return self._lock(desk)
        return self._words(desk, self._line(desk) or self._nothing(desk))

    def _nothing(self, desk: Desk) -> str:
        """What is said to who wishes for nothing."""
        if not desk.request.text.strip():
            return desk.say("reply.empty")
        if desk.parsed.courtesy is not None:
            return desk.say(f"reply.{desk.parsed.courtesy}")
        if desk.parsed.answer == "no" and desk.recipe is not None:
            return desk.say("reply.let_be_or_undo")
        return desk.say("reply.not_asked" if desk.parsed.answer else "reply.not_understood")

    async def _answered(self, desk: Desk, answer: Answer) -> Draft:
        """What the answer to "did you mean …?" chooses, and what is wished beside it."""
        asked = desk.session.question
        chosen = {
            "yes": asked if len(asked) == 1 else (),
            "first": asked[:1],
            "second": asked[1:2],
            "third": asked[2:3],
            "all": asked,
            "no": (),
        }[answer]
        changes = [*map(Change.from_json, chosen), *desk.parsed.changes]
        # The answer is no wish by itself: "not that" would be an undo, and "the second one" unknown.
        desk.parsed = replace(desk.parsed, command=None, unknown=(), suggestions={})
        if answer != "no" and not chosen:
            desk.question = asked  # "yes" to one of several: it is asked once more
            which = self._which(desk)
            if not changes:
                return self._words(desk, which)
            edited = await self._edit(desk, changes)
            return replace(edited, line=f"{edited.line} {which}")
        return await self._edit(desk, changes) if changes else self._words(desk, desk.say("reply.let_be"))

    async def _ask(self, desk: Desk) -> Draft:
        """Do what is wished for certain, and ask which of the rest it shall be."""
        known = [change for change in desk.parsed.alternatives if change.axis in self._studio.maps.vocabulary]
        desk.question = tuple(change.as_json() | {"phrase": ""} for change in known)
        if not desk.parsed.changes:
            return self._words(desk, self._which(desk))
        edited = await self._edit(desk, desk.parsed.changes)
        return replace(edited, line=f"{edited.line} {self._which(desk)}")

    def _which(self, desk: Desk) -> str:
        """The question which of the things that were asked about it shall be."""
        options = Wording(desk.locale, self._studio.maps.vocabulary).options(desk.question)
        return desk.say("reply.which", axes=options)

    # Which portrait is meant.

    async def _turn_to(self, desk: Desk, portrait_id: str) -> Draft | None:
        """Make the portrait that was pointed at the one to go on from; a refusal when it cannot be."""
        request, portrait = desk.request, await self._store.portrait(portrait_id)
        if portrait is None:
            return self._words(desk, desk.say("problem.gone"), private=True)
        mine = portrait.author == request.member
        if not mine and request.action in ("undo", "redo"):
            return self._words(desk, desk.say("problem.not_yours"), private=True)
        if request.action != "say" and mine:
            # A button acts on the session, whichever of its portraits it sits under.
            current = await self._store.portrait(desk.session.current) if desk.session.current else portrait
            portrait = current or portrait
        desk.recipe = Recipe.from_json(portrait.recipe)
        if mine and portrait.place == request.place:
            if desk.history[-1:] != [portrait.id]:
                desk.history.append(portrait.id)
        elif request.action == "say":
            self._fork(desk, portrait)
        return None

    def _fork(self, desk: Desk, portrait: StoredPortrait) -> None:
        """A copy of one's own of a portrait made by somebody else, or elsewhere."""
        self._add(desk, Recipe.from_json(portrait.recipe), parent=portrait.id, wishes=portrait.wishes)

    # Commands.

    async def _undo(self, desk: Desk) -> Draft:
        """Back by as many steps as there are of those asked for; what is wished instead comes on top."""
        before = desk.session.cursor
        if before == 0 and desk.parsed.changes:
            return await self._edit(desk, desk.parsed.changes)
        cursor = max(before - desk.parsed.times, min(before - 1, 0))
        done = "reply.undone" if before - cursor == 1 else "reply.undone_several"
        return await self._travel(desk, cursor, done, "reply.nothing_to_undo")

    async def _redo(self, desk: Desk) -> Draft:
        before, last = desk.session.cursor, len(desk.session.history) - 1
        cursor = min(before + desk.parsed.times, max(before + 1, last))
        done = "reply.redone" if cursor - before == 1 else "reply.redone_several"
        return await self._travel(desk, cursor, done, "reply.nothing_to_redo")

    async def _first(self, desk: Desk) -> Draft:
        """Back to what the first wish came to."""
        for cursor, portrait_id in enumerate(desk.session.history):
            portrait = await self._store.portrait(portrait_id)
            if portrait is not None and portrait.wishes:
                return await self._travel(desk, cursor, "reply.first", "reply.no_portrait")
        return await self._travel(desk, 0, "reply.first", "reply.no_portrait")

    async def _show(self, desk: Desk) -> Draft:
        return await self._travel(desk, desk.session.cursor, "reply.shown", "reply.no_portrait")

    async def _travel(self, desk: Desk, cursor: int, done: str, impossible: str) -> Draft:
        """Show another portrait of the session's history; what the message wishes besides comes on top."""
        session = desk.session
        if not 0 <= cursor < len(session.history):
            return self._words(desk, desk.say(impossible), private=True)
        portrait = await self._store.portrait(session.history[cursor])
        if portrait is None:
            return self._words(desk, desk.say("problem.gone"))
        desk.lately = portrait.wishes
        recipe = Recipe.from_json(portrait.recipe)
        if not self._studio.fits(recipe):
            return self._words(desk, desk.say("problem.outdated"))
        if desk.parsed.changes:
            desk.history, desk.recipe = list(session.history[: cursor + 1]), recipe
            return await self._edit(desk, desk.parsed.changes)
        return Draft(
            line=desk.say(done, count=abs(cursor - session.cursor)),
            locale=desk.locale.tag,
            alt=await self._studio.describe(recipe, desk.locale, desk.request.member, desk.watch),
            shows=portrait.id,
            history=session.history,
            cursor=cursor,
        )

    async def _new(self, desk: Desk) -> Draft:
        seed = desk.request.seed
        desk.lately, desk.locks = (), frozenset()
        self._add(desk, self._studio.new_recipe(_fresh_seed() if seed is None else seed))
        line = desk.say("reply.new") if seed is None else desk.say("reply.new_seeded", seed=seed)
        return await self._with_wishes(desk, line)

    async def _another(self, desk: Desk) -> Draft:
        before = desk.recipe
        recipe = self._studio.new_recipe(_fresh_seed())
        if before is None or not before.offsets or not self._studio.fits(before):
            self._add(desk, recipe)
            return await self._with_wishes(desk, desk.say("reply.another"))
        kept = {axis: sigma for axis, sigma in before.offsets.items() if axis not in desk.policy.denied}
        self._add(desk, self._studio.moved(recipe, kept), wishes=await self._wishes(desk))
        return await self._with_wishes(desk, desk.say("reply.another_kept"))

    async def _reset(self, desk: Desk) -> Draft:
        if desk.recipe is None:
            return self._words(desk, desk.say("reply.no_portrait"))
        if not self._studio.fits(desk.recipe.base):
            return self._words(desk, desk.say("problem.outdated"))
        kept = {axis: sigma for axis, sigma in desk.recipe.offsets.items() if axis in self._kept(desk)}
        self._add(desk, self._studio.moved(desk.recipe.base, kept))
        desk.lately = ()
        return await self._with_wishes(desk, desk.say("reply.reset_but" if kept else "reply.reset"))

    async def _restore(self, desk: Desk) -> Draft:
        """Some of it as it was before any wish: "the nose back to normal"."""
        if desk.recipe is None:
            return self._words(desk, desk.say("reply.no_portrait"))
        if not self._studio.fits(desk.recipe):
            return self._words(desk, desk.say("problem.outdated"))
        named = frozenset(desk.parsed.released)
        rest = {axis: sigma for axis, sigma in desk.recipe.offsets.items() if axis not in named}
        if rest == desk.recipe.offsets:
            return await self._posted(desk, desk.say("reply.nothing_to_restore"))
        desk.locks -= named
        self._add(desk, self._studio.moved(desk.recipe, rest), parent=desk.history[-1])
        return await self._posted(desk, desk.say("reply.restored"))

    async def _repeat(self, desk: Desk) -> Draft:
        """The last wishes once more: as they were, further, half-way back, or turned round."""
        # What was wished in vain counts, too: "turn to the left" (it does already), "further".
        wishes = desk.lately if desk.request.portrait is None else await self._wishes(desk)
        if desk.parsed.command == "opposite" and desk.parsed.changes:
            return await self._edit(desk, desk.parsed.changes)  # "反过来,往右" says itself what is opposite
        if not wishes:
            return self._words(desk, desk.say("reply.nothing_to_repeat"))
        repeated = [_repeated(wish, desk.parsed) for wish in wishes]
        return await self._edit(desk, [*repeated, *desk.parsed.changes], wishes=wishes)

    async def _surprise(self, desk: Desk) -> Draft:
        chance = random.Random(desk.request.id)  # the same answer when a restart drafts it again
        axes = [
            axis
            for axis in self._studio.attribute_map.axes
            if axis.entry.region in SURPRISING_REGIONS and axis.id not in self._kept(desk)
        ]
        changes = [
            Change(
                axis=axis.id,
                direction=1 if axis.kind == "presence" or chance.random() < 0.5 else -1,
                kind="relative",
                amount=round(chance.uniform(*SURPRISE_SIGMA), 1),
                phrase="",
                confidence=1.0,
            )
            for axis in chance.sample(axes, min(SURPRISES, len(axes)))
        ]
        return await self._edit(desk, [*changes, *desk.parsed.changes])

    async def _tell(self, desk: Desk) -> Draft:
        """What was wished of the portrait so far, with what came of it."""
        if desk.recipe is None:
            return self._words(desk, desk.say("reply.no_portrait"))
        wishes = Wording(desk.locale, self._studio.maps.vocabulary).offsets(desk.recipe.offsets)
        line = desk.say("reply.told", wishes=wishes) if wishes else desk.say("reply.nothing_told")
        return self._words(desk, line)

    def _lock(self, desk: Desk) -> Draft:
        """Keep something as it is in whatever is wished from now on."""
        desk.locks |= frozenset(desk.parsed.keep)
        return self._words(desk, desk.say("reply.locked"))

    async def _unlock(self, desk: Desk) -> Draft:
        """Let what was kept be changed again: what is named, or all of it."""
        if not desk.locks:
            return self._words(desk, desk.say("reply.nothing_locked"))
        desk.locks -= frozenset(desk.parsed.released) or desk.locks
        if desk.parsed.changes:
            return await self._edit(desk, desk.parsed.changes)
        return self._words(desk, desk.say("reply.unlocked"))

    def _kept(self, desk: Desk) -> frozenset[str]:
        """All axes that stay as they are."""
        return desk.locks | {*desk.parsed.keep, *desk.policy.denied}

    async def _help(self, desk: Desk) -> Draft:
        return self._words(desk, desk.say("reply.help"), private=True)

    async def _save(self, desk: Desk) -> Draft:
        """How portraits are kept; what else is wished is done, too: "save it, then make her blonde"."""
        if not desk.parsed.changes:
            return self._words(desk, desk.say("reply.save"), private=True)
        edited = await self._edit(desk, desk.parsed.changes)
        return replace(edited, line=f"{desk.say('reply.save')} {edited.line}")

    # Wishes.

    async def _with_wishes(self, desk: Desk, line: str) -> Draft:
        """A portrait just begun, with what the same message wishes of it."""
        if desk.parsed.changes:
            return await self._edit(desk, desk.parsed.changes)
        about = self._line(desk)
        return await self._posted(desk, f"{line} {about}" if about and desk.parsed.unknown else line)

    async def _edit(
        self, desk: Desk, changes: Sequence[Change], *, wishes: Sequence[dict[str, Any]] | None = None
    ) -> Draft:
        """Make these changes to the current portrait, or to a new one where there is none."""
        if desk.recipe is None:
            self._add(desk, self._studio.new_recipe(_fresh_seed()))
        assert desk.recipe is not None
        if not self._studio.fits(desk.recipe):
            return self._words(desk, desk.say("problem.outdated"))
        allowed, denied = desk.policy.sort_out(changes)
        desk.locks -= {change.axis for change in changes}  # who asks for it wants it kept no more
        axes = [axis.id for axis in self._studio.attribute_map.axes]
        step = await self._studio.step(
            desk.recipe,
            allowed,
            desk.policy.bounds(axes),
            self._kept(desk),
            desk.request.member,
            desk.watch,
        )
        line = self._line(desk, step, denied)
        done = [change.as_json() | {"phrase": ""} for change in allowed] if wishes is None else wishes
        desk.lately = tuple(done) or desk.lately
        if not step.moved and not _begins(desk):
            return self._words(desk, line or desk.say("reply.not_understood"))
        recipe = self._studio.moved(desk.recipe, step.offsets)
        if recipe != desk.recipe:
            self._add(desk, recipe, parent=desk.history[-1], wishes=done)
        return await self._posted(desk, line)

    async def _wishes(self, desk: Desk) -> tuple[dict[str, Any], ...]:
        """What led to the current portrait."""
        for portrait in desk.portraits:
            if desk.history and portrait.id == desk.history[-1]:
                return portrait.wishes
        current = await self._store.portrait(desk.history[-1]) if desk.history else None
        return current.wishes if current is not None else ()

    def _line(self, desk: Desk, step: Step | None = None, denied: Sequence[str] = ()) -> str:
        """What became of the wishes in one sentence; what it asks is noted, to know a "yes" for an answer."""
        vocabulary = self._studio.maps.vocabulary
        guesses = [axis for axis in guessed(desk.parsed) if axis in vocabulary]
        if guesses:
            desk.question = tuple(_plainly(vocabulary[axis]).as_json() for axis in guesses)
        return Wording(desk.locale, vocabulary).line(step, desk.parsed, denied)

    # Drafts.

    def _add(
        self, desk: Desk, recipe: Recipe, *, parent: str | None = None, wishes: Sequence[dict[str, Any]] = ()
    ) -> None:
        portrait = NewPortrait(uuid.uuid4().hex, recipe.to_json(), parent, tuple(wishes))
        desk.portraits.append(portrait)
        desk.history.append(portrait.id)
        desk.recipe = recipe

    async def _posted(self, desk: Desk, line: str) -> Draft:
        assert desk.recipe is not None
        history, cursor = desk.history[-self._longest_history :], None
        if history[-1] == desk.session.current:  # nothing changed, and nothing that was undone is lost
            history, cursor = list(desk.session.history), desk.session.cursor
        return Draft(
            line=line,
            locale=desk.locale.tag,
            alt=await self._studio.describe(desk.recipe, desk.locale, desk.request.member, desk.watch),
            shows=desk.history[-1],
            portraits=tuple(desk.portraits),
            history=tuple(history),
            cursor=len(history) - 1 if cursor is None else cursor,
            question=desk.question,
        )

    def _words(self, desk: Desk, line: str, *, private: bool = False) -> Draft:
        return Draft(line=line, locale=desk.locale.tag, private=private, question=desk.question)


def _begins(desk: Desk) -> bool:
    """Whether the message itself asks for another portrait, which is then posted without any edit too."""
    return desk.parsed.command in ("new", "another", "reset") or desk.request.action in ("new", "another")


def _fresh_seed() -> int:
    return secrets.randbelow(MAX_SEED + 1)


def _plainly(axis: AxisEntry) -> Change:
    """The wish for more of an axis and nothing besides."""
    if axis.kind == "presence":
        return Change(axis.id, 1, "absolute", PLAIN, "", 1.0)
    return Change(axis.id, 1, "relative", PLAIN / 2, "", 1.0)


def _repeated(wish: Mapping[str, Any], parsed: Parsed) -> Change:
    """What was wished last as a command has it: "again", "a bit more", "less", "the other way"."""
    change = Change.from_json(wish)
    if parsed.command == "opposite":
        size = 2 * change.amount if change.kind == "relative" else change.amount
        return replace(change, direction=-change.direction, amount=size)
    if parsed.command in ("again", None) and change.kind == "relative":
        return change
    size = change.amount if change.kind == "relative" else max(change.amount / 2, SMALL_STEP)
    size = min(max(size * parsed.strength, min(size, SMALL_STEP)), FARTHEST)
    if parsed.command == "less":
        return replace(change, kind="relative", direction=-change.direction, amount=size / 2)
    return replace(change, kind="relative", amount=size)
