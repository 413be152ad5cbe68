"""The figures of a benchmark as a page: a table in Markdown and bars with whiskers in SVG."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from html import escape
from typing import Any

BAR = 24  # px, height of a bar with its gap
LABEL = 260  # px, width of the names
PLOT = 480
FIGURE = 70


@dataclass(frozen=True)
class Row:
    """One thing measured; milliseconds are for one picture."""

    what: str  # "draw", "step", "encode png", …
    model: str
    resolution: int  # px
    batch: int
    threads: int
    minimum: float
    median: float
    maximum: float
    repeats: int
    kilobytes: float | None = None  # of an encoded picture


@dataclass(frozen=True)
class Service:
    """Many members at once, through the renderer."""

    model: str
    resolution: int  # px
    members: int
    pictures_per_second: float
    p50: float  # ms from wish to pixels
    p95: float
    mean_batch: float


@dataclass(frozen=True)
class Load:
    """A crowd through the renderer while its worker dies, and a queue that overflows."""

    model: str
    resolution: int  # px
    members: int
    edits: int  # of all together
    lost: int  # of them
    worker_kills: int
    seconds: float
    p50: float  # ms from wish to pixels
    p95: float
    p99: float
    mean_batch: float
    flood: int  # wishes at once, half of them cancelled
    flood_drawn: int
    flood_refused: int
    flood_cancelled: int
    flood_failed: int


@dataclass(frozen=True)
class SessionMemory:
    """What latent sessions take; megabytes are millions of bytes."""

    model: str
    sessions: int
    num_ws: int
    w_dim: int
    slab: float  # MB
    grown: float  # MB by which the process grew
    process: float  # MB of the whole process behind it


@dataclass(frozen=True)
class Report:
    """All of one run."""

    machine: dict[str, str]
    rows: tuple[Row, ...]
    services: tuple[Service, ...]
    loads: tuple[Load, ...] = ()
    memories: tuple[SessionMemory, ...] = ()

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def markdown(report: Report) -> str:
    """The report as a page of its own."""
    machine = "\n".join(f"- {name}: {value}" for name, value in report.machine.items())
    return "\n\n".join(["# Benchmarks", machine, body(report)]) + "\n"


def body(report: Report) -> str:
    """The tables, in milliseconds for one picture; ratios compare with batch 1, and with PNG for encoding."""
    drawn = [row for row in report.rows if row.what == "draw"]
    parts = [row for row in report.rows if row.what != "draw"]
    sections = [
        "### From ws to pixels",
        _table(
            "model | px | batch | threads | min | median | max | pictures/s | time to batch 1",
            [_drawing_cells(row, drawn) for row in drawn],
        ),
        "### The split of one edit",
        _table(
            "model | px | part | min | median | max | kB | time to PNG",
            [_part_cells(row, parts) for row in parts],
        ),
        "### Many members at once",
        _table(
            "model | px | members | pictures/s | p50 ms | p95 ms | pictures a batch",
            [_service_cells(service) for service in report.services],
        ),
    ]
    if report.loads or report.memories:
        sections.append(load_tables(report.loads, report.memories))
    return "\n\n".join(sections)


def load_tables(loads: Sequence[Load], memories: Sequence[SessionMemory]) -> str:
    """A crowd's waiting times and a flood's outcomes, then what sessions take."""
    crowd = [
        [
            load.model,
            str(load.resolution),
            str(load.members),
            str(load.edits),
            str(load.lost),
            str(load.worker_kills),
            f"{load.edits / load.seconds:.0f}",
            f"{load.p50:.0f}",
            f"{load.p95:.0f}",
            f"{load.p99:.0f}",
            f"{load.mean_batch:.1f}",
        ]
        for load in loads
    ]
    floods = [
        [
            load.model,
            str(load.flood),
            str(load.flood_drawn),
            str(load.flood_refused),
            str(load.flood_cancelled),
            str(load.flood_failed),
        ]
        for load in loads
    ]
    slabs = [
        [
            memory.model,
            f"{memory.sessions:,}",
            f"{memory.num_ws} x {memory.w_dim}",
            f"{memory.slab:.0f}",
            f"{memory.grown:.0f}",
            f"{memory.process:.0f}",
        ]
        for memory in memories
    ]
    return "\n\n".join(
        [
            "### A crowd, while the worker thread is killed",
            _table(
                "model | px | members | edits | lost | worker killed | pictures/s | p50 ms | p95 ms | p99 ms "
                "| pictures a batch",
                crowd,
            ),
            "### A queue that overflows, half of it cancelled",
            _table("model | wishes at once | drawn | refused | cancelled | failed", floods),
            "### Sessions in memory",
            _table("model | sessions | row | slab MB | process grew by MB | whole process MB", slabs),
        ]
    )


def _table(head: str, lines: Sequence[Sequence[str]]) -> str:
    rule = " | ".join("---" for _ in head.split(" | "))
    return "\n".join(f"| {line} |" for line in (head, rule, *(" | ".join(cells) for cells in lines)))


def _drawing_cells(row: Row, rows: Sequence[Row]) -> list[str]:
    alike = [other for other in rows if (other.model, other.resolution) == (row.model, row.resolution)]
    base = next(other for other in alike if other.batch == 1)
    return [
        row.model,
        str(row.resolution),
        str(row.batch),
        str(row.threads),
        *_times(row, 1),
        f"{1000 / row.median:.1f}",
        f"{row.median / base.median:.2f}",
    ]


def _part_cells(row: Row, rows: Sequence[Row]) -> list[str]:
    png = next((other for other in rows if (other.model, other.what) == (row.model, "encode png")), None)
    ratio = f"{row.median / png.median:.2f}" if png is not None and row.what.startswith("encode") else ""
    size = f"{row.kilobytes:.0f}" if row.kilobytes is not None else ""
    return [row.model, str(row.resolution), row.what, *_times(row, 2), size, ratio]


def _service_cells(service: Service) -> list[str]:
    return [
        service.model,
        str(service.resolution),
        str(service.members),
        f"{service.pictures_per_second:.1f}",
        f"{service.p50:.0f}",
        f"{service.p95:.0f}",
        f"{service.mean_batch:.1f}",
    ]


def _times(row: Row, digits: int) -> list[str]:
    return [f"{value:.{digits}f}" for value in (row.minimum, row.median, row.maximum)]


def chart(report: Report) -> str:
    """An SVG of horizontal bars, one for each way of drawing: the median filled, the range as a whisker."""
    rows = [row for row in report.rows if row.what == "draw"]
    scale = PLOT / max((row.maximum for row in rows), default=1.0)
    title = escape(f"ms a picture on {report.machine['processor']}")
    width, height = LABEL + PLOT + FIGURE, (len(rows) + 2) * BAR
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}" font-family="sans-serif" font-size="13">',
        f'<rect width="{width}" height="{height}" fill="#fff"/>',
        f'<text x="12" y="{BAR}" font-weight="bold">{title}</text>',
    ]
    for i, row in enumerate(rows):
        threads = "1 thread" if row.threads == 1 else f"{row.threads} threads"
        name = f"{row.model} {row.resolution} px, batch {row.batch}, {threads}"
        parts += _bar(name, row, (i + 1.5) * BAR, scale)
    return "\n".join([*parts, "</svg>", ""])


def _bar(name: str, row: Row, top: float, scale: float) -> list[str]:
    low, middle, high = (LABEL + scale * value for value in (row.minimum, row.median, row.maximum))
    text, line = f"{top + 14:.1f}", top + BAR / 2 - 3
    ends = f"M{low:.1f} {line - 5:.1f}v10M{high:.1f} {line - 5:.1f}v10"
    return [
        f'<text x="{LABEL - 8}" y="{text}" text-anchor="end">{escape(name)}</text>',
        f'<rect x="{LABEL}" y="{top:.1f}" width="{middle - LABEL:.1f}" height="{BAR - 6}" fill="#7aa5d8"/>',
        f'<path d="M{low:.1f} {line:.1f}H{high:.1f}{ends}" stroke="#26476e" fill="none"/>',
        f'<text x="{high + 6:.1f}" y="{text}">{row.median:.1f}</text>',
    ]
