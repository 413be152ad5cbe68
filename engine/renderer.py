"""One device, many members: asyncio in front, one worker thread behind, micro-batches between."""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, replace
from typing import Self

import numpy as np
import torch
from torch import Tensor

from engine.allocation import keep_freed_memory
from engine.batch_sizer import BatchSizer
from engine.drawing import checked_resolution, checked_ws, draw
from engine.errors import DeadlinePassed, QueueFull, RenderError, Superseded
from engine.fair_queue import FairQueue
from engine.generator import Generator

log = logging.getLogger(__name__)

CPU_BATCH_PIXELS = 8 * 512 * 512  # a system short of memory ends the process rather than the batch
MAX_ATTEMPTS = 3  # how often a request may see its worker killed before it is given up


@dataclass(frozen=True)
class RenderStats:
    """What a renderer has done since it was made."""

    batches: int = 0
    images: int = 0
    milliseconds: float = 0.0  # spent drawing
    failures: int = 0  # requests that ended in an error of the generator
    out_of_memory: int = 0  # batches that had to be made smaller
    restarts: int = 0  # of the worker thread


@dataclass(eq=False, slots=True)
class _Request:
    """One picture that somebody awaits."""

    generator: Generator
    ws: Tensor  # [L, D]
    resolution: int
    member: Hashable
    session: Hashable | None
    on_position: Callable[[int], object] | None
    future: asyncio.Future[np.ndarray]
    position: int = -1
    attempts: int = 0

    @property
    def kind(self) -> tuple[Generator, int]:
        """What a batch has in common."""
        return self.generator, self.resolution

    @property
    def measured_as(self) -> tuple[str, int]:
        """What its time depends on; a name, so that no measurement keeps a generator in memory."""
        return self.generator.digest, self.resolution


Outcome = np.ndarray | Exception


