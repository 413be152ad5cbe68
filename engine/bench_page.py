"""The page of benchmarks: a section for every machine's last run, written from the runs' JSON beside it.

`python -m engine.bench_page docs RUN.json …` adds runs that were measured elsewhere.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Mapping
from html import escape
from pathlib import Path
from typing import Any

from engine.bench_report import Load, Report, Row, Service, SessionMemory, body, chart
from engine.network_bench.measuring import Times
from engine.network_bench.report import LateEdit, NetworkReport
from engine.network_bench.report import Row as NetworkRow
from engine.network_bench.report import body as network_body

INTRODUCTION = """# Benchmarks

`make bench` measures the machine that it runs on and renews that machine's sections of this page; so does
`python -m engine.network_bench --docs docs`, which takes `--reference FOLDER` to measure NVIDIA's own code
beside ours (a clone of github.com/NVlabs/stylegan3). All milliseconds are for one picture. Figures of
different machines, and of different days on a shared one, do not compare: read ratios within one table."""

BAR, LABEL, PLOT, FIGURE = 20, 290, 430, 150  # px
OURS, THEIRS = "#3b73b9", "#c9c9c9"
CHARTED = "float16", "bfloat16", "float32"  # the first of these precisions that a run has is drawn


def add_run(folder: Path, document: Mapping[str, Any]) -> Path:
    """Keep a run's JSON in `folder`/benchmarks in the place of the machine's former one; renews the page."""
    runs = folder / "benchmarks"
    runs.mkdir(parents=True, exist_ok=True)
    text = json.dumps(document, indent=1, ensure_ascii=False) + "\n"
    (runs / f"{_name(document)}.json").write_text(text, encoding="utf-8")
    return write_page(folder)


def write_page(folder: Path) -> Path:
    """`benchmarks.md` from all runs in `folder`/benchmarks, GPUs first; returns its path."""
    documents = [json.loads(path.read_text("utf-8")) for path in (folder / "benchmarks").glob("*.json")]
    documents.sort(key=lambda run: (run["machine"]["accelerator"] == "none", _name(run)))
    sections = [INTRODUCTION]
    for document in documents:
        name = _name(document)
        drawing, section = _section(document)
        (folder / "benchmarks" / f"{name}.svg").write_text(drawing, encoding="utf-8")
        sections.append(section.replace("PICTURE", f"benchmarks/{name}.svg"))
    page = folder / "benchmarks.md"
    page.write_text("\n\n".join(sections) + "\n", encoding="utf-8")
    return page


def _section(document: Mapping[str, Any]) -> tuple[str, str]:
    """A run's drawing as SVG, and its section with PICTURE where the drawing's path belongs."""
    machine = document["machine"]
    device = machine["processor"] if machine["accelerator"] == "none" else machine["accelerator"]
    head = [_description(machine), *document.get("remarks", [])]
    if "reference" in document:
        networks = _networks(document)
        head.insert(0, f"## Networks on {device}, {machine['date']}")
        head.append(f"![ms a picture, ours and the reference's](PICTURE)\n\n{network_body(networks)}")
        return network_chart(networks, device), "\n\n".join(head)
    report = _engine(document)
    head.insert(0, f"## Drawing, edits and many members on {device}, {machine['date']}")
    head.append(f"![ms a picture by resolution and batch](PICTURE)\n\n{body(report)}")
    return chart(report), "\n\n".join(head)


def _description(machine: Mapping[str, str]) -> str:
    return "; ".join(f"{name}: {value}" for name, value in machine.items() if name != "date") + "."


def _name(document: Mapping[str, Any]) -> str:
    """File name of a run: what was measured, and where."""
    machine = document["machine"]
    kind = "networks" if "reference" in document else "engine"
    model = document["rows"][0].get("model", "") if document["rows"] else ""
    device = machine["processor"] if machine["accelerator"] == "none" else machine["accelerator"]
    return re.sub(r"[^a-z0-9]+", "-", f"{kind} {model} {device} {machine['cores']} cores".lower()).strip("-")


def _engine(document: Mapping[str, Any]) -> Report:
    rows = tuple(Row(**row) for row in document["rows"])
    services = tuple(Service(**service) for service in document["services"])
    loads = tuple(Load(**load) for load in document.get("loads", []))
    memories = tuple(SessionMemory(**memory) for memory in document.get("memories", []))
    return Report(document["machine"], rows, services, loads, memories)


def _networks(document: Mapping[str, Any]) -> NetworkReport:
    rows = []
    for row in document["rows"]:
        times = {way: None if taken is None else Times(**taken) for way, taken in row["times"].items()}
        rows.append(NetworkRow(**{**row, "times": times}))
    edits = [
        LateEdit(**{**edit, "times": Times(**edit["times"]), "full": Times(**edit["full"])})
        for edit in document.get("edits", [])
    ]
    return NetworkReport(
        document["machine"], document["reference"], document["rates"], rows, list(document["notes"]), edits
    )


def network_chart(report: NetworkReport, device: str) -> str:
    """An SVG of bars: for each family, size and batch ours, and the reference's where it was measured."""
    found = [kind for kind in CHARTED if any(row.precision == kind for row in report.rows)]
    precision = found[0] if found else ""
    rows = [row for row in report.rows if row.best and row.precision == precision and row.macs]
    rows = [row for row in rows if row.ratio] or rows
    largest = max((row.ratio or 1.0 for row in rows), default=1.0)
    top, parts = 3.0 * BAR, []
    for row in rows:
        assert row.best is not None
        name = f"{row.family} {row.resolution} px, batch {row.batch}"
        name += f", {row.threads} thread{'s' * (row.threads > 1)}" if row.threads else ""
        theirs = row.times.get("reference")
        # Every pair has its own scale: what is compared is the length of two neighbours.
        full = PLOT * (row.ratio or 1.0) / largest
        ours = full / (row.ratio or 1.0)
        parts.append(f'<text x="{LABEL - 8}" y="{top + 11:.0f}" text-anchor="end">{escape(name)}</text>')
        parts += _bar(top, BAR / 2 - 2, ours, OURS, f"{row.best.median:.2f} ms", bold=True)
        if theirs is not None:
            text = f"{theirs.median:.2f} ms, {row.ratio:.1f} times ours"
            parts += _bar(top + BAR / 2, BAR / 2 - 2, full, THEIRS, text)
        top += 1.35 * BAR
    width, height = LABEL + PLOT + FIGURE, top + BAR / 2
    title = escape(f"Time of a picture on {device}, {precision}: ours blue, the reference's grey")
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height:.0f}" '
            f'viewBox="0 0 {width} {height:.0f}" font-family="sans-serif" font-size="11">',
            f'<rect width="{width}" height="{height:.0f}" fill="#fff"/>',
            f'<text x="12" y="{BAR}" font-weight="bold" font-size="13">{title}</text>',
            f'<text x="12" y="{2 * BAR}">{escape(f"reference: {report.reference}")}</text>',
            *parts,
            "</svg>",
            "",
        ]
    )


def _bar(
    top: float, height: float, length: float, colour: str, text: str, *, bold: bool = False
) -> list[str]:
    weight = ' font-weight="bold"' if bold else ""
    behind = f'x="{LABEL + length + 5:.1f}" y="{top + height:.1f}"'
    return [
        f'<rect x="{LABEL}" y="{top:.1f}" width="{length:.1f}" height="{height:.1f}" fill="{colour}"/>',
        f'<text {behind} font-size="10"{weight}>{escape(text)}</text>',
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="where benchmarks.md is")
    parser.add_argument("runs", type=Path, nargs="*", help="JSON files to add")
    arguments = parser.parse_args()
    for run in arguments.runs:
        add_run(arguments.folder, json.loads(run.read_text("utf-8")))
    print(f"written: {write_page(arguments.folder)}")


if __name__ == "__main__":
    main()
