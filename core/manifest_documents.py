"""Splitting rendered text, or the manifest of a release, into its YAML documents. Rule: pkg/releaseutil/manifest.go."""

from __future__ import annotations

from .golib.utf8 import WHITE_SPACE

_BLANK = "\t\n\f\r "


def split_documents(text: str) -> list[str]:
    """The documents of a rendered file, trimmed, in order.

    A separator is ``---`` at the beginning of a line; it takes the blanks around it with it, so of two separators with
    nothing else between them the second stays in the text. What follows on the line belongs to the next document.
    """
    text = text.strip(WHITE_SPACE)
    documents = []
    start = 0
    if text.startswith("---"):
        start = _skip_blanks(text, 3)
    while (found := text.find("\n---", start)) >= 0:
        documents.append(text[start:found].rstrip(_BLANK))
        start = _skip_blanks(text, found + 4)
    documents.append(text[start:])
    return [document.strip(WHITE_SPACE) for document in documents if document]


def _skip_blanks(text: str, position: int) -> int:
    while position < len(text) and text[position] in _BLANK:
        position += 1
    return position