class Renderer:
    """Draws the pictures of all members on one device, in its own thread and never in the event loop.

    Requests of one resolution are gathered into batches as large as pays and fits; members take turns.
    Several models may share a device: a request may name its own, and still there is one worker and one
    queue. The worker thread survives whatever a generator does: a failing batch is drawn one by one so that
    only the culprit fails, one too large for memory is halved.

    On a CPU, equal ws give equal bytes: only a generator that says to be batch-invariant is given batches
    there. On other devices the pictures of other generators may differ by 1/255 here and there.
    """

    def __init__(
        self,
        generator: Generator | None,  # draws whatever names no generator of its own
        *,
        max_batch: int = 8,
        max_waiting: int = 256,
        threads: int | None = None,  # of the CPU, for one picture; None: as the generator likes
    ) -> None:
        if threads is not None and threads < 1:
            raise ValueError("a renderer needs at least one thread")
        self.generator = generator
        self._threads = threads
        self._all_threads = torch.get_num_threads()
        self._sizer = BatchSizer(max_batch)
        # Guards everything below. Entered itself and not through the condition: a thread that is ended while
        # it enters one, which Python does in several steps, would keep the lock for ever.
        self._lock = threading.RLock()
        self._wake = threading.Condition(self._lock)
        self._queue: FairQueue[_Request] = FairQueue(max_waiting)
        self._sessions: dict[Hashable, _Request] = {}
        self._in_flight: list[_Request] = []
        self._watched = 0  # waiting requests that want to hear their position
        self._stats = RenderStats()
        keep_freed_memory()
        self._worker: threading.Thread | None = None
        self._closing = False

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()

    @property
    def waiting(self) -> int:
        """How many pictures wait for their turn, without those being drawn."""
        return len(self._queue)

    @property
    def stats(self) -> RenderStats:
        return self._stats

    async def render(
        self,
        ws: Tensor,  # [L, D]
        *,
        resolution: int | None = None,
        member: Hashable = None,
        generator: Generator | None = None,
        session: Hashable | None = None,
        within: float | None = None,
        on_position: Callable[[int], object] | None = None,
    ) -> np.ndarray:
        """The picture of ws as uint8 pixels [R, R, 3].

        `member` is who takes turns with others. A later request with the same `session` takes the place of
        this one as long as it waits, which then raises Superseded. `within` seconds the picture must be
        there, or DeadlinePassed is raised. `on_position` is called in this event loop with the number of
        pictures that come before this one, whenever that changes.

        Cancelling the awaiting task takes the request out of the queue. Raises QueueFull when too many wait,
        RenderError when ws does not fit, or when the generator fails on it.
        """
        future: asyncio.Future[np.ndarray] = asyncio.get_running_loop().create_future()
        drawn_by = generator or self.generator
        if drawn_by is None:
            raise RenderError("This renderer draws with several models; name one.")
        request = _Request(
            generator=drawn_by,
            ws=checked_ws(drawn_by, ws),
            resolution=checked_resolution(drawn_by, resolution),
            member=member,
            session=session,
            on_position=on_position,
            future=future,
        )
        self._accept(request)
        try:
            async with asyncio.timeout(within):
                return await future
        except TimeoutError:
            raise DeadlinePassed(
                f"The picture was not ready within {within:g} s; please try again."
            ) from None
        finally:
            if future.cancelled():
                self._withdraw(request)

    async def aclose(self, *, drain: bool = False) -> None:
        """Finish the batch being drawn and stop; what still waits fails with RenderError, or is drawn first.

        Calling it again does no harm.
        """
        with self._lock:
            self._closing = True
            abandoned = [] if drain else self._queue.drain()
            self._wake.notify_all()
        _deliver(
            [
                (request, RenderError("Facet is shutting down; ask again in a minute."))
                for request in abandoned
            ]
        )
        while (worker := self._living_worker()) is not None:
            await asyncio.to_thread(worker.join)

    # The front: called in event loops.

    def _accept(self, request: _Request) -> None:
        outcomes: list[tuple[_Request, Outcome]] = []
        with self._lock:
            if self._closing:
                raise RenderError("Facet is shutting down; ask again in a minute.")
            self._start_worker()
            older = self._sessions.get(request.session) if request.session is not None else None
            if older is not None:
                outcomes.append((older, Superseded("A newer wish of yours took the place of this one.")))
            if older is None or not self._queue.replace(older, request):
                if older is not None:
                    self._queue.remove(older)
                dropped = self._queue.push(request)
                if dropped is not None:
                    outcomes.append((dropped, _queue_full(len(self._queue))))
            if request.session is not None:
                self._sessions[request.session] = request
            self._watched += request.on_position is not None
            self._left([waiting for waiting, _ in outcomes])
            self._tell_positions()
            self._wake.notify()
        _deliver(outcomes)

    def _withdraw(self, request: _Request) -> None:
        with self._lock:
            if self._queue.remove(request):
                self._left([request])
                self._tell_positions()

    def _left(self, requests: Sequence[_Request]) -> None:
        """Bookkeeping for requests that wait no longer."""
        for request in requests:
            self._watched -= request.on_position is not None
            if self._sessions.get(request.session) is request:
                del self._sessions[request.session]

    def _tell_positions(self) -> None:
        if not self._watched:
            return
        for position, request in enumerate(self._queue.in_order(), start=len(self._in_flight)):
            if request.on_position is not None and request.position != position:
                request.position = position
                _call_soon(request.future.get_loop(), request.on_position, position)

    # The back: the worker thread.

    def _start_worker(self) -> None:
        if self._living_worker() is None:
            worker = threading.Thread(target=self._work, name="render", daemon=True)
            try:
                worker.start()
            except RuntimeError as error:
                raise RenderError("This machine has no thread left to draw with; try again later.") from error
            self._worker = worker

    def _living_worker(self) -> threading.Thread | None:
        with self._lock:
            return self._worker if self._worker is not None and self._worker.is_alive() else None

    def _work(self) -> None:
        try:
            # Denormals are a hundred times slower than zeros on a CPU, and nobody sees the difference.
            torch.set_flush_denormal(True)
            while batch := self._next_batch():
                self._serve(batch)
        except BaseException:
            log.exception("the render worker was ended from outside; another takes over")
        finally:
            self._replace_worker()

    def _next_batch(self) -> list[_Request]:
        """Wait for work; an empty list says that the renderer was closed."""
        with self._lock:
            self._in_flight = []
            while not self._queue and not self._closing:
                self._wake.wait()
            self._in_flight = self._queue.take(self._batch_size)
            self._left(self._in_flight)
            self._tell_positions()
            return self._in_flight

    def _batch_size(self, request: _Request, waiting: int) -> int:
        """How many pictures of this kind to draw at once, of those that wait.

        Which convolution a CPU takes depends on the batch, and so does the last bit. Where batches gain
        little, a portrait that is always the same is worth more.
        """
        if request.generator.device.type == "cpu":
            most = CPU_BATCH_PIXELS // request.resolution**2 if request.generator.batch_invariant else 1
            waiting = min(waiting, max(1, most))
        return self._sizer.size(request.measured_as, waiting)

    def _serve(self, batch: list[_Request]) -> None:
        started = time.perf_counter()
        try:
            generator = batch[0].generator
            torch.set_num_threads(self._threads or generator.cpu_threads or self._all_threads)
            ws = torch.stack([request.ws.to(generator.device) for request in batch])
            pictures = draw(generator, ws, resolution=batch[0].resolution)
        except BaseException as error:
            # Even a SystemExit of a generator must not end the worker. Failures are dealt with outside of
            # this block, where no traceback holds on to the tensors that filled the memory.
            failure = error.with_traceback(None) if _is_out_of_memory(error) else error
        else:
            self._served(batch, pictures, 1000 * (time.perf_counter() - started))
            return
        self._failed(batch, failure)

    def _served(self, batch: list[_Request], pictures: np.ndarray, milliseconds: float) -> None:
        self._sizer.record(batch[0].measured_as, len(batch), milliseconds)
        stats = self._stats
        self._stats = replace(
            stats,
            batches=stats.batches + 1,
            images=stats.images + len(batch),
            milliseconds=stats.milliseconds + milliseconds,
        )
        _deliver(list(zip(batch, pictures, strict=True)))

    def _failed(self, batch: list[_Request], failure: BaseException) -> None:
        if _is_out_of_memory(failure):
            self._shrink(batch)
        elif len(batch) > 1:
            log.warning("a batch of %d failed (%r); drawing it one by one", len(batch), failure)
            for request in batch:
                if not request.future.done():
                    self._serve([request])
        elif not isinstance(failure, Exception) and batch[0].attempts < MAX_ATTEMPTS:
            # Somebody wants the thread to end, which is no fault of the picture.
            batch[0].attempts += 1
            self._serve(batch)
        else:
            log.error("a picture could not be drawn", exc_info=failure)
            self._give_up(batch, _as_render_error(failure))

    def _shrink(self, batch: list[_Request]) -> None:
        """Out of memory: the same requests again in smaller batches, or the end of the only one."""
        if torch.cuda.is_available():
            torch.cuda.empty_cache()
        resolution = batch[0].resolution
        self._sizer.out_of_memory(batch[0].measured_as, len(batch))
        self._stats = replace(self._stats, out_of_memory=self._stats.out_of_memory + 1)
        if len(batch) == 1:
            self._give_up(
                batch,
                RenderError(
                    f"There is not enough memory for {resolution} pixels; ask for a smaller picture."
                ),
            )
            return
        log.warning("out of memory with %d pictures of %d px; halving the batch", len(batch), resolution)
        half = len(batch) // 2
        for part in (batch[:half], batch[half:]):
            if wanted := [request for request in part if not request.future.done()]:
                self._serve(wanted)

    def _give_up(self, batch: Sequence[_Request], error: RenderError) -> None:
        self._stats = replace(self._stats, failures=self._stats.failures + len(batch))
        _deliver([(request, error) for request in batch])

    def _replace_worker(self) -> None:
        """The last act of a worker: unless it was told to stop, another takes over its unfinished batch."""
        with self._lock:
            orphans = [request for request in self._in_flight if not request.future.done()]
            self._in_flight = []
            if self._closing and not self._queue and not orphans:
                return
            for request in orphans:
                request.attempts += 1
            lost = [request for request in orphans if request.attempts >= MAX_ATTEMPTS]
            spared = [request for request in orphans if request.attempts < MAX_ATTEMPTS]
            self._queue.put_back(spared)
            self._watched += sum(request.on_position is not None for request in spared)
            self._stats = replace(self._stats, restarts=self._stats.restarts + 1)
            self._worker = None
            failure = RenderError("The picture could not be drawn; please try again.")
            try:
                self._start_worker()
            except RenderError as error:
                stranded = self._queue.drain()
                self._left(stranded)
                failure, lost = error, lost + stranded
        self._give_up(lost, failure)


