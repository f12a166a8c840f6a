"""Writes core/golib/merge_keys.py from an OpenAPI document of Kubernetes: ``docs/generate_merge_keys.py DOCUMENT``.

The table in the repository stands for the types that Helm v2.17.0 compiles in, those of Kubernetes 1.16, so its source
is the document published with that version (``api/openapi-spec/swagger.json``, or the same definitions as the package
``kubernetes-validate`` 1.23.0 ships them in ``kubernetes-json-schema/v1.16.0-local/_definitions.json``).
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pilothouse.core.golib.patch_schema import objects_of, short_name, types_of

TARGET = Path(__file__).resolve().parent.parent / "core" / "golib" / "merge_keys.py"

HEADER = '''"""The built-in types of Kubernetes 1.16, as far as patches depend on them.

Written by docs/generate_merge_keys.py. `PACKAGES` says where the types of an API version's kinds are, `TYPES`
which fields a type has, as ``NAME=SHAPE`` words. A shape is a type's name, a letter for a simple one (``s`` string,
``b`` bool, ``i`` int32, ``l`` int64, ``f`` float64, ``y`` bytes), or either of them behind ``[]`` for a list and ``{}``
for a map. After it come ``~`` and the merge key (nothing for a list of simple values) where a list is merged, and ``!``
where keys are retained.
"""

from __future__ import annotations

'''


def table(document: dict[str, Any]) -> Iterator[str]:
    """The lines of the module."""
    definitions = document["definitions"]
    objects = objects_of(definitions)
    yield HEADER
    yield "PACKAGES: dict[str, str] = {\n"
    for version, names in sorted(objects.items()):
        (package,) = {short_name(name).rpartition(".")[0] for name in names}
        yield f'    "{version}": "{package}",\n'
    yield "}\n\nTYPES: dict[str, str] = {\n"
    for name, words in types_of(definitions, [name for names in objects.values() for name in names]).items():
        yield f'    "{name}": (\n'
        yield from wrapped(words)
        yield "    ),\n"
    yield "}\n"


def wrapped(text: str) -> Iterator[str]:
    """A long text as adjacent literals, broken between words."""
    line = ""
    for word in text.split(" "):
        if line and len(line) + len(word) > 105:
            yield f'        "{line}"\n'
            line = ""
        line += word + " "
    yield f'        "{line.rstrip()}"\n'


if __name__ == "__main__":
    TARGET.write_text("".join(table(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")))), encoding="utf-8")
