"""``dependency update``: fetch what requirements.yaml names. Rules: cmd/helm/dependency_update.go."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from ....core.command import BOOL, Flag, command
from ....core.model.options import RequirementsUpdate
from ._keyring_flag import KEYRING_FLAG

if TYPE_CHECKING:
    from ....core.kernel import Kernel

VERIFICATION_FLAGS = (
    Flag("--verify", kind=BOOL, help="check the signatures of what is downloaded"),
    KEYRING_FLAG,
)
"""Whether subcharts are trusted only with a good signature, and whose."""


@command(
    "update",
    *VERIFICATION_FLAGS,
    Flag("--skip-refresh", kind=BOOL, help="take the indexes of repositories as they were last fetched"),
    usage=" [flags] CHART",
    completes="dir",
)
def update_dependencies(kernel: Kernel, args: tuple[str, ...], *, skip_refresh: bool, **options: Any) -> None:
    """Fetch the newest subcharts that the requirements.yaml of a chart allows into its charts folder.

    CHART is a folder, by default the current one. Other archives of the same subcharts are removed, all else in charts/
    stays. What was fetched is written down in requirements.lock, for `dependency build`.
    """
    path = os.path.abspath(args[0] if args else ".")
    update = RequirementsUpdate(options["verify"], kernel.settings.keyring(options["keyring"]), skip_refresh)
    kernel.first("helm_update_requirements", path=path, options=update)
