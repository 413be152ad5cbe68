"""Benchmarks: the page holds what was measured."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

from engine import bench
from engine.bench_page import add_run
from engine.bench_report import Report, Row, markdown
from engine.generator import Generator


def test_a_run_measures_every_part_and_writes_a_page_with_its_figures(
    tiny: Generator, tmp_path: Path
) -> None:
    heard: list[str] = []
    report = bench.run([tiny], resolutions=(16, 32), batches=(1, 4), repeats=3, progress=heard.append)
    drawn = {(row.resolution, row.batch) for row in report.rows if row.what == "draw"}
    assert drawn == {(16, 1), (16, 4), (32, 1), (32, 4)}
    parts = [row.what for row in report.rows if row.what != "draw"]
    assert parts == ["step", "render", "encode png", "encode jpeg", "encode webp"]
    assert all(0 < row.minimum <= row.median <= row.maximum for row in report.rows)
    assert len(heard) == len(report.rows) + 3  # sessions, service, load
    load, memory = report.loads[0], report.memories[0]
    assert (load.edits, load.lost, load.flood_failed) == (2000, 0, 0)
    assert load.worker_kills > 0
    assert 0 < load.p50 <= load.p95 <= load.p99
    assert load.flood_drawn + load.flood_refused + load.flood_cancelled == load.flood
    assert load.flood_drawn > 0 < load.flood_cancelled
    assert memory.sessions == 10_000
    json.dumps(report.as_json())

    text = add_run(tmp_path / "docs", report.as_json()).read_text(encoding="utf-8")
    drawing = next((tmp_path / "docs" / "benchmarks").glob("*.svg"))
    assert f"(benchmarks/{drawing.name})" in text
    for row in report.rows:
        assert f"| {row.median:.1f} |" in text or f"| {row.median:.2f} |" in text
    assert f"| {load.p50:.0f} | {load.p95:.0f} | {load.p99:.0f} |" in text
    assert "| 10,000 |" in text
    assert report.machine["processor"] in text
    bars = ElementTree.fromstring(drawing.read_text(encoding="utf-8")).findall(
        "{http://www.w3.org/2000/svg}rect"
    )
    assert len(bars) == 1 + len([row for row in report.rows if row.what == "draw"])


def test_the_ratio_stands_beside_batch_one_of_the_same_size(tiny: Generator) -> None:
    def row(batch: int, median: float, resolution: int = 64) -> Row:
        return Row("draw", "tiny", resolution, batch, 1, median, median, median, 3)

    rows = (row(1, 10.0), row(4, 5.0), row(1, 80.0, 128), row(4, 60.0, 128))
    page = markdown(Report({"processor": "x"}, rows, ()))
    assert [line.split("|")[-2].strip() for line in page.splitlines() if line.startswith("| tiny")] == [
        "1.00",
        "0.50",
        "1.00",
        "0.75",
    ]
