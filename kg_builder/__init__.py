r"""From the text of a diplomatic telegram to a validated graph in which every statement shows the words it was read from.

>>> from kg_builder import extract_facts, load_tools, to_source
>>> text = b"To Comrade Filippov.\n\nI ask you to send 12 batteries.\n\nMAO ZEDONG\n\nNo. 17 21.6.51\n"
>>> source = to_source(text, "a-telegram", "a-telegram.txt")
>>> tools = load_tools()
>>> [request.status.value for request in extract_facts(source, tools).requests]
['asked']

`build_document` goes the whole way to Turtle, JSON-LD and N-Quads; `build_corpus` does it for files and folders.
What a name needs is imported when it is first used.
"""

from __future__ import annotations

# Type checkers take this name for true; importing it from `typing` would be half of what `import kg_builder` costs.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from kg_builder.corpus import build_corpus
    from kg_builder.errors import KgBuilderError
    from kg_builder.model import Evidence, Extraction, Finding
    from kg_builder.pipeline import BuiltDocument, Tools, build_document, extract_facts, load_tools
    from kg_builder.source import SourceText, read_source, to_source

__version__ = "0.1.0"

__all__ = [
    "BuiltDocument",
    "Evidence",
    "Extraction",
    "Finding",
    "KgBuilderError",
    "SourceText",
    "Tools",
    "__version__",
    "build_corpus",
    "build_document",
    "extract_facts",
    "load_tools",
    "read_source",
    "to_source",
]

_HOMES = {
    "BuiltDocument": "pipeline",
    "Evidence": "model",
    "Extraction": "model",
    "Finding": "model",
    "KgBuilderError": "errors",
    "SourceText": "source",
    "Tools": "pipeline",
    "build_corpus": "corpus",
    "build_document": "pipeline",
    "extract_facts": "pipeline",
    "load_tools": "pipeline",
    "read_source": "source",
    "to_source": "source",
}


def __getattr__(name: str) -> Any:
    """Import what is asked for (PEP 562)."""
    from importlib import import_module

    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return __all__
