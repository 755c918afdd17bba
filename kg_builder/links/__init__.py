"""What ties documents together: which mention means which telegram, which act restates or answers which, and what contradicts what.

The rules are the CONSTRUCT queries of `ontology/links/`, run one after the other over a small store of just the statements
that they ask for. They construct candidates; a candidate that is alone becomes a link with its evidence, several that fit
equally become a finding. `graph/links` is made anew each time.
"""

from kg_builder.links.stage import Linked, link

__all__ = ["Linked", "link"]
