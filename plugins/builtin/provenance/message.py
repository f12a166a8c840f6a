"""What a provenance file says: the metadata of a chart and the hashes of files, as two YAML documents.

Rules: pkg/provenance/sign.go (messageBlock, parseMessageBlock).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....core.errors import ProvenanceError
from ....core.golib.strconv import quote
from ....core.golib.types import GoError
from ....core.golib.unmarshal import STRING, MapType, StructType, unmarshal
from ....core.golib.yaml import dump
from ....core.golib.yaml_input import Input
from ....core.golib.yaml_parser import MAPPING, Node, parse
from ....core.model.chart_metadata import METADATA, metadata_document

if TYPE_CHECKING:
    from ....core.model.chart import Metadata

_BORDER = "\n...\n"
_SUMS = StructType("provenance.SumCollection", {"files": MapType(STRING), "images": MapType(STRING)})


def make_message(metadata: Metadata, name: str, hash: str) -> str:
    """The text that is signed for the archive `name` of a chart; `hash` is ``sha256:`` and hexadecimal digits."""
    return dump(metadata_document(metadata)) + _BORDER + dump({"files": {name: hash}})


def file_hashes(message: bytes) -> dict[str, str]:
    """The hashes of files by name in a text that was signed.

    Raises ProvenanceError for a text that cannot be read, and for one that says the same thing twice.
    """
    parts = message.split(_BORDER.encode())
    if len(parts) < 2:
        raise ProvenanceError("message block must have at least two parts")
    try:
        unmarshal(parts[0], METADATA)
        sums = unmarshal(parts[1], _SUMS)
        for part in parts[:2]:
            _refuse_repeated_keys(part)
    except GoError as error:
        raise ProvenanceError(str(error)) from None
    files: dict[str, str] = sums.get("files") or {}
    return files


def _refuse_repeated_keys(text: bytes) -> None:
    """Raise ProvenanceError for a mapping that has a key twice: readers differ in which of the two counts.

    Fields of the message are the same in small and large letters.
    """
    document = parse(Input(text))
    if document is None:
        return
    waiting: list[Node] = [document.root]
    while waiting:
        node = waiting.pop()
        waiting.extend(node.children)
        if node.kind is not MAPPING:
            continue
        seen: set[str] = set()
        for key in node.children[::2]:
            name = key.value.lower() if node is document.root else key.value
            if name in seen:
                raise ProvenanceError(
                    "the signed message says the same thing twice", details=(f"it repeats the key {quote(key.value)}",)
                )
            seen.add(name)
