"""The extension points that `provenance` answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....hookspecs import hookimpl

if TYPE_CHECKING:
    from ....core.model.chart import Metadata
    from ....core.model.provenance import SigningOptions, Verification
    from ....core.protocols import KernelView


@hookimpl
def helm_verify_provenance(path: str, keyring: str) -> Verification:
    """OpenPGP signatures in ``PATH.prov``. Raises ProvenanceError."""
    from .verify import verify_chart

    return verify_chart(path, keyring)


@hookimpl
def helm_sign_chart(path: str, options: SigningOptions, kernel: KernelView) -> str:
    """OpenPGP signatures in ``PATH.prov``. Raises ProvenanceError, ChartError."""
    from ....core.model.options import LoadOptions
    from .sign import sign_chart

    def load_metadata(archive: str) -> Metadata:
        metadata: Metadata = kernel.first("helm_load_chart", path=archive, options=LoadOptions()).metadata
        return metadata

    return sign_chart(path, options, load_metadata)
