"""What other projects use in their CI: the action, the hook; read by the readers of their systems, and run as shell."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent.parent
pytestmark = pytest.mark.skipif(not (ROOT / "action.yml").is_file(), reason="action.yml is not installed on this machine")
SHAPES = """@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix ex: <http://ex/> .
ex:S a sh:NodeShape ; sh:targetSubjectsOf ex:p ; sh:property [ sh:path ex:p ; sh:maxCount 1 ; sh:message "One is enough." ] .
"""


def _steps() -> dict[str, dict[str, Any]]:
    yaml = pytest.importorskip("ruamel.yaml", reason="ruamel.yaml is not installed on this machine")
    action = yaml.YAML(typ="safe").load((ROOT / "action.yml").read_text("utf-8"))
    return {step["name"]: step for step in action["runs"]["steps"]}


def test_the_action_is_valid_by_its_published_schema() -> None:
    """check-jsonschema carries the schema of GitHub's action files."""
    pytest.importorskip("check_jsonschema", reason="check-jsonschema is not installed on this machine")
    words = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.github-actions", str(ROOT / "action.yml")]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_hook_is_read_by_pre_commit() -> None:
    """pre-commit's own loader takes the manifest."""
    clientlib = pytest.importorskip("pre_commit.clientlib", reason="pre-commit is not installed on this machine")
    (hook,) = clientlib.load_manifest(str(ROOT / ".pre-commit-hooks.yaml"))
    assert hook["id"] == "kg-builder-validate"
    assert hook["require_serial"]


def test_no_input_is_put_into_a_script() -> None:
    """Inputs reach the shell as variables; text inside `${{ }}` in a script could be a command."""
    for step in _steps().values():
        assert "${{" not in step.get("run", "")


def _run_step(step: dict[str, Any], folder: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    command = folder / "bin/kg-builder"
    if not command.exists():
        command.parent.mkdir()
        command.write_text(f'#!/bin/sh\nexec {sys.executable} -m kg_builder "$@"\n')
        command.chmod(0o755)
    environment = {
        **os.environ,
        **dict.fromkeys(step.get("env", {}), ""),
        "RUNNER_TEMP": str(folder / "temp"),
        "GITHUB_STEP_SUMMARY": str(folder / "summary.md"),
        "GITHUB_OUTPUT": str(folder / "output"),
        "PATH": f"{folder / 'bin'}:{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        **variables,
    }
    bash = shutil.which("bash")
    assert bash
    # As the runner calls `shell: bash`.
    words = [bash, "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]]
    return subprocess.run(words, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def test_the_steps_run_as_shell(tmp_path: Path) -> None:
    """Annotations on standard output, SARIF and a summary in files, and only the last step fails; odd names are names."""
    (tmp_path / "s.ttl").write_text(SHAPES)
    (tmp_path / "a $(touch hacked) b.nt").write_text('<http://ex/a> <http://ex/p> "1" .\n<http://ex/a> <http://ex/p> "2" .\n')
    steps = _steps()
    done = _run_step(
        steps["Validate"],
        tmp_path,
        KG_FILES="a $(touch hacked) b.nt\n",
        KG_SHAPES="s.ttl",
        KG_FAIL_ON="violation",
        KG_REQUIRE_TARGETS="true",
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("::error file=a $(touch hacked) b.nt,line=1,col=")
    assert not (tmp_path / "hacked").exists()
    assert "One is enough." in (tmp_path / "summary.md").read_text()
    output = dict(line.split("=", 1) for line in (tmp_path / "output").read_text().splitlines())
    assert output["exit-code"] == "1"
    assert Path(output["sarif"]).is_file()
    assert _run_step(steps["Verdict"], tmp_path, KG_CODE=output["exit-code"]).returncode == 1
    (tmp_path / "b.nt").write_text('<http://ex/a> <http://ex/p> "1" .\n')
    done = _run_step(steps["Diff"], tmp_path, KG_OLD="a $(touch hacked) b.nt", KG_NEW="b.nt")
    assert done.returncode == 0, done.stderr
    assert "What changed in the graph" in (tmp_path / "summary.md").read_text()
