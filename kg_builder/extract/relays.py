"""Messages inside a telegram: where a quoted or enclosed one begins and ends, who wrote it, and to whom.

Quotation marks may be missing, doubled or never closed, so that a layer is opened by a cue and its first words together,
and closed by a quotation mark, a signature, or the end of the page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from kg_builder.extract.cues import Cue, find_cues, is_routine
from kg_builder.extract.marks import Mark
from kg_builder.extract.reading import Reading
from kg_builder.model import Span

_OPEN = '“"«„'
_OPENS = re.compile(r"\s*(?:[“«„]|\"|''|‘‘)")
_CLOSES = re.compile(r"(?:[”»]|(?<=[\w.!?\])])\")[.,;]?\s*$")
_COLON = re.compile(r":\s*(?:$|[\r\n])")
_INLINE_QUOTE = re.compile(r"[:.]\s{0,3}(?=[“\"«])")
_TEXT_KINDS = frozenset({"prose", "to", "for", "salutation", "copies-open", "reply", "closing"})
_NEUTRAL = frozenset({"page-mark", "translator-note", "note", "furniture", "gap", "clerk"})


@dataclass(slots=True)
class Layer:
    """One message of the page while it is read; `start` is None for the outer one."""

    start: int | None
    parent: int | None
    cue: Cue | None
    marks: list[Mark] = field(default_factory=list)
    places: list[int] = field(default_factory=list)
    """Of each mark, its place among all marks of the body: what is between two of them is another layer's."""
    cues: list[Cue] = field(default_factory=list)
    quoted: bool = False
    signed: bool = False

    def tells(self) -> bool:
        """True if it has running text."""
        return any(m.kind == "prose" for m in self.marks)

    def prose(self) -> list[Mark]:
        """Return its running text."""
        return [m for m in self.marks if m.kind == "prose"]


def _last_cue(text: str, mark: Mark) -> Cue | None:
    """The cue that announces what follows this running text: it stands in its last sentence."""
    cues = find_cues(text, mark.span)
    if not cues:
        return None
    colon = bool(_COLON.search(text, max(mark.span.start, mark.span.end - 3), mark.span.end))
    last = cues[-1]
    # A cue with news behind it announces nothing; several telegrams may be announced in one sentence: the first is next.
    if not colon and re.search(r"[.!?]\s+[A-Z]", text[last.span.end : mark.span.end]):
        return None
    sentence = (
        max((m.end() for m in re.finditer(r"[.!?]\s+(?=[A-Z])", text[mark.span.start : last.span.start])), default=0) + mark.span.start
    )
    return next(c for c in cues if c.span.start >= sentence)


def _split_inline(text: str, mark: Mark) -> Iterator[Mark]:
    """Split running text where a cue is followed by a quotation on the same line."""
    if mark.kind == "prose":
        for cut in _INLINE_QUOTE.finditer(text, mark.span.start, mark.span.end):
            head = replace(mark, span=Span(mark.span.start, cut.start() + 1), whole=False)
            if cut.end() < mark.span.end - 20 and (
                _last_cue(text, head) or find_cues(text, Span(max(mark.span.start, cut.start() - 200), cut.start()))
            ):
                yield head
                yield replace(mark, span=Span(cut.end(), mark.span.end), whole=False)
                return
    yield mark


def _begins(text: str, mark: Mark, cue: Cue | None, layers: Sequence[Layer], at: int, waits: bool) -> bool:
    """True if a message begins with this mark inside layer `at`."""
    if cue is not None and cue.kind == "attached" and mark.kind == "name":
        return True
    if mark.kind not in ("prose", "to", "salutation", "copies-open", "for"):
        return False
    opens = bool(_OPENS.match(text, mark.span.start))
    if cue is not None:
        if not opens and cue.form.data.get("colon") and not _COLON.search(text, cue.span.end, cue.span.end + 200):
            return False
        if opens or mark.kind in ("to", "salutation") or cue.kind == "attached":
            return True
        return _COLON.search(text, cue.span.end, cue.span.end + 200) is not None and mark.kind == "prose" and waits
    layer = layers[at]
    if opens and layer.start is None and not layer.tells() and mark.kind in ("salutation", "to"):
        return True
    # After signature, number and date a new salutation opens what is enclosed.
    return layer.start is None and layer.signed and layer.tells() and mark.kind == "salutation"


