"""The benchmark of the corpus runs, at a tiny size, and its sides say the same."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = [pytest.mark.checkout, pytest.mark.slow]


def test_every_figure_is_measured_at_a_tiny_size(root: Path, tmp_path: Path) -> None:
    """It ends with 0, so rdflib, owlrl and pySHACL found the same; every document was built; the pictures are drawn."""
    results = tmp_path / "corpus.json"
    call = [sys.executable, str(root / "benchmarks" / "corpus_bench.py"), "--sizes", "1", "3", "--sample", "3", "--glued", "1"]
    done = subprocess.run([*call, "--results", str(results)], capture_output=True, text=True, check=False, timeout=900)
    assert done.returncode == 0, done.stdout + done.stderr
    found = json.loads(results.read_text("utf-8"))
    assert [(row["size"], row["workers"], row["documents"], row["failed"]) for row in found["sizes"]] == [
        (1, 1, 1, 0),
        (1, 2, 1, 0),
        (3, 1, 3, 0),
        (3, 2, 3, 0),
    ]
    assert len({row["quads"] for row in found["sizes"] if row["size"] == 3}) == 1
    assert found["floor"]["1"]["quads"] == found["stages"]["quads"]
    assert found["glued"]["same_inferences"]
    assert found["glued"]["same_verdicts"]
    assert all(told["same"] for told in found["mapping"].values())
    assert {"rdflib", "owlrl", "pyshacl", "python", "processor"} <= found["machine"].keys()
    assert {path.name for path in tmp_path.glob("*.svg")} == {"documents.svg", "mapping.svg", "memory.svg", "stages.svg"}
