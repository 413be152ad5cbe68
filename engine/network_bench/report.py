"""What was measured as JSON, and as a page of tables."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from engine.network_bench.measuring import Times

NO_REFERENCE = "none at hand"
LATE_EDITS = (
    "Time saved where an edit leaves all layers below a resolution as they were, so that their features are "
    "those kept from the picture before (`FACET_FEATURE_CACHE`); the pixels are those of a full drawing."
)
WAYS = ("plain", "eager", "graphs", "openvino", "reference")  # the first three are ours


@dataclass(frozen=True)
class Row:
    """One family at one resolution, precision and batch size."""

    family: str
    resolution: int  # px
    precision: str
    batch: int
    macs: int  # of one picture's convolutions
    times: dict[str, Times | None]  # by way; None where memory did not suffice
    reference: str | None = None  # how the reference computed
    difference: float | None = None  # from float32, largest, of a picture in [-1, 1]
    threads: int | None = None  # of a CPU; None where the run has one number for all
    openvino_difference: float | None = None

    @property
    def best(self) -> Times | None:
        """Ours, as members are served."""
        return self.times.get("graphs") or self.times.get("eager")

    @property
    def ratio(self) -> float | None:
        """How many times as long the reference takes."""
        theirs = self.times.get("reference")
        return theirs.median / self.best.median if theirs and self.best else None


@dataclass(frozen=True)
class LateEdit:
    """A picture drawn from kept features on, where an edit changes nothing before a block."""

    family: str
    resolution: int  # px
    precision: str
    first: int  # px of the first block that is drawn anew
    times: Times
    full: Times  # of the whole picture, in the same run

    @property
    def saved(self) -> float:
        """Share of the whole picture's time, by minima: other load on the machine is in neither."""
        return 1 - self.times.minimum / self.full.minimum


@dataclass
class NetworkReport:
    """All of one run."""

    machine: dict[str, str]
    reference: str = NO_REFERENCE
    rates: dict[str, float] = field(default_factory=dict)  # GMAC/s by precision, GB/s of copies
    rows: list[Row] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    edits: list[LateEdit] = field(default_factory=list)

    def write(self, folder: Path, name: str) -> tuple[Path, Path]:
        """`NAME.json` and `NAME.md` in `folder`; returns their paths."""
        folder.mkdir(parents=True, exist_ok=True)
        data, page = folder / f"{name}.json", folder / f"{name}.md"
        data.write_text(json.dumps(asdict(self), indent=1) + "\n", encoding="utf-8")
        page.write_text(markdown(self), encoding="utf-8")
        return data, page


def markdown(report: NetworkReport) -> str:
    """The report as a page of its own."""
    machine = "\n".join(f"- {name}: {value}" for name, value in report.machine.items())
    return "\n\n".join(["# Networks", machine, body(report)]) + "\n"


def body(report: NetworkReport) -> str:
    """Tables by family; milliseconds are medians for one picture."""
    parts = [f"Reference: {report.reference}."]
    if report.rates:
        rates = ", ".join(f"{name} {value:,.0f}" for name, value in report.rates.items())
        parts.append(f"Measured ceilings: {rates}.")
    for family in dict.fromkeys(row.family for row in report.rows):
        rows = [row for row in report.rows if row.family == family]
        ways = [way for way in WAYS if any(way in row.times for row in rows)]
        parts.append(f"### {family}")
        if report.reference != NO_REFERENCE and family == "pggan":
            parts.append("No reference at hand: its authors' code needs TensorFlow 1.")
        parts.append(table(rows, ways))
    if report.edits:
        parts += ["### Edits of late layers", LATE_EDITS, edit_table(report.edits)]
    if report.notes:
        parts.append("\n".join("- " + note for note in report.notes))
    return "\n\n".join(parts)


def table(rows: Sequence[Row], ways: Sequence[str]) -> str:
    threaded = any(row.threads for row in rows)
    head = ["px", "precision", "batch", *(["threads"] if threaded else []), *(f"{way} ms" for way in ways)]
    compared = any(row.ratio for row in rows)
    differing = any(row.difference is not None for row in rows)
    counted = any(row.macs for row in rows)
    head += ["pictures/s", "TMAC/s"] if counted else ["pictures/s"]
    head += (["times the reference"] if compared else []) + (["difference"] if differing else [])
    peer = any(row.openvino_difference is not None for row in rows)
    head += ["openvino's difference"] if peer else []
    lines = ["| " + " | ".join(head) + " |", "|" + " --- |" * len(head)]
    for row in rows:
        cells = [str(row.resolution), row.precision, str(row.batch)]
        cells += [str(row.threads or "")] if threaded else []
        cells += [_cell(row.times[way]) if way in row.times else "" for way in ways]
        best = row.best
        cells.append(f"{1000 / best.median:.1f}" if best else "")
        if counted:
            cells.append(f"{row.macs / best.median / 1e9:.2f}" if best and row.macs else "")
        if compared:
            cells.append(f"{row.ratio:.2f}" if row.ratio else "")
        if differing:
            cells.append(f"{row.difference:.4f}" if row.difference is not None else "")
        if peer:
            found = row.openvino_difference
            cells.append(f"{found:.4f}" if found is not None else "")
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def edit_table(edits: Sequence[LateEdit]) -> str:
    """A row for each picture, a column for each block that may be the first to be drawn."""
    blocks = sorted({edit.first for edit in edits})
    head = ["network", "px", "precision", "full ms", *(f"from {first} px" for first in blocks)]
    lines = ["| " + " | ".join(head) + " |", "|" + " --- |" * len(head)]
    for key in dict.fromkeys((edit.family, edit.resolution, edit.precision) for edit in edits):
        found = {e.first: e for e in edits if (e.family, e.resolution, e.precision) == key}
        full = next(iter(found.values())).full
        saved = [f"{100 * found[first].saved:.0f} %" if first in found else "" for first in blocks]
        lines.append("| " + " | ".join([*map(str, key), _cell(full), *saved]) + " |")
    return "\n".join(lines)


def _cell(times: Times | None) -> str:
    return (
        "no memory"
        if times is None
        else f"{times.median:.3f}"
        if times.median < 10
        else f"{times.median:.1f}"
    )
