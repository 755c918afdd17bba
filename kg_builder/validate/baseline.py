"""Known faults in a file, by fingerprints that survive moved lines: only new ones fail, mended ones are told."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kg_builder.errors import InputError

if TYPE_CHECKING:
    from kg_builder.validate.faults import Fault


@dataclass(frozen=True, slots=True)
class Baseline:
    """The known faults by fingerprint, each with a line that a person can read."""

    faults: Mapping[str, str]

    def find_mended(self, faults: Iterable[Fault]) -> tuple[str, ...]:
        """Return the lines of the known faults that are no more."""
        present = {fault.fingerprint for fault in faults}
        return tuple(
            line for fingerprint, line in sorted(self.faults.items(), key=lambda pair: (pair[1], pair[0])) if fingerprint not in present
        )


def load_baseline(path: Path) -> Baseline:
    """Read a baseline file.

    Raises:
        InputError: it cannot be read, or is no baseline.
    """
    wanted = 'expected {"version": 1, "faults": {fingerprint: line}}, as --write-baseline writes it'
    try:
        found = json.loads(path.read_text("utf-8"))
    except OSError as fault:
        raise InputError(f"{path}: {fault.strerror or fault}; {wanted}") from fault
    except (ValueError, RecursionError) as fault:
        raise InputError(f"{path}: no JSON ({fault}); {wanted}") from fault
    faults = found.get("faults") if isinstance(found, dict) and found.get("version") == 1 else None
    if not isinstance(faults, dict) or not all(isinstance(line, str) for line in faults.values()):
        raise InputError(f"{path}: no baseline; {wanted}")
    return Baseline(faults)


def to_baseline(faults: Iterable[Fault]) -> str:
    """Return the text of a baseline that knows all of these faults, sorted, so that its changes can be read."""
    lines = {fault.fingerprint: f"{fault.severity}: {fault.result.message} {fault.focus}" for fault in faults}
    known = dict(sorted(lines.items(), key=lambda pair: (pair[1], pair[0])))
    return json.dumps({"version": 1, "faults": known}, ensure_ascii=False, indent=1) + "\n"
