"""Reading and extracting one telegram against one pass of pyahocorasick over the same names, in the same run.

    python benchmarks/extract_bench.py [--names 10000] [--rounds 30]

The texts are the seed, 4 KB, with the time of each stage, and the five longest of the tests' other telegrams; the authority files
get so many more names. Times are of this process's own processor time,
the least of all rounds: what the machine does besides adds to a round and never takes from it. The bar is a ratio under 40.
"""

from __future__ import annotations

import argparse
import itertools
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import ahocorasick

from kg_builder.authority import Authorities, AuthorityEntry
from kg_builder.datafiles import find_data_dir
from kg_builder.extract.acts import find_acts
from kg_builder.extract.document import extract
from kg_builder.extract.given import Given, to_given
from kg_builder.extract.heading import read_messages, to_reading
from kg_builder.extract.identities import settle_identities
from kg_builder.extract.layout import find_layout
from kg_builder.extract.omissions import find_omissions
from kg_builder.extract.people import find_mentions
from kg_builder.extract.references import find_references
from kg_builder.lexicon.places import find_places
from kg_builder.model import DocId
from kg_builder.resources import load_authorities
from kg_builder.source import SourceText, to_source

BAR = 40
OTHERS = 5
ROUND = itertools.count(1)
SYLLABLES = (
    "ba",
    "chen",
    "dor",
    "fi",
    "gru",
    "hon",
    "ik",
    "ju",
    "kov",
    "lin",
    "mar",
    "nev",
    "osh",
    "pel",
    "qui",
    "ros",
    "sun",
    "tav",
    "ul",
    "vor",
)


def make_names(count: int) -> Iterator[str]:
    """Yield names that no text bears, each once: "Bachen Dorfi"."""
    for parts in itertools.islice(itertools.product(SYLLABLES, repeat=4), count):
        yield f"{parts[3]}{parts[2]}".capitalize() + " " + f"{parts[1]}{parts[0]}sky".capitalize()


def with_names(authorities: Authorities, count: int) -> Authorities:
    """Return the authorities with so many more people."""
    more = {
        ("person", f"bench-{n}"): AuthorityEntry(kind="person", key=f"bench-{n}", name=name, labels=(name,))
        for n, name in enumerate(make_names(count))
    }
    return replace(authorities, entries={**authorities.entries, **more})


def least(rounds: int, work: Callable[[SourceText], object], source: SourceText) -> float:
    """Return the least processor time of one call, in milliseconds; each call has a text of its own, so that nothing is known of it."""
    times = []
    for _ in range(rounds):
        fresh = replace(source, text=source.text + " " * next(ROUND))
        start = time.process_time()
        work(fresh)
        times.append(time.process_time() - start)
    return min(times) * 1000


def one_pass(given: Given) -> Callable[[SourceText], object]:
    """Return the peer: every spelling of every name looked for once in the folded text."""
    automaton = ahocorasick.Automaton()
    for entry in given.authorities.entries.values():
        for label in {entry.name, *entry.labels, *entry.hidden}:
            automaton.add_word(label.lower(), entry.key)
    automaton.make_automaton()
    return lambda source: list(automaton.iter(source.text.lower()))


def read_texts() -> dict[str, SourceText]:
    """Return the seed and the five longest of the tests' other telegrams, by name."""
    seed = sorted(find_data_dir("seeds").glob("*.txt"))[0]
    tests = Path(__file__).resolve().parents[1] / "tests"
    sized = sorted((-path.stat().st_size, path) for name in ("devset", "telegrams") for path in (tests / name).glob("*.txt"))
    paths = [seed, *(path for size, path in sized if size != -seed.stat().st_size)][: 1 + OTHERS]
    return {f"{path.parent.name}/{path.name}": to_source(path.read_bytes(), DocId(path.stem), path.name) for path in paths}


def to_stages(given: Given, source: SourceText) -> dict[str, Callable[[SourceText], object]]:
    """Return the whole and its stages, each of which gets what the stages before it have found in the text."""
    page = find_layout(source)
    mentions = find_mentions(source, given, page.own.value.earliest if page.own else None)
    reading = to_reading(source, given, page, mentions)
    messages, _ = read_messages(source, given, page, mentions)
    acts, whole = find_acts(source, messages, mentions, given), extract(source, given)
    return {
        "reading and extracting": lambda one: extract(one, given),
        "  words of the lexicons": lambda one: find_places(one.text),
        "  layout": find_layout,
        "  names": lambda one: find_mentions(one, given, reading.written),
        "  messages": lambda one: read_messages(one, given, page, mentions),
        "  acts": lambda one: find_acts(one, messages, mentions, given),
        "  references": lambda one: find_references(replace(reading, source=one), messages),
        "  omissions": lambda one: find_omissions(one, messages, acts.requests, acts.deliveries, given),
        "  identities": lambda _: settle_identities(whole),
    }


def main() -> int:
    """Print the times; 1 if the ratio of the seed is over the bar."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--names", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=30)
    parser.add_argument("--strict", action="store_true", help="end with 1 if the ratio is over the bar")
    asked = parser.parse_args()
    given, texts = to_given(with_names(load_authorities(), asked.names)), read_texts()
    one = next(iter(texts.values()))
    peer = least(asked.rounds, one_pass(given), one)
    times = {stage: least(asked.rounds, work, one) for stage, work in to_stages(given, one).items()}
    total = times["reading and extracting"]
    print(f"one pass over {len(given.authorities.entries):,} names in {one.name}, {len(one.text):,} characters: {peer:.3f} ms")
    for stage, spent in times.items():
        print(f"{stage:24} {spent:8.3f} ms {spent / total:6.0%} {spent / peer:8.0f} times the pass")
    print("a stage finds again what the stages before it share with it, so the shares make more than the whole")
    for name, other in list(texts.items())[1:]:
        spent, pass_of_it = least(asked.rounds, lambda text: extract(text, given), other), least(asked.rounds, one_pass(given), other)
        print(f"{name:24} {spent:8.3f} ms {len(other.text):7,} characters {spent / pass_of_it:8.0f} times its pass")
    print(f"the bar is {BAR} times the pass")
    return int(asked.strict and total > BAR * peer)


if __name__ == "__main__":
    raise SystemExit(main())
