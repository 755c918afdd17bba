"""Stores that hold graphs: on disk or behind the SPARQL protocol. The only client of a socket."""
