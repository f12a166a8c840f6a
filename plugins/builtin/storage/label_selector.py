"""Labels of records as Kubernetes selects by them.

Rules: pkg/storage/driver/cfgmaps.go Query; k8s.io/apimachinery/pkg/util/validation.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from ....core.errors import StorageError
from ....core.golib.strconv import quote

OWNER = "OWNER"
IN_PARTS = "PILOTHOUSE"
"""The label OWNER of a record that is spread over several objects: old readers look for their own owner only."""

_VALUE_PATTERN = "(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?"
_VALUE = re.compile(_VALUE_PATTERN, re.ASCII)
_MAX_LENGTH = 63


def selector(labels: Mapping[str, str]) -> str:
    """The selector of the records with all of `labels`, in the order of their names.

    It finds records in parts too, of any owner. Raises StorageError for a value that no label can have.
    """
    for _, value in sorted(labels.items()):
        reasons = _reasons(value)
        if reasons:
            raise StorageError(f"invalid label value: {quote(value)}: {'; '.join(reasons)}")
    if not labels:
        return f"NAME,{OWNER}"
    return ",".join(
        f"{name} in ({','.join(sorted((IN_PARTS, value)))})" if name == OWNER else f"{name}={value}"
        for name, value in sorted(labels.items())
    )


def _reasons(value: str) -> list[str]:
    """Why a text cannot be the value of a label."""
    reasons = []
    if len(value.encode("utf-8", "surrogateescape")) > _MAX_LENGTH:
        reasons.append(f"must be no more than {_MAX_LENGTH} characters")
    if not _VALUE.fullmatch(value):
        reasons.append(
            "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must "
            "start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', "
            f"regex used for validation is '{_VALUE_PATTERN}')"
        )
    return reasons
