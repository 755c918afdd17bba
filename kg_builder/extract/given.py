"""What extraction is given besides the text: the authorities, and the indexes compiled from them once a process."""

from __future__ import annotations

from dataclasses import dataclass

from kg_builder.authority import Authorities
from kg_builder.extract.goods import GoodsIndex
from kg_builder.extract.names import NameIndex


@dataclass(frozen=True, slots=True)
class Given:
    """Authorities with the two indexes that find their labels in a text."""

    authorities: Authorities
    names: NameIndex
    goods: GoodsIndex


def to_given(authorities: Authorities) -> Given:
    """Compile the indexes of names and goods; costs some ten milliseconds, once a process."""
    return Given(authorities, NameIndex.build(authorities), GoodsIndex.build(authorities))
