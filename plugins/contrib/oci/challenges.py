"""What a registry asks for when it answers 401: the header WWW-Authenticate. Rule: RFC 9110, section 11."""

from __future__ import annotations

import re

_TOKEN = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"  # noqa: S105 - a rule of grammar
_PARAMETER = re.compile(rf'\s*({_TOKEN})\s*=\s*(?:"((?:[^"\\]|\\.)*)"|({_TOKEN}))\s*')
_SCHEME = re.compile(rf"\s*({_TOKEN})(?:\s+|\s*$|(?=,))")
_LONGEST = 8192


def parse(header: str) -> dict[str, dict[str, str]]:
    """The parameters of each scheme that a header offers, both in small letters; of equal schemes the first.

    What is not understood ends the reading: what came before it counts.
    """
    offers: dict[str, dict[str, str]] = {}
    parameters: dict[str, str] = {}
    position, header = 0, header[:_LONGEST]
    while position < len(header):
        if header[position] in " \t,":
            position += 1
            continue
        found = _PARAMETER.match(header, position)
        if found:
            quoted = found[2]
            value = re.sub(r"\\(.)", r"\1", quoted) if quoted is not None else found[3]
            parameters.setdefault(found[1].lower(), value)
        else:
            found = _SCHEME.match(header, position)
            if not found:
                break
            parameters = {}
            offers.setdefault(found[1].lower(), parameters)
        position = found.end()
    return offers
