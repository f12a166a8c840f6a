"""``diff upgrade --no-cluster``: the revision that would be recorded, and the one that it would follow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....core.errors import PilothouseError
from ....core.golib.strconv import quote
from ....core.model.client_requests import Installation
from ....core.model.release import DEPLOYED
from ....core.model.release_requests import InstallRequest

if TYPE_CHECKING:
    from ....core.client_protocol import Client
    from ....core.model.client_requests import Upgrade
    from ....core.model.release import Release
    from ....core.protocols import ReleaseService

_MOST_REVISIONS = 256
"""So far back the deployed revision is looked for."""


def recorded_and_planned(client: Client, service: ReleaseService, upgrade: Upgrade) -> tuple[Release | None, Release]:
    """The revision that an upgrade starts from (None for an installation), and what it would record.

    Raises what a dry run raises.
    """
    name = upgrade.request.name
    if upgrade.install and _is_unknown(service, name):
        update = upgrade.request
        request = InstallRequest(
            None, name=name, namespace=upgrade.namespace, dry_run=True, disable_hooks=update.disable_hooks
        )
        return None, client.install(service, Installation(upgrade.chart_path, upgrade.sources, request))
    # Whoever asks for an installation as well is told whether it comes to one, between the lines of the result.
    upgraded = client.upgrade(service, upgrade.replace(install=False, request=upgrade.request.replace(dry_run=True)))
    deployed = (one.revision for one in service.history(name, _MOST_REVISIONS) if one.status == DEPLOYED)
    return service.content(name, next(deployed, 0)), upgraded.release


def _is_unknown(service: ReleaseService, name: str) -> bool:
    """Whether there is no release of a name. Other problems are left to be met again."""
    try:
        service.history(name, 1)
    except PilothouseError as error:
        return f"release: {quote(name)} not found" in error.message
    return False
