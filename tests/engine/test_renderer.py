"""The renderer: many members, one worker thread, and nothing that one request does harms another."""

from __future__ import annotations

import asyncio
import ctypes
import gc
import threading
import time
import weakref
from collections.abc import AsyncIterator, Callable
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor

from engine.drawing import draw
from engine.errors import DeadlinePassed, QueueFull, RenderError, Superseded
from engine.generator import Generator
from engine.renderer import Renderer


@pytest.fixture
def watched(tiny_class: type[Any]) -> Any:
    """The tiny generator with a gate before every batch and a memory of what it drew."""

    class Watched(tiny_class):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.gate = threading.Event()
            self.gate.set()
            self.busy = threading.Event()  # set when a batch has come to the gate
            self.drawn: list[list[float]] = []  # the first number of each ws, by batch
            self.trouble: Callable[[Tensor], None] = lambda ws: None

        def synthesize(self, ws: Tensor, *, resolution: int | None = None) -> Tensor:
            self.busy.set()
            self.gate.wait(10)
            self.trouble(ws)
            self.drawn.append([round(one[0, 0].item(), 3) for one in ws])
            return super().synthesize(ws, resolution=resolution)

    return Watched()


@pytest.fixture
async def renderer(watched: Any) -> AsyncIterator[Renderer]:
    async with Renderer(watched, max_batch=4) as renderer:
        yield renderer
        watched.gate.set()


def ws_of(number: float) -> Tensor:
    """A ws [5, 12] that is told by its first number."""
    return torch.full((5, 12), 0.1) + torch.nn.functional.pad(torch.tensor([[number]]), (0, 11, 0, 4)) - 0.1


async def hold(renderer: Renderer, watched: Any) -> asyncio.Task[np.ndarray]:
    """Occupy the worker with a picture that is not finished before the gate opens."""
    watched.gate.clear()
    watched.busy.clear()
    task = asyncio.create_task(renderer.render(ws_of(-1), member="holder"))
    await asyncio.to_thread(watched.busy.wait, 10)
    return task


async def queue_up(renderer: Renderer, *requests: Any) -> list[asyncio.Task[np.ndarray]]:
    tasks = [asyncio.create_task(request) for request in requests]
    await asyncio.sleep(0)
    return tasks


async def test_a_picture_has_the_same_bytes_in_every_batch(renderer: Renderer, watched: Any) -> None:
    many = torch.randn(40, 5, 12, generator=torch.Generator().manual_seed(3))
    alone = [draw(watched, one[None])[0] for one in many]
    for _ in range(3):
        together = await asyncio.gather(*(renderer.render(one, member=i) for i, one in enumerate(many)))
        assert all(np.array_equal(a, b) for a, b in zip(alone, together, strict=True))
    assert max(len(batch) for batch in watched.drawn) > 1


async def test_on_a_cpu_a_generator_whose_rounding_depends_on_the_batch_draws_alone(watched: Any) -> None:
    watched.batch_invariant = False
    async with Renderer(watched, max_batch=16) as renderer:
        await asyncio.gather(*(renderer.render(ws_of(i), member=i) for i in range(30)))
    assert [len(batch) for batch in watched.drawn] == [1] * 30


@pytest.mark.parametrize("wrong", [{"threads": 0}, {"max_batch": 0}, {"max_waiting": 0}])
def test_a_renderer_that_could_never_draw_is_not_made(tiny: Generator, wrong: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="at least one"):
        Renderer(tiny, **wrong)  # type: ignore[arg-type]


async def test_large_pictures_on_a_cpu_go_in_small_batches(watched: Any) -> None:
    async with Renderer(watched, max_batch=16) as renderer:
        for _ in range(3):
            await asyncio.gather(*(renderer.render(ws_of(i), resolution=1024, member=i) for i in range(8)))
    assert max(len(batch) for batch in watched.drawn) <= 2


async def test_pictures_are_uint8_of_the_size_asked_for(renderer: Renderer) -> None:
    for resolution, side in ((None, 32), (8, 8), (50, 50)):
        picture = await renderer.render(ws_of(1), resolution=resolution)
        assert picture.shape == (side, side, 3)
        assert picture.dtype == np.uint8


