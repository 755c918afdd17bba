"""Pages agree with the code: what they list is what there is, and what they point to exists."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import kg_builder
from kg_builder.cli import COMMANDS
from kg_builder.model import DocId

pytestmark = pytest.mark.checkout

ROOT = Path(__file__).parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "benchmarks").rglob("*.md")])
README = (ROOT / "README.md").read_text("utf-8")


def section(title: str) -> str:
    """Return a section of the README, to the next heading of its level or above."""
    found = re.search(rf"^(#+) {re.escape(title)}\n(.*?)(?=^#{{1,2}} |\Z)", README, re.MULTILINE | re.DOTALL)
    assert found, title
    return found[2]


def first_cells(text: str) -> list[str]:
    """Return what stands in backquotes in the first column of each table row."""
    return [code for row in re.findall(r"^\| ([^|]*) \|", text, re.MULTILINE) for code in re.findall(r"`([^`]+)`", row)]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(page: Path) -> None:
    """Every relative link is a file of this project, every fragment a heading."""
    text = re.sub(r"^```.*?^```", "", page.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, fragment = target.partition("#")
        there = page.parent / path if path else page
        assert there.exists(), target
        if fragment:
            headings = re.findall(r"^#+ (.*)$", there.read_text("utf-8"), re.MULTILINE)
            assert fragment in {re.sub(r"[^\w -]", "", h.lower()).replace(" ", "-") for h in headings}, target


def test_paths_in_backquotes_exist() -> None:
    """CONTRIBUTING and the design page name files that are there."""
    for page in ("CONTRIBUTING.md", "docs/design.md"):
        for path in re.findall(
            r"`((?:kg_builder|ontology|shapes|tests|docs|seeds|benchmarks)/[\w./*-]*)`", (ROOT / page).read_text("utf-8")
        ):
            assert list(ROOT.glob(path.rstrip("/"))), f"{page}: {path}"


def test_every_command_stands_in_the_readme() -> None:
    """Each command has its row, and no row is without its command."""
    assert sorted(cell.split()[0] for cell in first_cells(section("Commands"))) == sorted(COMMANDS)


def test_every_public_name_stands_in_the_readme() -> None:
    """The names of `kg_builder.__all__`, and no others, are listed."""
    listed = set(first_cells(section("From Python")))
    assert listed == set(kg_builder.__all__) - {"__version__"}


def test_exit_codes_are_those_of_the_command_line() -> None:
    """Every code that the program can end with has its row."""
    from kg_builder.cli import EXIT_CODES
    from kg_builder.report import EXIT_CODES as OF_ENTRIES

    listed = {int(code) for code in first_cells(section("Exit codes"))}
    assert listed == {0, *(code for _, code in EXIT_CODES), *OF_ENTRIES.values()}


def finding_codes() -> set[str]:
    """Return every constant of the package that is given as the code of a finding; the head of a composed one ends with a point."""
    codes = set()
    for file in sorted((ROOT / "kg_builder").rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in {"Finding", "Remark"}:
                given = [*node.args[:1], *(k.value for k in node.keywords if k.arg == "code")]
                codes |= {
                    c.value
                    for g in given
                    for c in ast.walk(g)
                    if isinstance(c, ast.Constant) and isinstance(c.value, str) and "." in c.value
                }
    return codes


def is_listed(code: str, listed: set[str]) -> bool:
    """Return whether the table has the code, its family ("shape.*"), or for the head of a composed one, one that begins so."""
    return code in listed or f"{code.split('.', 1)[0]}.*" in listed or (code[-1] in ".-" and any(one.startswith(code) for one in listed))


def test_every_finding_code_stands_in_the_readme() -> None:
    """A code that the package has, or that a text of the tests brings out, is explained."""
    listed = set(first_cells(section("Findings")))
    codes, tools = finding_codes(), kg_builder.load_tools()
    for file in [*(ROOT / "tests" / "devset").glob("*.txt"), *(ROOT / "tests" / "telegrams").glob("*.txt")]:
        codes |= {finding.code for finding in kg_builder.extract_facts(kg_builder.read_source(file, DocId("d")), tools).findings}
    assert len(codes) > 5
    missing = {code for code in codes if not is_listed(code, listed)}
    assert not missing, f"not in the README: {sorted(missing)}"


def test_no_finding_code_of_the_readme_is_invented() -> None:
    """A code of the table stands in the package, whole or after its first point."""
    text = "\n".join(p.read_text("utf-8") for p in sorted((ROOT / "kg_builder").rglob("*")) if p.suffix in {".py", ".toml"})
    composed = [code for code in finding_codes() if code[-1] in ".-"]
    for code in first_cells(section("Findings")):
        rests = [code.removeprefix(head) for head in composed if code.startswith(head)]
        assert f'"{code}"' in text or any(rest == "*" or f'"{rest}"' in text for rest in rests), code


def test_the_turtle_of_the_readme_is_that_of_the_graph() -> None:
    """Each line of the evidence that the page shows stands in the committed file."""
    (block,) = re.findall(r"^```turtle\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
    (file,) = (ROOT / "out").glob("*.evidence.ttl")
    head, *lines = block.splitlines()
    node = next(node for node in file.read_text("utf-8").split("\n\n") if node.startswith(head + "\n"))
    assert {line.strip() for line in lines} <= {line.strip() for line in node.splitlines()}


@pytest.mark.parametrize("name", ["devset", "telegrams"])
def test_the_figures_of_the_readme_are_those_that_were_measured(name: str) -> None:
    """Two digits, rounded down: the page may say less than is kept, never more."""
    row = re.search(rf"^\| `tests/{name}/`, (\d+) texts.*?\| ([\d.| ]+) \|$", section("How well it reads"), re.MULTILINE)
    assert row
    scores = json.loads((ROOT / "tests" / "scores" / f"{name}.json").read_text("utf-8"))
    assert int(row[1]) == scores["documents"]
    for key, figure in zip(("HEADER", "PERSONS", "ACTS", "ITEMS"), row[2].split(" | "), strict=True):
        assert float(figure) <= scores["scores"][key]["f1"], key


def test_the_picture_is_drawn_from_the_committed_graph(tmp_path: Path) -> None:
    """docs/seed.svg is what docs/picture.py makes of out/graph.nq."""
    subprocess.run([sys.executable, "docs/picture.py", "out/graph.nq", tmp_path / "seed.svg"], cwd=ROOT, check=True)
    assert (tmp_path / "seed.svg").read_bytes() == (ROOT / "docs" / "seed.svg").read_bytes()


def test_the_design_page_has_the_layers_that_are_checked() -> None:
    """The list in docs/design.md is the contract in pyproject.toml."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
    layers = next(c["layers"] for c in contracts if c["type"] == "layers")
    drawn = "\n".join(layer.replace("(", "").replace(")", "") for layer in layers)
    assert f"```\n{drawn}\n```" in (ROOT / "docs" / "design.md").read_text("utf-8")


def test_one_version_everywhere() -> None:
    """Package, citation and changelog speak of the same version."""
    version = kg_builder.__version__
    assert re.search(rf"^version: {re.escape(version)}$", (ROOT / "CITATION.cff").read_text("utf-8"), re.MULTILINE)
    assert re.search(rf"^## \[{re.escape(version)}\]", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)


def test_the_notice_names_every_source_that_asks_for_attribution() -> None:
    """Whose terms ask for it in docs/data-sources.md is named in NOTICE."""
    notice = (ROOT / "NOTICE").read_text("utf-8")
    rows = [
        row
        for row in (ROOT / "docs" / "data-sources.md").read_text("utf-8").splitlines()
        if row.startswith("|") and ("CC BY" in row or "attribution:" in row)
    ]
    assert rows
    for row in rows:
        name = re.sub(r"[*`\[\]]|\(.*", "", row.split("|")[1]).strip()
        assert name.split(",")[0] in notice, name
