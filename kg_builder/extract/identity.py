"""Which human being a name stands for: one of the authority files' by forenames, date and role, else a provisional one of this page."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

from kg_builder.authority import AuthorityEntry
from kg_builder.extract.gazetteer import load_gazetteer
from kg_builder.extract.name_words import is_east_asian, name_words
from kg_builder.extract.names import Fit, NameIndex, flatten, fold_name, squeeze
from kg_builder.extract.page import Cover, Page
from kg_builder.extract.person_names import Found
from kg_builder.model import Entity, Span

# Letters that one Russian initial takes in different romanisations.
_ALIKE = {"j": "i", "y": "i", "e": "i", "w": "v", "c": "k", "h": "k", "g": "k", "f": "p"}
# So many known names a page are compared with a misspelt one; it bounds the work on a text that is all names.
_MOST = 200
_PATRONYMIC = re.compile(r".{3,}(?:ovich|evich|ovitch|evitch|ovna|evna)")
_ROLE_WORD = re.compile(r"[^\W\d_]{3,}")
_EMPTY = frozenset("the and for from with who that former about until".split())


@dataclass(frozen=True, slots=True)
class Resolved:
    """A name with the entity that it stands for; the rule "names.code-name" says that the authority files resolved a code name."""

    found: Found
    entity: Entity


def _letter(name: str) -> str:
    return _ALIKE.get(name[0], name[0])


def agree(one: Sequence[str], other: Sequence[str]) -> bool:
    """True if two series of forenames or initials can be one man's; nothing said agrees with everything."""
    for a, b in zip(one, other, strict=False):
        if _letter(a) != _letter(b):
            return False
        short = min(len(a), len(b))
        if short > 2 and a[1:3] != b[1:3] and sorted(a[1:4]) != sorted(b[1:4]) and a[-2:] != b[-2:]:
            return False
    return True


@cache
def forenames(labels: tuple[str, ...], surname: str) -> frozenset[tuple[str, ...]]:
    """Return the series of forenames that labels of a person give before the surname, or after a comma, folded."""
    found = set()
    for label in labels:
        plain = fold_name(label)
        if "," in plain:
            plain = " ".join(reversed(plain.split(",", 1)))
        parts = [part for part in re.split(r"[ .]+", plain) if part and part not in name_words().titles]
        if len(parts) > 1 and parts[-1] == surname:
            found.add(tuple(parts[:-1]))
    return frozenset(found)


def _entry_forenames(entry: AuthorityEntry) -> frozenset[tuple[str, ...]]:
    return forenames((entry.name, *entry.labels, *entry.hidden), fold_name(entry.name).split()[-1])


def _is_alive(entry: AuthorityEntry, written: date | None) -> bool:
    return written is None or (
        (entry.since is None or entry.since <= written) and (entry.until is None or written.year <= entry.until.year + 1)
    )


def in_use(entry: AuthorityEntry, name: str, written: date | None) -> bool:
    """True if the entry bore this code name on that day."""
    wanted = squeeze(name)
    for code in entry.code_names:
        if squeeze(code.name) == wanted and (
            written is None or ((code.since is None or code.since <= written) and (code.until is None or written <= code.until))
        ):
            return True
    return False


def _admits(found: Found, fit: Fit, written: date | None, name: str) -> bool:
    if fit.how == "code":
        plain = not found.forenames and (not found.title or found.title in name_words().courtesy)
        return found.rule == "names.gloss" or found.alias is not None or (plain and in_use(fit.entry, name, written))
    if not found.forenames:
        return True
    known = _entry_forenames(fit.entry)
    return not known or any(agree(found.forenames, series) for series in known)


