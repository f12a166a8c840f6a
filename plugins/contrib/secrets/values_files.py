"""Values files that SOPS encrypted: what they hold is given by reference, so that a release records no secret."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from ....core.errors import ValuesError
from .lookup import lookup_of
from .references import reference_text
from .sops import ENCRYPTED, METADATA, looks_encrypted, read_tree

if TYPE_CHECKING:
    from ....core.kernel import Kernel
    from ....core.model.options import ValueSources


def with_references(values: dict[str, Any], sources: ValueSources, kernel: Kernel) -> dict[str, Any]:
    """A copy of merged values with a reference in the place of each value that SOPS encrypted.

    The files are decrypted here already, so that a wrong key or a changed file is known before anything else happens.
    The table ``sops`` is SOPS's own and left out. Raises ValuesError, MissingExtraError.
    """
    references: dict[str, str] = {}
    for name in sources.files:
        if os.path.isfile(name):
            with open(name, "rb") as stream:
                content = stream.read()
            if looks_encrypted(content):
                lookup_of(kernel).sops_file(name)
                _collect(read_tree(content, name), name, (), references)
    if references:
        values = {key: item for key, item in values.items() if key != METADATA}
    replaced: dict[str, Any] = _replaced(values, references, "")
    return replaced


def _collect(value: Any, file: str, pointer: tuple[str, ...], references: dict[str, str]) -> None:
    """Add the reference for each encrypted text of a file, by the encrypted text, of which no two are the same."""
    if isinstance(value, dict):
        for key, item in value.items():
            if pointer or key != METADATA:
                _collect(item, file, (*pointer, key), references)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            _collect(item, file, (*pointer, str(index)), references)
    elif isinstance(value, str) and ENCRYPTED.match(value):
        references[value] = reference_text("sops", file, pointer)


def _replaced(value: Any, references: dict[str, str], place: str) -> Any:
    if isinstance(value, dict):
        return {key: _replaced(item, references, f"{place}.{key}" if place else key) for key, item in value.items()}
    if isinstance(value, list):
        return [_replaced(item, references, f"{place}[{index}]") for index, item in enumerate(value)]
    if isinstance(value, str) and value.startswith("ENC[AES256_GCM,"):
        if value not in references:
            raise ValuesError(
                f"the value at {place} is encrypted by SOPS, and no file of --values has it",
                hint="files that SOPS encrypted are given by their path, not by a URL or on standard input",
            )
        return references[value]
    return value