async def test_different_resolutions_never_share_a_batch(renderer: Renderer, watched: Any) -> None:
    sizes = [32, 16, 32, 8, 16, 32] * 5
    pictures = await asyncio.gather(
        *(renderer.render(ws_of(i), resolution=size, member=i % 7) for i, size in enumerate(sizes))
    )
    assert [picture.shape[0] for picture in pictures] == sizes


async def test_one_who_sends_fifty_does_not_starve_who_sends_one(renderer: Renderer, watched: Any) -> None:
    holder = await hold(renderer, watched)
    busy = await queue_up(renderer, *(renderer.render(ws_of(i), member="busy") for i in range(50)))
    quiet = await queue_up(
        renderer, *(renderer.render(ws_of(100 + i), member=f"quiet {i}") for i in range(3))
    )
    watched.gate.set()
    await asyncio.gather(holder, *busy, *quiet)
    order = [number for batch in watched.drawn for number in batch][1:]
    assert order[:4] == [0, 100, 101, 102]
    assert order[4:] == list(range(1, 50))


async def test_a_full_queue_says_how_many_wait_and_everything_accepted_is_drawn(watched: Any) -> None:
    async with Renderer(watched, max_waiting=10) as renderer:
        holder = await hold(renderer, watched)
        accepted = await queue_up(renderer, *(renderer.render(ws_of(i)) for i in range(10)))
        with pytest.raises(QueueFull, match="10 pictures are waiting"):
            await renderer.render(ws_of(99))
        watched.gate.set()
        assert len(await asyncio.gather(holder, *accepted)) == 11
    assert 99 not in [number for batch in watched.drawn for number in batch]


async def test_in_a_full_queue_the_longest_line_makes_room_for_a_newcomer(watched: Any) -> None:
    async with Renderer(watched, max_waiting=6) as renderer:
        holder = await hold(renderer, watched)
        greedy = await queue_up(renderer, *(renderer.render(ws_of(i), member="greedy") for i in range(6)))
        modest = await queue_up(renderer, renderer.render(ws_of(50), member="modest"))
        watched.gate.set()
        results = await asyncio.gather(holder, *greedy, *modest, return_exceptions=True)
    assert [type(result) for result in results] == [np.ndarray] * 6 + [QueueFull, np.ndarray]


async def test_a_cancelled_wish_is_never_drawn(renderer: Renderer, watched: Any) -> None:
    holder = await hold(renderer, watched)
    tasks = await queue_up(renderer, *(renderer.render(ws_of(i), member=i % 3) for i in range(12)))
    for task in tasks[::2]:
        task.cancel()
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert renderer.waiting == 6
    watched.gate.set()
    results = await asyncio.gather(holder, *tasks, return_exceptions=True)
    assert sum(isinstance(result, asyncio.CancelledError) for result in results) == 6
    assert sorted(number for batch in watched.drawn for number in batch) == [-1, 1, 3, 5, 7, 9, 11]


async def test_cancelling_what_is_being_drawn_leaves_the_renderer_at_work(
    renderer: Renderer, watched: Any
) -> None:
    holder = await hold(renderer, watched)
    holder.cancel()
    with pytest.raises(asyncio.CancelledError):
        await holder
    watched.gate.set()
    assert (await renderer.render(ws_of(1))).shape == (32, 32, 3)


async def test_one_bad_request_fails_alone_in_its_batch(renderer: Renderer, watched: Any) -> None:
    def trouble(ws: Tensor) -> None:
        if bool((ws[:, 0, 0] == 13).any()):
            raise ZeroDivisionError("inside the generator")

    for _ in range(8):  # so that batches are known to pay
        await asyncio.gather(*(renderer.render(ws_of(i), member=i) for i in range(8)))
    holder = await hold(renderer, watched)
    watched.trouble = trouble
    tasks = await queue_up(renderer, *(renderer.render(ws_of(10 + i), member=i) for i in range(8)))
    watched.gate.set()
    results = await asyncio.gather(holder, *tasks, return_exceptions=True)
    failed = [i for i, result in enumerate(results) if isinstance(result, Exception)]
    assert failed == [4]
    assert isinstance(results[4], RenderError)
    assert isinstance(results[4].__cause__, ZeroDivisionError)