def _candidates(page: Page, found: Found, written: date | None) -> tuple[AuthorityEntry, ...]:
    name = page.text[found.name.start : found.name.end]
    fits = [fit for fit in found.fits if _admits(found, fit, written, name)]
    alive = [fit for fit in fits if _is_alive(fit.entry, written)] or fits
    # Who is known by the bare surname is meant before his namesakes.
    firm = [fit for fit in alive if fit.how in ("label", "hidden")]
    if firm and not found.forenames and not any(fit.how == "code" for fit in alive):
        alive = firm
    return tuple({fit.entry.key: fit.entry for fit in alive}.values())


def _words(text: str) -> frozenset[str]:
    return frozenset(_ROLE_WORD.findall(fold_name(text))) - _EMPTY


def _by_role(page: Page, found: Found, entries: Sequence[AuthorityEntry]) -> AuthorityEntry | None:
    """Return the one entry whose role the words beside the name tell, None if they tell none or several."""
    after = page.flat[found.span.end : found.span.end + 90]
    said = page.flat[found.span.start : found.name.start]
    if after[:2] == ", ":
        said += " " + re.split(r"[.;:(\n]| to ", after[2:])[0]
    told = _words(said) - name_words().courtesy
    if not told:
        return None
    scores = sorted(((len(told & _words(entry.role)), entry.key) for entry in entries), reverse=True)
    if scores[0][0] >= 2 and scores[0][0] - scores[1][0] >= 2:
        return next(entry for entry in entries if entry.key == scores[0][1])
    return None


def _by_state(entries: Sequence[AuthorityEntry], states: frozenset[str]) -> AuthorityEntry | None:
    """Return the one entry whose state the page speaks of, None if it speaks of several such or of none."""
    spoken = [entry for entry in entries if entry.acts_for in states]
    return spoken[0] if len(spoken) == 1 and all(entry.acts_for for entry in entries) else None


def _spoken_states(page: Page, index: NameIndex) -> frozenset[str]:
    """Return the keys of all states that the page names, by name, people or government."""
    found = set()
    for hit in page.hits:
        for fit in hit.fits:
            if fit.entry.kind == "state":
                found.add(fit.entry.key)
                if not fit.entry.key:
                    found.update(one.entry.key for one in index.lookup(fit.entry.name) if one.entry.kind == "state")
    return frozenset(found)


def _settle(
    page: Page, index: NameIndex, found: Sequence[Found], written: date | None
) -> Iterator[tuple[Found, tuple[AuthorityEntry, ...]]]:
    """Yield each name with the entries left for it: by forenames and date, by role, and by what the page settles elsewhere."""
    all_of = [_candidates(page, one, written) for one in found]
    states = _spoken_states(page, index) if any(len(entries) > 1 for entries in all_of) else frozenset()
    for i, entries in enumerate(all_of):
        if len(entries) > 1:
            told = _by_role(page, found[i], entries) or _by_state(entries, states)
            all_of[i] = (told,) if told else entries
    settled = {entries[0].key for entries in all_of if len(entries) == 1}
    for one, entries in zip(found, all_of, strict=True):
        here = tuple(entry for entry in entries if entry.key in settled)
        yield one, here if len(entries) > 1 and len(here) == 1 else entries


def _surname_last(name: str) -> str:
    """Return "MALINOV R. Ya." with the surname at its end."""
    turned = re.fullmatch(r"([^\W\d_][^\W\d_'’-]+)((?: ?[^\W\d_]{1,3}\.){2,3})", name)
    return f"{turned[2].strip()} {turned[1]}" if turned else name


def _best_name(page: Page, group: Sequence[Found]) -> str:
    """Return the fullest spelling in mixed letters, made of capitals where there is no other."""
    names = list(dict.fromkeys(_surname_last(re.sub(r"\s+", " ", page.text[one.name.start : one.name.end])) for one in group))
    names += [
        re.sub(r"\s+", " ", page.text[one.alias.start : one.alias.end])
        for one in group
        if one.alias and len(page.text[one.alias.start : one.alias.end]) > len(names[0])
    ]
    best = max(names, key=lambda name: (len(squeeze(name)), not name.isupper(), -names.index(name)))
    return to_mixed(best)


