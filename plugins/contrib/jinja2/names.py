"""Names of templates: which are rendered to files, and under which names."""

from __future__ import annotations

SUFFIX = ".j2"
"""How files end that are templates. Others go into the manifest as they are."""


def is_partial(name: str) -> bool:
    """Whether a file is only there for others to include or import."""
    return name.rstrip("/").rpartition("/")[2].startswith("_")


def output_name(name: str) -> str:
    """The name under which a file's text is known: without the suffix, so that NOTES.txt.j2 are the notes."""
    return name.removesuffix(SUFFIX)
