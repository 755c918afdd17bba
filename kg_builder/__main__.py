"""`python -m kg_builder` is `kg-builder`."""

from __future__ import annotations

import sys

from kg_builder.cli import main

if __name__ == "__main__":
    sys.exit(main())
