"""`facet train` from the first step to a model that can be measured and drawn with."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

PLAN = ["--resolution", "16", "--batch", "8", "--capacity", "0.1", "--device", "cpu", "--json"]


def facet(*arguments: str, data: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "bot.cli", *arguments],
        env=os.environ | {"FACET_DATA": str(data), "OMP_NUM_THREADS": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def answer(process: subprocess.Popen[str]) -> dict:
    out, err = process.communicate(timeout=300)
    assert process.returncode == 0, err
    return json.loads(out)


def test_a_run_is_ended_kindly_goes_on_and_leaves_a_model(tmp_path: Path) -> None:
    long = facet("train", "--name", "mine", "--images", "1000000", *PLAN, data=tmp_path)
    state = tmp_path / "training" / "mine" / "training.pt"
    assert long.stderr is not None
    for line in long.stderr:  # it has begun to learn
        if line.startswith("training"):
            break
    long.send_signal(signal.SIGTERM)
    paused = answer(long)
    assert state.is_file()
    assert not paused["finished"]
    seen = paused["images"]
    done = answer(facet("train", "--name", "mine", "--images", str(seen + 16), *PLAN, data=tmp_path))
    assert done["finished"]
    assert done["images"] == seen + 16
    assert Path(done["samples"]).is_file()
    figures = answer(
        facet(
            "models",
            "measure",
            "mine",
            "--samples",
            "100",
            "--floor",
            "--device",
            "cpu",
            "--json",
            data=tmp_path,
        )
    )
    assert figures["digest"] == done["digest"]
    found = figures["against_the_painter"]
    assert found["mine"]["samples"] == 100
    assert found["mine"]["frechet"] > found["the painter again"]["frechet"]
    again = facet("train", "--name", "mine", "--images", "16", *PLAN, data=tmp_path)
    _, err = again.communicate(timeout=120)
    assert again.returncode == 1
    assert "mine" in err.splitlines()[-1]
