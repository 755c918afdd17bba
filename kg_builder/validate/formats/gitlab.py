"""GitLab's code quality report (a subset of the Code Climate format)."""

from __future__ import annotations

import json
from collections import Counter
from typing import Final

from kg_builder.validate.faults import to_message
from kg_builder.validate.formats.sarif import to_relative
from kg_builder.validate.outcome import Outcome

_SEVERITY: Final = {"violation": "major", "warning": "minor", "info": "info"}


def to_gitlab(outcome: Outcome) -> str:
    """Return the array of issues; fingerprints are made unique, since GitLab drops the second of two equal ones."""
    seen: Counter[str] = Counter()
    issues = []
    for fault in outcome.new:
        seen[fault.fingerprint] += 1
        number = seen[fault.fingerprint]
        place = fault.place
        issues.append(
            {
                "description": to_message(fault),
                "check_name": fault.rule,
                "fingerprint": fault.fingerprint if number == 1 else f"{fault.fingerprint}-{number}",
                "severity": _SEVERITY[fault.severity],
                "location": {
                    "path": to_relative(place.file) if place else "unknown",
                    "lines": {"begin": (place.line if place else None) or 1},
                },
            }
        )
    return json.dumps(issues, ensure_ascii=False, indent=2) + "\n"
