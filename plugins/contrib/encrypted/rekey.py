"""``encryption rekey``: encrypt all records with the newest key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....core.command import BOOL, Flag, command
from ....core.errors import StorageError, UsageError
from ....core.golib.strconv import quote
from ....core.model.kube_object import ClusterTarget
from .records import NAME, connect

if TYPE_CHECKING:
    from ....core.kernel import Kernel
    from ....core.protocols import KernelView, KubeClient

_NAMESPACE = "kube-system"


@command("rekey", Flag("--dry-run", kind=BOOL, help="only say what would be done"))
def rekey(kernel: Kernel, args: tuple[str, ...], *, dry_run: bool) -> None:
    """Encrypt all release records with the newest key, the first of the file.

    Records that have it already are left alone, so it may be stopped and run again; so are records of operations that
    may be at work. When it ends without an error, older keys are not needed any more. With
    PILOTHOUSE_ENCRYPTED_PLAIN=true, records that are not encrypted yet are encrypted.
    """
    from .rekeying import rekey

    if args:
        raise UsageError("This command takes no arguments")
    if kernel.setting("storage") != NAME:
        raise StorageError(
            f"the release store is {quote(kernel.setting('storage'))}, which is not encrypted",
            hint="TILLER_STORAGE=encrypted, with PILOTHOUSE_ENCRYPTED_STORAGE for the store that it fills",
        )
    result = rekey(connect(_Context(kernel)), kernel.console.line, dry_run=dry_run)
    verb = "would be rewritten" if dry_run else "rewritten"
    kernel.console.line(f"{result.rewritten} {verb}, {result.current} had the newest key, {len(result.left)} left")
    if result.left:
        raise StorageError(
            "not all records have the newest key: older keys are still needed",
            details=tuple(f"{key}: {reason}" for key, reason in result.left),
            hint="`pilothouse release repair` puts damaged records aside; run this again for the others",
        )


class _Context:
    """`core.protocols.StorageContext` for the store of the settings."""

    def __init__(self, kernel: Kernel) -> None:
        self.kernel: KernelView = kernel
        self.namespace = kernel.setting("tiller-namespace") or _NAMESPACE
        self._client: KubeClient | None = None

    def connect(self) -> KubeClient:
        """The cluster that the settings name; connected once."""
        if self._client is None:
            names = ("cluster", "kube-context", "kubeconfig")
            target = ClusterTarget(*[self.kernel.setting(name) for name in names])
            self._client = self.kernel.first("helm_connect_kube", target=target)
        return self._client
