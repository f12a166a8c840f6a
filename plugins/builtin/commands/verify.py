"""``verify``: check the signature of a chart archive. Rules: cmd/helm/verify.go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....core.command import command
from ....core.errors import UsageError
from ._keyring_flag import KEYRING_FLAG

if TYPE_CHECKING:
    from ....core.kernel import Kernel


@command("verify", KEYRING_FLAG, usage=" [flags] PATH", completes="file")
def verify(kernel: Kernel, args: tuple[str, ...], *, keyring: str) -> None:
    """Check that a chart archive is what the owner of a key signed.

    The signature is in PATH.prov, and the key has to be in the key ring. Nothing is printed when all is well; a
    signature that is missing, or empty, or does not fit the archive is an error.
    """
    if not args:
        raise UsageError("a path to a package file is required")
    kernel.first("helm_verify_provenance", path=args[0], keyring=kernel.settings.keyring(keyring))
