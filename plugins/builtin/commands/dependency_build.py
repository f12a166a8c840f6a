"""``dependency build``: fetch what requirements.lock names. Rules: cmd/helm/dependency_build.go."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ....core.command import command
from ....core.model.options import RequirementsUpdate
from .dependency_update import VERIFICATION_FLAGS

if TYPE_CHECKING:
    from ....core.kernel import Kernel


@command("build", *VERIFICATION_FLAGS, usage=" [flags] CHART", completes="dir")
def build_dependencies(kernel: Kernel, args: tuple[str, ...], **options: Any) -> None:
    """Fetch the subcharts that the requirements.lock of a chart names into its charts folder.

    CHART is a folder, by default the current one. Without a lock this is `dependency update`. With --verify the
    signatures of those subcharts are checked that have one.
    """
    build = RequirementsUpdate(options["verify"], kernel.settings.keyring(options["keyring"]), locked=True)
    kernel.first("helm_update_requirements", path=args[0] if args else ".", options=build)
