"""`python -m kg_builder.generate --seed S --count N --out DIR`: writes NNNNN.txt and NNNNN.json, and prints nothing."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

from kg_builder.generate import generate


def main(argv: Sequence[str] | None = None) -> int:
    """Write the telegrams of a seed and their facts to a folder; return the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m kg_builder.generate", description="Exercises with known facts, for tests and benchmarks."
    )
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--count", type=int, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--fault-rate", type=float, default=0.0, help="probability of a fault at each place that may have one (0 to 1)")
    given = parser.parse_args(argv)
    given.out.mkdir(parents=True, exist_ok=True)
    for made in generate(given.seed, given.count, given.fault_rate):
        (given.out / f"{made.name}.txt").write_bytes(made.text.encode())
        (given.out / f"{made.name}.json").write_text(json.dumps(made.gold, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
