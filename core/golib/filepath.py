"""Go's path/filepath.Match: shell patterns over paths.

``*`` is any run without ``/``, ``?`` one character but ``/``, ``[a-z]`` and ``[^a-z]`` one character of a class (``/``
included), a backslash makes the next character literal; the whole path must match. A broken pattern is noticed only
where matching reaches it, as in Go 1.15. Rule: path/filepath/match.go.
"""

from __future__ import annotations

from .types import GoError

BAD_PATTERN = "syntax error in pattern"


def match(pattern: str, name: str) -> bool:
    """Whether `name` matches `pattern`. Raises GoError (``syntax error in pattern``)."""
    while pattern:
        star, chunk, pattern = _next_chunk(pattern)
        if star and not chunk:
            return "/" not in name
        rest = _match_chunk(chunk, name)
        if rest is not None and (not rest or pattern):
            name = rest
            continue
        if not star:
            return False
        rest = _skip_and_match(chunk, name, last=not pattern)
        if rest is None:
            return False
        name = rest
    return not name


def _skip_and_match(chunk: str, name: str, last: bool) -> str | None:
    """What is left of `name` after some characters for the star and a match of `chunk`; None when there is none."""
    for index, character in enumerate(name):
        if character == "/":
            return None
        rest = _match_chunk(chunk, name[index + 1 :])
        if rest is not None and not (last and rest):
            return rest
    return None


def _next_chunk(pattern: str) -> tuple[bool, str, str]:
    """Whether `pattern` begins with a star, its text up to the next star outside a class, and the remainder."""
    text = pattern.lstrip("*")
    in_class = False
    index = 0
    while index < len(text):
        character = text[index]
        if character == "\\":
            index += 1
        elif character == "[":
            in_class = True
        elif character == "]":
            in_class = False
        elif character == "*" and not in_class:
            break
        index += 1
    return len(text) < len(pattern), text[:index], text[index:]


def _match_chunk(chunk: str, name: str) -> str | None:
    """What is left of `name` after `chunk` (which has no star) matched its beginning; None when it did not."""
    position = 0
    for character in name:
        if position >= len(chunk):
            break
        wanted = chunk[position]
        position += 1
        if wanted == "[":
            matched, position = _match_class(chunk, position, character)
            if not matched:
                return None
        elif wanted == "?":
            if character == "/":
                return None
        else:
            if wanted == "\\":
                if position >= len(chunk):
                    raise GoError(BAD_PATTERN)
                wanted = chunk[position]
                position += 1
            if wanted != character:
                return None
        name = name[1:]
    return name if position >= len(chunk) else None


def _match_class(chunk: str, position: int, character: str) -> tuple[bool, int]:
    """Whether the class whose ``[`` stands before `position` has `character`, and where it ends."""
    negated = chunk.startswith("^", position)
    if negated:
        position += 1
    matched = False
    first = True
    while first or not chunk.startswith("]", position):
        first = False
        low, position = _class_character(chunk, position)
        high = low
        if chunk[position] == "-":
            high, position = _class_character(chunk, position + 1)
        if low <= character <= high:
            matched = True
    return matched != negated, position + 1


def _class_character(chunk: str, position: int) -> tuple[str, int]:
    """One possibly escaped character of a class and the position after it; something must follow."""
    if position >= len(chunk) or chunk[position] in "-]":
        raise GoError(BAD_PATTERN)
    if chunk[position] == "\\":
        position += 1
    if position + 1 >= len(chunk):
        raise GoError(BAD_PATTERN)
    return chunk[position], position + 1
