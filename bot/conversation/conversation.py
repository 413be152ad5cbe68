"""Text in, reply out: the same for Discord, the terminal and the tests."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import replace

import structlog

from attribute_map import Change, Parsed
from bot.conversation.drafting import Desk, Drafter
from bot.conversation.request import Draft, Outcome, Reply, Request
from bot.conversation.studio import Stopwatch, Studio
from bot.conversation.turns import Turns
from bot.errors import DeliveryError
from bot.locales import language_of, load_locale
from bot.policy import with_rules
from bot.store import Pending, Session, Store
from engine.errors import EngineError
from engine.recipe import Recipe

log = structlog.get_logger(__name__)

# Posts a reply and returns the id of the message; raises DeliveryError when it could not be posted.
Deliver = Callable[[Reply], Awaitable[str | None]]
# The id of the message that already answers this request, None where there is none; raises DeliveryError
# when the request itself is gone, so that nobody waits for an answer.
Look = Callable[[Pending], Awaitable[str | None]]

ANSWERED_WITHIN = 600  # s; a "yes" in the channel after that is said to somebody else
STARTING_COMMANDS = frozenset({"new"})  # that mean something to who has no portrait yet


class Conversation:
    """Everything between a request and its answer: parse, decide, draw, post, remember.

    A request is applied at most once: its id is claimed in the store together with the draft of the answer
    before that is posted, and the draft becomes the session only after. What was claimed and not finished
    when the process ended is finished by `finish` after the next start.
    """

    def __init__(
        self,
        store: Store,
        studio: Studio,
        *,
        history: int = 100,
        fallback_locale: str = "en",
    ) -> None:
        self.store = store
        self.studio = studio
        self._drafter = Drafter(store, studio, history=history)
        self._fallback_locale = fallback_locale
        self._turns = Turns()
        self.on_answered: Callable[[Request, Outcome], None] = lambda request, outcome: None
        self._posting: dict[str, asyncio.Event] = {}  # portraits on their way: seen by some, not in the store
        self._owed: dict[Hashable, tuple[Request, Draft, str | None]] = {}  # posted, not committed yet

    async def handle(self, request: Request, deliver: Deliver) -> Outcome:
        """Answer a request, or keep silent where none is owed; in order within its session.

        Raises DeliveryError when the answer could not be posted; the session is then as it was.
        """
        started = time.perf_counter()
        async with self._turns.turn(_key(request)):
            pending = await self.store.pending(request.id)
            if pending is not None and (pending.draft is not None or request.message):
                return Outcome("duplicate")
            if pending is None and await self.store.knows(request.id):
                return Outcome("duplicate")
            await self._settle(request)
            outcome = await self._answer(request, deliver)
        self._log(request, outcome, 1000 * (time.perf_counter() - started))
        return outcome

    async def finish(self, pending: Pending, look: Look, deliver: Deliver) -> Outcome:
        """Finish what an earlier process began: commit what it posted, post what it did not."""
        async with self._turns.turn(_key(pending.request)):
            still = await self.store.pending(pending.request.id)
            if still is None:
                return Outcome("duplicate")
            request, draft = still.request, still.draft
            try:
                message = await look(still)
            except DeliveryError as reason:
                log.info("a request is gone", request=request.id, reason=str(reason))
                await self.store.abandon(request.id)
                return Outcome("silence")
            if draft is None:
                return await self._answer(request, deliver)
            if message is not None:
                await self.store.commit(request, draft, message)
                return Outcome("portrait" if draft.shows else "words")
            watch = Stopwatch()
            return await self._post(request, draft, watch, deliver, self._drawn(request, draft, watch))

    async def _answer(self, request: Request, deliver: Deliver) -> Outcome:
        watch = Stopwatch()
        await self.studio.refresh()
        if (over := self._posting.get(request.portrait or "")) is not None:
            await over.wait()  # somebody was quick to reply to a portrait of another member
        session = await self.store.session(request.member, request.place)
        parsed = await self._parsed(request, session, watch)
        if not request.addressed and not _is_meant(parsed, session):
            return Outcome("silence", parsed=parsed, milliseconds=watch.milliseconds)
        draft = await self._draft(request, parsed, session, watch)
        drawing = asyncio.create_task(self._drawn(request, draft, watch))  # while the claim is written
        try:
            with watch.time("claim"):
                if not await self.store.claim(request, draft):
                    return Outcome("duplicate")
            outcome = await self._post(request, draft, watch, deliver, drawing)
        finally:
            drawing.cancel()
        return replace(outcome, parsed=parsed)

    async def _parsed(self, request: Request, session: Session, watch: Stopwatch) -> Parsed:
        """What a message asks for, in the light of what was wished before it."""
        if not request.text.strip():
            return Parsed("")
        fresh = request.addressed or time.time() - session.updated <= ANSWERED_WITHIN
        wishes = session.lately if fresh else ()
        if request.portrait is not None and request.portrait != session.current:
            portrait = await self.store.portrait(request.portrait)
            wishes = portrait.wishes if portrait is not None else ()
        return await self.studio.parse(request.text, watch, tuple(map(Change.from_json, wishes)))

    async def _draft(self, request: Request, parsed: Parsed, session: Session, watch: Stopwatch) -> Draft:
        rules = await self.store.attribute_rules(request.guild) if request.guild else ()
        tag = language_of(request.locale, request.text, fallback=self._fallback_locale)
        desk = Desk(request, parsed, session, load_locale(tag), with_rules(rules), watch)
        try:
            return await self._drafter.draft(desk)
        except EngineError as error:
            return Draft(line=str(error), locale=tag)
        except Exception:
            await self.store.abandon(request.id)  # a click was noted before; a message is not known yet
            raise

    async def _post(
        self,
        request: Request,
        draft: Draft,
        watch: Stopwatch,
        deliver: Deliver,
        drawing: Awaitable[Reply],
    ) -> Outcome:
        """Post a claimed draft as soon as it is drawn, then make it the session."""
        over = asyncio.Event()
        self._posting.update(dict.fromkeys((portrait.id for portrait in draft.portraits), over))
        try:
            return await self._post_and_commit(request, watch, deliver, drawing)
        finally:
            over.set()
            for portrait in draft.portraits:
                self._posting.pop(portrait.id, None)

    async def _post_and_commit(
        self, request: Request, watch: Stopwatch, deliver: Deliver, drawing: Awaitable[Reply]
    ) -> Outcome:
        try:
            reply = await drawing
            with watch.time("upload"):
                message = await deliver(reply)
        except Exception:
            await self.store.abandon(request.id)
            raise
        with watch.time("commit"):
            self._owed[_key(request)] = request, reply.draft, message
            await self._settle(request)
        return Outcome(
            "portrait" if reply.picture is not None else "words", reply, milliseconds=watch.milliseconds
        )

    async def _settle(self, request: Request) -> None:
        """Commit what was posted in this session: at once, or before the next turn if the disk was full."""
        owed = self._owed.get(_key(request))
        if owed is not None:
            await self.store.commit(*owed)
            del self._owed[_key(request)]

    async def _drawn(self, request: Request, draft: Draft, watch: Stopwatch) -> Reply:
        if draft.shows is None:
            return Reply(request, draft)
        try:
            recipe = await self._recipe(draft)
            picture = await self.studio.picture(recipe, draft.alt, request.member, watch)
        except EngineError as error:
            return Reply(request, Draft(line=str(error), locale=draft.locale))
        return Reply(request, draft, picture)

    async def _recipe(self, draft: Draft) -> Recipe:
        for portrait in draft.portraits:
            if portrait.id == draft.shows:
                return Recipe.from_json(portrait.recipe)
        assert draft.shows is not None
        stored = await self.store.portrait(draft.shows)
        if stored is None:
            raise EngineError(load_locale(draft.locale).text("problem.gone"))
        return Recipe.from_json(stored.recipe)

    def _log(self, request: Request, outcome: Outcome, total: float) -> None:
        self.on_answered(request, outcome)
        if outcome.kind in ("portrait", "words"):
            log.info(
                "answered",
                request=request.id,
                kind=outcome.kind,
                total_ms=round(total, 1),
                **{f"{part}_ms": spent for part, spent in outcome.milliseconds.items()},
            )


def _is_meant(parsed: Parsed, session: Session) -> bool:
    """Whether words that were not addressed to the bot are a wish, or answer it, all the same."""
    if parsed.changes or parsed.contradictions or parsed.alternatives:
        return True
    if parsed.answer and session.question and time.time() - session.asked <= ANSWERED_WITHIN:
        return True
    has_portrait = session.current is not None
    return parsed.command is not None and (has_portrait or parsed.command in STARTING_COMMANDS)


def _key(request: Request) -> Hashable:
    """Of the session."""
    return request.member, request.place