async def test_latents_that_lead_to_no_picture_fail_and_their_neighbours_do_not(
    renderer: Renderer, watched: Any
) -> None:
    watched.drawing = watched.drawing.clone()
    watched.drawing[0] = float("inf")  # 0 * inf is no number, so only ws that start with zero fail
    asked = [1.0, 0.0, 2.0, 3.0] * 6
    results = await asyncio.gather(
        *(renderer.render(ws_of(number), member=i) for i, number in enumerate(asked)), return_exceptions=True
    )
    assert [isinstance(result, RenderError) for result in results] == [number == 0 for number in asked]


@pytest.mark.parametrize("size_that_fits", [1, 2])
async def test_out_of_memory_makes_batches_smaller_and_loses_nothing(
    renderer: Renderer, watched: Any, size_that_fits: int
) -> None:
    def trouble(ws: Tensor) -> None:
        if len(ws) > size_that_fits:
            raise torch.OutOfMemoryError("CUDA out of memory")

    watched.trouble = trouble
    for _ in range(4):
        pictures = await asyncio.gather(*(renderer.render(ws_of(i), member=i) for i in range(40)))
        assert len(pictures) == 40
    assert 1 <= renderer.stats.out_of_memory <= 2
    assert renderer.stats.failures == 0


async def test_a_picture_too_large_for_memory_is_refused_clearly_and_the_next_is_drawn(
    renderer: Renderer, watched: Any
) -> None:
    def trouble(ws: Tensor) -> None:
        raise RuntimeError("[enforce fail at alloc_cpu.cpp] DefaultCPUAllocator: can't allocate memory")

    watched.trouble = trouble
    with pytest.raises(RenderError, match="not enough memory for 2048 pixels"):
        await renderer.render(ws_of(1), resolution=2048)
    watched.trouble = lambda ws: None
    assert (await renderer.render(ws_of(1))).shape == (32, 32, 3)


@pytest.mark.parametrize("death", [SystemExit, KeyboardInterrupt, GeneratorExit])
async def test_a_generator_that_tries_to_exit_fails_like_any_other(
    renderer: Renderer, watched: Any, death: type[BaseException]
) -> None:
    def trouble(ws: Tensor) -> None:
        raise death

    watched.trouble = trouble
    with pytest.raises(RenderError):
        await renderer.render(ws_of(1))
    watched.trouble = lambda ws: None
    assert (await renderer.render(ws_of(1))).shape == (32, 32, 3)


def kill(thread: threading.Thread | None) -> None:
    assert thread is not None
    ctypes.pythonapi.PyThreadState_SetAsyncExc(
        ctypes.c_ulong(thread.ident or 0), ctypes.py_object(SystemExit)
    )


async def test_a_killed_worker_is_replaced_and_everything_waiting_is_drawn(
    renderer: Renderer, watched: Any
) -> None:
    holder = await hold(renderer, watched)
    tasks = await queue_up(renderer, *(renderer.render(ws_of(i), member=i % 5) for i in range(40)))
    for task in tasks[1::2]:
        task.cancel()
    for round_ in range(3):
        kill(renderer._worker)
        if round_ == 0:
            watched.gate.set()
        await asyncio.sleep(0.01)
    results = await asyncio.gather(holder, *tasks, return_exceptions=True)
    assert [isinstance(result, np.ndarray) for result in results] == [True] + [True, False] * 20
    assert (await renderer.render(ws_of(1))).shape == (32, 32, 3)


async def test_an_idle_worker_that_was_killed_is_replaced(renderer: Renderer) -> None:
    await renderer.render(ws_of(1))
    first = renderer._worker
    kill(first)
    assert (await asyncio.wait_for(renderer.render(ws_of(2)), 5)).shape == (32, 32, 3)
    assert (await asyncio.wait_for(renderer.render(ws_of(3)), 5)).shape == (32, 32, 3)