def _ends(text: str, marks: Sequence[Mark], i: int, layer: Layer) -> bool:
    """True if the layer ends with mark `i`: a closing quotation mark, or a signature after running text."""
    mark = marks[i]
    following = next((m for m in marks[i + 1 :] if m.kind not in _NEUTRAL), None)
    closes = bool(_CLOSES.search(text, mark.span.start, mark.span.end))
    if mark.kind in ("name", "signature"):
        if not layer.tells():
            return False
        # A date in the same quotation belongs to the message too.
        return closes or not (
            following is not None and following.kind == "date" and _CLOSES.search(text, following.span.start, following.span.end)
        )
    if mark.kind == "date" and closes and (layer.quoted or layer.signed):
        return True
    if not closes or not layer.quoted or mark.kind not in _TEXT_KINDS:
        return False
    # Each paragraph may reopen the quotation; the signature may stand outside of it.
    return following is None or not (_OPENS.match(text, following.span.start) or following.kind in ("name", "signature", "date", "closing"))


def _first_character(text: str, span: Span) -> int:
    at = span.start
    while at < span.end and (text[at] in _OPEN or text[at].isspace()):
        at += 1
    return at if at < span.end else span.start


def split_layers(reading: Reading, marks: Sequence[Mark], wrapped: bool) -> list[Layer]:
    """Return the messages of the body in order of their start, the outer one first.

    `wrapped`: the head names a final reader ("for Comrade X"), so that the body is a message for him even without quotes.
    """
    text = reading.text
    pieces = [piece for mark in marks for piece in _split_inline(text, mark)]
    layers, stack = [Layer(None, None, None)], [0]
    pending: Cue | None = None
    fresh = False
    for i, mark in enumerate(pieces):
        at = stack[-1]
        if _begins(text, mark, pending, layers, at, fresh) or (wrapped and len(layers) == 1 and mark.kind in ("prose", "salutation")):
            quoted = bool(_OPENS.match(text, mark.span.start))
            layers.append(Layer(_first_character(text, mark.span), at, pending or _enclosure(layers[at]), quoted=quoted))
            stack.append(len(layers) - 1)
            at, pending = stack[-1], None
        layer = layers[at]
        layer.marks.append(mark)
        layer.places.append(i)
        if mark.kind == "prose":
            layer.cues += find_cues(text, mark.span)
            pending, fresh = _last_cue(text, mark), True
            layer.signed = False
        elif mark.kind in ("name", "signature"):
            layer.signed = layer.tells()
        if len(stack) > 1 and _ends(text, pieces, i, layer):
            stack.pop()
            pending = None
    return layers


def _enclosure(layer: Layer) -> Cue | None:
    """The cue in a cover note's text that its enclosure answers to."""
    return next((c for c in layer.cues if c.kind in ("passes", "attached", "own")), None)


def own_news(reading: Reading, layer: Layer) -> bool:
    """True if a layer says something itself: more than cues, clerks' orders, references and greetings."""
    text = reading.text
    for mark in layer.prose():
        at = mark.span.start
        ends = [m.end() for m in re.finditer(r"[.!?][\"”’)\]]*\s+(?=[\"“A-Z\[])", text[mark.span.start : mark.span.end])]
        for end in [*(mark.span.start + e for e in ends), mark.span.end]:
            sentence = Span(at, end)
            at = end
            words = reading.words(sentence).strip()
            if len(words.split()) < 4 or is_routine(text, sentence) or any(c.span.overlaps(sentence) for c in layer.cues):
                continue
            return True
    return False
