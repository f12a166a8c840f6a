"""Go's package path: slash-separated paths, by their text alone."""

from __future__ import annotations


def clean(path: str) -> str:
    """The shortest path with the same meaning (path.Clean): no empty, `.` or inner `..` elements; `.` for nothing."""
    rooted = path.startswith("/")
    kept: list[str] = []
    for element in path.split("/"):
        if element in ("", "."):
            continue
        if element != "..":
            kept.append(element)
        elif kept and kept[-1] != "..":
            kept.pop()
        elif not rooted:
            kept.append("..")
    return ("/" if rooted else "") + "/".join(kept) or "."


def base(path: str) -> str:
    """The last element without trailing slashes (path.Base); `.` for nothing, `/` for slashes only."""
    if not path:
        return "."
    return path.rstrip("/").rpartition("/")[2] or "/"


def directory(path: str) -> str:
    """All but the last element, cleaned (path.Dir)."""
    before, slash, _ = path.rpartition("/")
    return clean(before + slash)


def extension(path: str) -> str:
    """What follows the last dot of the last element, with the dot (path.Ext)."""
    name = path[path.rfind("/") + 1 :]
    dot = name.rfind(".")
    return name[dot:] if dot >= 0 else ""


def is_absolute(path: str) -> bool:
    """Whether the path begins at the root (path.IsAbs)."""
    return path.startswith("/")