async def test_a_worker_killed_while_it_takes_the_lock_does_not_keep_it(
    renderer: Renderer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A condition is entered in several steps of Python, between which a thread may be ended."""
    enter = threading.Condition.__enter__

    def ended_midway(condition: threading.Condition) -> bool:
        taken = enter(condition)
        if condition is renderer._wake and threading.current_thread().name == "render":
            raise SystemExit
        return taken

    monkeypatch.setattr(threading.Condition, "__enter__", ended_midway)
    assert (await asyncio.wait_for(renderer.render(ws_of(1)), 5)).shape == (32, 32, 3)
    assert renderer._lock.acquire(timeout=5)
    renderer._lock.release()


@pytest.mark.parametrize(
    "ws",
    [
        torch.zeros(5, 11),
        torch.zeros(1, 5, 12),
        torch.zeros(5, 12, dtype=torch.int64),
        torch.full((5, 12), float("nan")),
        torch.full((5, 12), float("inf")),
        np.zeros((5, 12)),
        None,
    ],
    ids=range(7),
)
async def test_ws_that_do_not_fit_are_refused_at_once(renderer: Renderer, watched: Any, ws: Any) -> None:
    with pytest.raises(RenderError):
        await renderer.render(ws)
    assert watched.drawn == []


@pytest.mark.parametrize("resolution", [0, -512, 7, 10**9, 64.0, "64", True])
async def test_sizes_that_cannot_be_drawn_are_refused_at_once(renderer: Renderer, resolution: Any) -> None:
    with pytest.raises(RenderError, match="pixels"):
        await renderer.render(ws_of(1), resolution=resolution)


async def test_several_models_share_one_worker_and_never_a_batch(watched: Any, tiny_class: Any) -> None:
    models = [tiny_class(seed=seed) for seed in range(3)]
    async with Renderer(None, max_batch=4) as renderer:
        pictures = await asyncio.gather(
            *(renderer.render(ws_of(i), generator=models[i % 3], member=i % 4) for i in range(30))
        )
        with pytest.raises(RenderError, match="name one"):
            await renderer.render(ws_of(1))
    for i, picture in enumerate(pictures):
        assert np.array_equal(picture, draw(models[i % 3], ws_of(i)[None])[0])


async def test_changing_ws_after_asking_changes_nothing(renderer: Renderer, watched: Any) -> None:
    holder = await hold(renderer, watched)
    ws = ws_of(3)
    task = (await queue_up(renderer, renderer.render(ws)))[0]
    ws.fill_(7)
    watched.gate.set()
    assert np.array_equal(await task, draw(watched, ws_of(3)[None])[0])
    await holder


async def test_closing_finishes_the_current_picture_and_tells_the_others(
    renderer: Renderer, watched: Any
) -> None:
    holder = await hold(renderer, watched)
    tasks = await queue_up(renderer, *(renderer.render(ws_of(i)) for i in range(5)))
    closing = asyncio.create_task(renderer.aclose())
    await asyncio.sleep(0.01)
    watched.gate.set()
    await asyncio.wait_for(closing, 5)
    assert isinstance(await holder, np.ndarray)
    results = await asyncio.gather(*tasks, return_exceptions=True)
    assert all(isinstance(result, RenderError) for result in results)
    with pytest.raises(RenderError, match="shutting down"):
        await renderer.render(ws_of(1))
    await renderer.aclose()


async def test_closing_may_draw_what_waits_first(renderer: Renderer, watched: Any) -> None:
    holder = await hold(renderer, watched)
    tasks = await queue_up(renderer, *(renderer.render(ws_of(i)) for i in range(9)))
    watched.gate.set()
    await renderer.aclose(drain=True)
    assert len(await asyncio.gather(holder, *tasks)) == 10


async def test_a_renderer_never_used_closes_at_once(tiny: Generator) -> None:
    await asyncio.wait_for(Renderer(tiny).aclose(), 1)


async def test_a_newer_wish_of_a_session_takes_the_place_of_the_waiting_one(
    renderer: Renderer, watched: Any
) -> None:
    holder = await hold(renderer, watched)
    tasks = await queue_up(
        renderer,
        renderer.render(ws_of(1), member="a", session="s"),
        renderer.render(ws_of(2), member="b"),
        renderer.render(ws_of(3), member="a", session="s"),
        renderer.render(ws_of(4), member="a", session="other"),
    )
    assert renderer.waiting == 3
    watched.gate.set()
    results = await asyncio.gather(holder, *tasks, return_exceptions=True)
    assert isinstance(results[1], Superseded)
    assert [number for batch in watched.drawn for number in batch] == [-1, 3, 2, 4]


async def test_a_deadline_ends_the_wait_and_the_request(renderer: Renderer, watched: Any) -> None:
    holder = await hold(renderer, watched)
    with pytest.raises(DeadlinePassed, match=r"0\.05 s"):
        await renderer.render(ws_of(1), within=0.05)
    assert renderer.waiting == 0
    watched.gate.set()
    await holder
    assert (await renderer.render(ws_of(2), within=5)).shape == (32, 32, 3)
    assert [number for batch in watched.drawn for number in batch] == [-1, 2]


async def test_positions_count_down_to_the_turn(renderer: Renderer, watched: Any) -> None:
    heard: list[int] = []
    holder = await hold(renderer, watched)
    others = await queue_up(renderer, *(renderer.render(ws_of(i), member="a") for i in range(5)))
    mine = await queue_up(
        renderer,
        renderer.render(ws_of(10), member="b"),
        renderer.render(ws_of(11), member="b", on_position=heard.append),
    )
    await asyncio.sleep(0)
    # The one being drawn, then a, b, a: the second wish of b comes fourth in the line.
    assert heard == [4]
    for other in others:
        other.cancel()
    await asyncio.sleep(0.01)
    assert heard[-1] == 2
    watched.gate.set()
    await asyncio.gather(holder, *mine)
    assert heard == sorted(heard, reverse=True)
    await asyncio.gather(*others, return_exceptions=True)


def test_members_in_different_event_loops_share_one_renderer(tiny: Generator) -> None:
    renderer = Renderer(tiny)
    drawn: list[int] = []

    async def ask(member: int) -> int:
        pictures = await asyncio.gather(*(renderer.render(ws_of(i), member=member) for i in range(20)))
        return len(pictures)

    threads = [threading.Thread(target=lambda m=m: drawn.append(asyncio.run(ask(m)))) for m in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert drawn == [20] * 4
    asyncio.run(renderer.aclose())


def test_an_event_loop_that_closes_with_pictures_under_way_harms_nobody(watched: Any) -> None:
    renderer = Renderer(watched)
    watched.gate.clear()

    async def leave() -> None:
        task = asyncio.create_task(renderer.render(ws_of(1)))
        await asyncio.sleep(0.05)
        task.cancel()

    asyncio.run(leave())
    watched.gate.set()

    async def stay() -> np.ndarray:
        picture = await renderer.render(ws_of(2))
        await renderer.aclose()
        return picture

    assert asyncio.run(stay()).shape == (32, 32, 3)


async def test_the_event_loop_runs_on_while_pictures_are_drawn(renderer: Renderer, watched: Any) -> None:
    watched.trouble = lambda ws: time.sleep(0.05)
    tasks = await queue_up(renderer, *(renderer.render(ws_of(i), resolution=256) for i in range(12)))
    turns = 0
    while not all(task.done() for task in tasks):
        await asyncio.sleep(0.001)
        turns += 1
    assert turns > 24  # a loop that waited for each picture would have had a dozen


async def test_a_served_request_is_not_kept_alive(renderer: Renderer) -> None:
    picture = weakref.ref(await renderer.render(ws_of(1)))
    await renderer.render(ws_of(2))
    gc.collect()
    assert picture() is None
