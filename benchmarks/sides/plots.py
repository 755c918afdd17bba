"""The figures as pictures: bars in SVG, drawn by hand so that nothing need be installed."""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import Any

WIDTH, LEFT, ROW = 760, 250, 28
LONGEST = WIDTH - LEFT - 110  # what a bar may take, its figure behind it
COLOURS = ("#1f5a85", "#9bb7c9")


def to_bars(title: str, rows: list[tuple[str, float, str, bool]]) -> str:
    """Return an SVG of horizontal bars: label, value, the value in words, whether it is ours."""
    most = max(value for _, value, _, _ in rows) or 1
    height = 50 + ROW * len(rows)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" font-family="sans-serif" font-size="13">',
        f"<title>{escape(title)}</title>",
        f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>',
        f'<text x="12" y="26" font-size="15" font-weight="bold" fill="#222222">{escape(title)}</text>',
    ]
    for number, (label, value, words, ours) in enumerate(rows):
        y, length = 42 + ROW * number, max(1.5, LONGEST * value / most)
        parts += [
            f'<text x="{LEFT - 10}" y="{y + 15}" text-anchor="end" fill="#222222">{escape(label)}</text>',
            f'<rect x="{LEFT}" y="{y}" width="{length:.1f}" height="{ROW - 8}" fill="{COLOURS[0 if ours else 1]}"/>',
            f'<text x="{LEFT + length + 6:.1f}" y="{y + 15}" fill="#222222">{escape(words)}</text>',
        ]
    return "\n".join([*parts, "</svg>", ""])


def write_plots(found: dict[str, Any], folder: Path) -> None:
    """Write the pictures of one run."""
    one = next(row for row in reversed(found["sizes"]) if row["workers"] == 1)
    glued, floor = found["glued"], found["floor"]["1"]
    rates = [
        ("pyoxigraph alone (the floor)", 1000 / floor["cpu_ms_a_document"], False),
        ("kg_builder", 1000 / one["cpu_ms_a_document"], True),
        ("rdflib + owlrl + pySHACL", glued["documents"] / glued["cpu_seconds"], False),
    ]
    plots = {
        "documents": to_bars("Documents a second of processor time", [(label, rate, f"{rate:,.1f}", ours) for label, rate, ours in rates]),
        "stages": to_bars(
            "Milliseconds of processor time a document, by stage",
            [(stage, ms, f"{ms:.2f}", "demand" not in stage) for stage, ms in found["stages"]["milliseconds"].items()],
        ),
        "mapping": to_bars(
            "Mapping, from facts to bytes: triples a second, one core",
            [
                (name, told["triples_a_second"], f"{told['triples_a_second']:,.0f}", name == "kg_builder")
                for name, told in found["mapping"].items()
            ],
        ),
        "memory": to_bars(
            "Peak memory of a worker, MiB",
            [
                (
                    f"{row['size']:,} documents, {row['workers']} worker{'s' * (row['workers'] > 1)}",
                    row["peak_mib_of_a_worker"],
                    f"{row['peak_mib_of_a_worker']:.0f}",
                    True,
                )
                for row in found["sizes"]
            ],
        ),
    }
    for name, picture in plots.items():
        (folder / f"{name}.svg").write_text(picture, encoding="utf-8")
