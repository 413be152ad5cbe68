"""What was measured as JSON, and as a page of tables."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from engine.network_bench.measuring import Times

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
    difference: float | None = None  # from the reference's float32, largest, of a picture in [-1, 1]

    @property
    def best(self) -> Times | None:
        """Ours, as members are served."""
        return self.times.get("graphs") or self.times.get("eager")

    @property
    def ratio(self) -> float | None:
        """How many times as long the reference takes."""
        theirs = self.times.get("reference")
        return theirs.median / self.best.median if theirs and self.best else None


@dataclass
class NetworkReport:
    """All of one run."""

    machine: dict[str, str]
    reference: str = "none at hand"
    rates: dict[str, float] = field(default_factory=dict)  # GMAC/s by precision, GB/s of copies
    rows: list[Row] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

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
        parts += [f"### {family}", table(rows, ways)]
    if report.notes:
        parts.append("\n".join("- " + note for note in report.notes))
    return "\n\n".join(parts)


def table(rows: Sequence[Row], ways: Sequence[str]) -> str:
    head = ["px", "precision", "batch", *(f"{way} ms" for way in ways)]
    head += ["pictures/s", "TMAC/s", "times the reference", "difference"]
    lines = ["| " + " | ".join(head) + " |", "|" + " --- |" * len(head)]
    for row in rows:
        cells = [str(row.resolution), row.precision, str(row.batch)]
        cells += [_cell(row.times[way]) if way in row.times else "" for way in ways]
        best = row.best
        cells.append(f"{1000 / best.median:.1f}" if best else "")
        cells.append(f"{row.macs / best.median / 1e9:.2f}" if best and row.macs else "")
        cells.append(f"{row.ratio:.2f}" if row.ratio else "")
        cells.append(f"{row.difference:.4f}" if row.difference is not None else "")
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _cell(times: Times | None) -> str:
    return (
        "no memory"
        if times is None
        else f"{times.median:.3f}"
        if times.median < 10
        else f"{times.median:.1f}"
    )
