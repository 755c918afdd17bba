"""Where the two engines differ, and what the standard says.

SHACL 4.1.2: an ill-formed literal does not conform to `sh:datatype`. rdflib takes "1951-06-21T21:15" for a dateTime, shifty
takes "xx" for a gYear, both take "1951-13" for a gYearMonth: what either engine finds there stands, and every ill-formed
literal is noted. SHACL 4.5.3: two values that cannot be compared do not conform to `sh:lessThan`; pySHACL lets such a
pair pass. All other differences are faults.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Final

from kg_builder.terms import Term, Triple, parse_literal
from kg_builder.validate import shacl
from kg_builder.validate.report import Result
from kg_builder.validate.shapeset import ShapeSet
from kg_builder.vocab import XSD

_ORDERED: Final = {
    "LessThanConstraintComponent": shacl.sh("lessThan"),
    "LessThanOrEqualsConstraintComponent": shacl.sh("lessThanOrEquals"),
}
_NUMBERS: Final = (int, float, Decimal)
_DATATYPE: Final = "DatatypeConstraintComponent"
_ZONE: Final = r"(Z|[+-]((0\d|1[0-3]):[0-5]\d|14:00))?"
_MONTH, _DAY, _TIME = r"(0[1-9]|1[0-2])", r"(0[1-9]|[12]\d|3[01])", r"(([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?|24:00:00(\.0+)?)"
_YEAR: Final = r"-?([1-9]\d{3,}|0\d{3})"
# XSD 1.1 part 2, the lexical mappings of section 3.3 and 3.4.
_LEXICAL: Final[Mapping[str, str]] = {
    "boolean": r"true|false|1|0",
    "decimal": r"[+-]?(\d+(\.\d*)?|\.\d+)",
    "integer": r"[+-]?\d+",
    "double": r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?|[+-]?INF|NaN",
    "float": r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?|[+-]?INF|NaN",
    "date": f"{_YEAR}-{_MONTH}-{_DAY}{_ZONE}",
    "dateTime": f"{_YEAR}-{_MONTH}-{_DAY}T{_TIME}{_ZONE}",
    "time": f"{_TIME}{_ZONE}",
    "gYear": f"{_YEAR}{_ZONE}",
    "gYearMonth": f"{_YEAR}-{_MONTH}{_ZONE}",
    "duration": r"-?P(?=.)(\d+Y)?(\d+M)?(\d+D)?(T(?=.)(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?",
}


def is_well_formed(term: Term) -> bool:
    """True unless it is a literal outside the lexical space of its datatype; unknown datatypes have none."""
    literal = parse_literal(term)
    pattern = _LEXICAL.get(literal.datatype.removeprefix(XSD)) if literal and literal.datatype.startswith(XSD) else None
    if literal is None or pattern is None:
        return True
    if not re.fullmatch(pattern, literal.lexical, re.ASCII):
        return False
    return literal.datatype != f"{XSD}date" or _is_day(literal.lexical)


def _is_day(lexical: str) -> bool:
    try:
        date.fromisoformat(lexical[:10])
    except ValueError:
        return not lexical[:4].isdecimal() or lexical[4] != "-" or lexical.startswith("0000")
    return True


def are_comparable(left: Term, right: Term) -> bool:
    """True if SPARQL's `<` has an answer for the two."""
    from kg_builder.validate.memory import to_node

    if not (is_well_formed(left) and is_well_formed(right)):
        return False
    one, other = (getattr(to_node(term), "value", None) for term in (left, right))
    if one is None or other is None:
        return False
    if isinstance(one, _NUMBERS) and isinstance(other, _NUMBERS):
        return True
    if isinstance(one, datetime | time) and isinstance(other, datetime | time) and (one.tzinfo is None) != (other.tzinfo is None):
        return False
    return type(one) is type(other) and isinstance(one, str | date | time | bool)


def only_fast(reference: Sequence[Result], fast: Sequence[Result]) -> list[Result]:
    """Return the results that only the fast engine has."""
    keys = {result.key for result in reference}
    return [result for result in fast if result.key not in keys]


def find_overlooked(shapes: ShapeSet, results: Iterable[Result], data: Iterable[Triple]) -> list[Result]:
    """Return those of the fast engine's results that stand: a literal is ill-formed, or two values cannot be compared."""
    results = list(results)
    found = [result for result in results if _is_ill_formed_result(result)]
    ordered = [result for result in results if result.component in _ORDERED and result.value]
    if not ordered:
        return found
    values: dict[tuple[Term, Term], list[Term]] = {}
    for subject, predicate, obj in data:
        values.setdefault((subject, predicate), []).append(obj)
    for result in ordered:
        others = [o for p in shapes.values(result.shape, _ORDERED[result.component]) for o in values.get((result.focus, p), ())]
        if any(not are_comparable(result.value or "", other) for other in others):
            found.append(result)
    return found


def find_ill_formed(data: Iterable[Triple]) -> Sequence[Term]:
    """Return the literals outside the lexical space of their datatype, sorted."""
    return sorted({obj for _, _, obj in data if obj.endswith(">") and obj.startswith('"') and not is_well_formed(obj)})


def settle(shapes: ShapeSet, reference: Sequence[Result], fast: Sequence[Result], data: Iterable[Triple]) -> tuple[Result, ...]:
    """Return what stands of both engines' results: the reference's, and what it overlooks."""
    return (*reference, *find_overlooked(shapes, only_fast(reference, fast), data))


def _is_ill_formed_result(result: Result) -> bool:
    return result.component == _DATATYPE and bool(result.value) and not is_well_formed(result.value or "")


def find_differences(reference: Sequence[Result], fast: Sequence[Result]) -> Sequence[str]:
    """Return one line for each result that only one engine has; shifty passes some ill-formed literals, which is known."""
    mine = Counter({result.key for result in reference if not _is_ill_formed_result(result)})
    theirs = Counter({result.key for result in fast if not _is_ill_formed_result(result)})
    lines = [f"only the reference: {' '.join(key)}" for key in sorted(mine - theirs)]
    return lines + [f"only the fast engine: {' '.join(key)}" for key in sorted(theirs - mine)]
