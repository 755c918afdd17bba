"""Text to facts: `document.extract` goes the whole way, and each module here reads one kind of thing."""
