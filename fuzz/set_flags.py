"""Fuzzes the grammar of --set, --set-string and --set-file, and what becomes of values after it."""

from __future__ import annotations

import contextlib
import sys
from typing import Any

from mutation import run
from pilothouse.core.errors import PilothouseError
from pilothouse.core.golib.utf8 import decode
from pilothouse.plugins.builtin.values.sources import as_read_again
from pilothouse.plugins.builtin.values.strvals import Allowance, parse_into, typed_value

_EXAMPLES = (b"a=1,b.c=x", b"a[0]=1,a[1].b=2,a[2][3]=4", b"l={a,b,c},m=null", b"a\\.b=x\\,y,c=true", b"a=,b={}")
_WORDS = (
    *(b"=", b",", b".", b"[", b"]", b"{", b"}", b"\\", b"[0]", b"[65536]"),
    *(b"null", b"true", b"a.b.", b"\0", b"\xff"),
)


def target(data: bytes) -> None:
    """Parse the data as a text of each flag, on top of what was given before."""
    table: dict[str, Any] = {"a": [{"b": 1}], "m": {"n": "o"}}
    allowance = Allowance()
    for to_value in (typed_value, str):
        with contextlib.suppress(PilothouseError):
            parse_into(decode(data), table, to_value, allowance)
    with contextlib.suppress(PilothouseError):
        as_read_again(table)


if __name__ == "__main__":
    sys.exit(run(target, _EXAMPLES, _WORDS))
