"""An occurrence of a form: the words of a cue in their sentence, on the scene of their message."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from kg_builder.extract.scene import Party, Scene, entity_path
from kg_builder.extract.sentences import Sentence
from kg_builder.lexicon import Form
from kg_builder.model import Entity, Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Occurrence:
    """A form that matched: what asks or hands over, before anybody knows who and what."""

    form: Form
    found: re.Match[str]
    scene: Scene
    sentence: Sentence
    cue: Span

    @property
    def text(self) -> str:
        """The source text."""
        return self.scene.text

    @property
    def start(self) -> int:
        """Where its sentence starts."""
        return self.sentence.span.start

    @property
    def end(self) -> int:
        """Where its sentence ends."""
        return self.sentence.span.end

    def says(self, key: str) -> Any:
        """Return what the lexicon says of the form under a key, None if nothing."""
        return self.form.data.get(key)

    def party(self, entity: Entity | None) -> Party | None:
        """Return an entity as a party for which the cue itself stands, None for nobody."""
        return Party(self.cue, entity, entity_path(entity)) if entity else None


def to_occurrence(form: Form, found: re.Match[str], scene: Scene, sentence: Sentence) -> Occurrence:
    """Return the occurrence; its cue leaves out the words that only a look at what follows took in."""
    start, end = found.span()
    for word in form.data.get("cut", ()):
        if found[0].endswith(" " + word):
            end -= len(word) + 1
            break
    first = start + len(found[0]) - len(found[0].lstrip())
    return Occurrence(form=form, found=found, scene=scene, sentence=sentence, cue=Span(first, max(end, first + 1)))
