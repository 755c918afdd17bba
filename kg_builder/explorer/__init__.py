"""Read-only pages over a store: every fact one click from its words. Served, or written as a static site."""