def to_mixed(name: str) -> str:
    """Return a name in capitals with small letters; leave any other ("SEVEROV" is Severov, "MacArthur" stays)."""
    if re.fullmatch(r"(?:[^\W\d_] )+[^\W\d_]", name):
        name = name.replace(" ", "")
    if not any(len(word) > 2 and word.isupper() for word in re.findall(r"[^\W\d_]+", name)):
        return name
    return re.sub(r"[^\W\d_]{2,}", lambda word: word[0].capitalize() if word[0].isupper() else word[0], name)


def _groups(unknown: Sequence[tuple[Found, tuple[AuthorityEntry, ...]]]) -> Iterator[list[tuple[Found, tuple[AuthorityEntry, ...]]]]:
    """Group provisional names: one surname, and forenames that agree; a bare surname goes with the one before it."""
    groups: dict[str, list[tuple[set[tuple[str, ...]], list[tuple[Found, tuple[AuthorityEntry, ...]]]]]] = {}
    for one in unknown:
        said = one[0].forenames
        same = groups.setdefault(squeeze(one[0].surname), [])
        fit = next((group for group in reversed(same) if all(agree(said, other) for other in group[0])), None)
        if fit is None:
            same.append(({said}, [one]))
        else:
            fit[0].add(said)
            fit[1].append(one)
    for same in groups.values():
        yield from (members for _, members in same)


def to_entities(page: Page, index: NameIndex, found: Sequence[Found], written: date | None) -> list[Resolved]:
    """Return each name with its entity, in the order given."""
    entities: dict[int, Entity] = {}
    by_code: set[int] = set()
    unknown = []
    for one, entries in _settle(page, index, found, written):
        if len(entries) == 1:
            entities[one.name.start] = entries[0].entity()
            if one.alias is None and all(fit.how == "code" for fit in one.fits if fit.entry.key == entries[0].key):
                by_code.add(one.name.start)
        else:
            unknown.append((one, entries))
    for group in _groups(unknown):
        members = [one for one, _ in group]
        keys = tuple(sorted({f"person/{entry.key}" for _, entries in group for entry in entries}))
        entity = Entity("person", _best_name(page, members), None, min(one.name.start for one in members), keys)
        entities.update((one.name.start, entity) for one in members)
    return [Resolved(replace(one, rule="names.code-name") if one.name.start in by_code else one, entities[one.name.start]) for one in found]


def same_on_page(page: Page, index: NameIndex, found: Sequence[Found]) -> list[Found]:
    """Give fits to unknown names that are a known one misspelt, cut short, or its bearer called by forename and patronymic."""
    known = list({page.flat[one.name.start : one.name.end]: one for one in found if one.fits}.values())[:_MOST]
    bearers = _bearers(page, [one for one in found if " " in one.surname])
    mended = [one if one.fits else _mend(page, one, known, index, bearers) for one in found]
    bearers = _bearers(page, mended)
    return [_cut_short(page, one, bearers) for one in mended]


def _cut_short(page: Page, one: Found, bearers: Mapping[str, Mapping[str, Found]]) -> Found:
    """Return "Kim" as Kim Il Sung where the page knows one Kim in full."""
    if one.fits or one.forenames or " " in one.surname:
        return one
    full = {key: other for key, other in bearers.get(one.surname, {}).items() if other.fits or other.surname != one.surname}
    if len(full) != 1:
        return one
    other = next(iter(full.values()))
    return replace(one, fits=other.fits, surname=other.surname)


def _bearers(page: Page, found: Sequence[Found]) -> dict[str, dict[str, Found]]:
    """Return for each short form of a name those of the page's persons whom it may call."""
    bearers: dict[str, dict[str, Found]] = {}
    for one in found:
        for short in _short_forms(page, one):
            bearers.setdefault(short, {}).setdefault("+".join(fit.entry.key for fit in one.fits) or squeeze(one.surname), one)
    return bearers