def _queue_full(waiting: int) -> QueueFull:
    return QueueFull(f"{waiting} pictures are waiting already; please try again in a moment.")


def _as_render_error(failure: BaseException) -> RenderError:
    if isinstance(failure, RenderError):
        return failure
    error = RenderError("The picture could not be drawn; please try another wish.")
    error.__cause__ = failure
    return error


def _is_out_of_memory(failure: BaseException) -> bool:
    """Whether memory was short; torch says so on a CPU only in the words of a RuntimeError."""
    if isinstance(failure, MemoryError | torch.OutOfMemoryError):
        return True
    text = str(failure)
    return isinstance(failure, RuntimeError) and (
        "can't allocate memory" in text or "not enough memory" in text
    )


def _deliver(outcomes: Sequence[tuple[_Request, Outcome]]) -> None:
    """Hand results to the event loops that await them, with one call a loop."""
    loops: dict[asyncio.AbstractEventLoop, list[tuple[_Request, Outcome]]] = {}
    for request, outcome in outcomes:
        loops.setdefault(request.future.get_loop(), []).append((request, outcome))
    for loop, group in loops.items():
        _call_soon(loop, _settle, group)


def _settle(group: Sequence[tuple[_Request, Outcome]]) -> None:
    for request, outcome in group:
        if request.future.done():
            continue
        if isinstance(outcome, Exception):
            request.future.set_exception(outcome)
        else:
            request.future.set_result(outcome)


def _call_soon(loop: asyncio.AbstractEventLoop, callback: Callable[..., object], *arguments: object) -> None:
    try:
        loop.call_soon_threadsafe(callback, *arguments)
    except RuntimeError:  # the loop was closed: nobody awaits any more
        log.debug("an event loop was closed before its pictures were ready")
