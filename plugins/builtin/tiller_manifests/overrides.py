"""``--override``: texts as for ``--set`` over the Deployment. Rule: generateDeployment in installer/install.go."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from ....core.errors import UsageError, ValuesError
from ....core.golib.json_values import as_read
from ....core.golib.yaml import dump
from ....core.model.options import ValueSources
from .typed_deployment import TypedError, as_deployment

if TYPE_CHECKING:
    from ....core.protocols import KernelView


def overridden(deployment: dict[str, Any], overrides: tuple[str, ...], kernel: KernelView) -> dict[str, Any]:
    """The Deployment with the overrides, as it is after Go has read it as one: unknown fields are gone.

    Raises UsageError for a text that cannot be parsed, and for a value that does not fit its field.
    """
    import tempfile

    descriptor, path = tempfile.mkstemp(suffix=".yaml")
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", errors="surrogateescape") as stream:
            stream.write(dump(deployment))
        sources = ValueSources(files=(path,), set=overrides, exact=True, files_only=True)
        merged: dict[str, Any] = kernel.first("helm_read_values", sources=sources)
    except ValuesError as error:
        raise UsageError(
            "Error merging --set values into Deployment manifest", details=(error.message, *error.details)
        ) from error
    finally:
        os.unlink(path)
    try:
        return as_deployment(as_read(merged))
    except TypedError as error:
        # Helm's sentence ends with a blank.
        raise UsageError(
            f"Error unmarshalling Values to Deployment manifest: error unmarshaling JSON: while decoding JSON: {error} "
        ) from None