def _mend(page: Page, one: Found, known: Sequence[Found], index: NameIndex, bearers: Mapping[str, Mapping[str, Found]]) -> Found:
    if one.forenames and _PATRONYMIC.fullmatch(one.surname):
        called = {fit.entry.key: fit for other in known for fit in other.fits if _bears(other, fit.entry, one)}
        if len(called) == 1:
            return replace(one, fits=tuple(called.values()), forenames=(), rule="names.patronymic")
    if one.title and not one.forenames and " " not in one.surname and one.surname not in bearers:
        holders = tuple(fit for fit in index.of_family(one.surname) if one.title in _words(fit.entry.role))
        if len(holders) == 1:
            return replace(one, fits=holders, rule="names.role")
    text = squeeze(page.text[one.name.start : one.name.end])
    spelt = tuple(fit for fit in index.lookup(text) if fit.entry.kind == "person")
    if spelt:
        return replace(one, fits=spelt, forenames=())
    if len(text) < 7:
        return one
    near = {other.fits: other for other in known if _is_near(text, squeeze(page.text[other.name.start : other.name.end]))}
    if len(near) == 1:
        return replace(one, fits=next(iter(near)), rule="names.misspelt")
    sound = tuple(fit for fit in index.sounding(one.surname) if fit.entry.kind == "person")
    return replace(one, fits=sound, rule="names.romanised") if sound and one.title else one


def _bears(other: Found, entry: AuthorityEntry, one: Found) -> bool:
    initials = (one.forenames[0], one.surname)
    return any(
        len(series) > 1 and all(_letter(a) == _letter(b) for a, b in zip(series, initials, strict=False))
        for series in (*_entry_forenames(entry), other.forenames)
    )


def _is_near(one: str, other: str) -> bool:
    """True if two long names differ by one letter, put in, left out, changed, or two changed places."""
    if one == other or abs(len(one) - len(other)) > 1 or len(other) < 7:
        return one == other
    start = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    return (
        one[start + 1 :] == other[start + 1 :]
        or one[start:] == other[start + 1 :]
        or one[start + 1 :] == other[start:]
        or (one[start : start + 2] == other[start : start + 2][::-1] and one[start + 2 :] == other[start + 2 :])
    )


def again(page: Page, found: Sequence[Found]) -> Iterator[Found]:
    """Yield the bare surnames elsewhere on the page of persons already found ("Duan" after "Duan Suquan")."""
    bearers = _bearers(page, found)
    taken = Cover(one.span for one in found)
    nouns = load_gazetteer().thing
    for units in page.runs:
        for at, unit in enumerate(units):
            bearer = bearers.get(unit.folded)
            # "Lenin Library", "Stalin Prize" name a thing.
            if bearer and at + 1 < len(units) and units[at + 1].folded in nouns and not page.in_capitals(unit.start):
                continue
            if not bearer or len(bearer) > 1 or unit.kind not in "GUPX" or taken.holds(unit.start):
                continue
            if unit.kind == "X" and unit.hit and all(fit.how != "word" for fit in unit.hit.fits):
                continue
            one = next(iter(bearer.values()))
            span = Span(unit.start, unit.end)
            yield Found(span=span, name=span, surname=one.surname, fits=one.fits, rule="names.again")


def _short_forms(page: Page, one: Found) -> Iterator[str]:
    words = flatten(page.text[one.name.start : one.name.end]).split()
    east_asian = len(words) > 1 and is_east_asian(tuple(words))
    if east_asian or (len(words) == 1 and len(words[0]) > 2):
        yield words[0]
        # "Comrade Guibo" is Luo Guibo.
        if len(words) == 2 and len(words[1]) > 3:
            yield words[1]
    elif words and len(one.surname) > 2:
        yield one.surname
