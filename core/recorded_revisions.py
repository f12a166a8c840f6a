"""Revisions as they are recorded, whatever stands between a program and the service and hides parts of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .hapi.releases import decode_release

if TYPE_CHECKING:
    from .model.release import Release
    from .protocols import ReleaseService


def recorded_revisions(service: ReleaseService, name: str, oldest: int, newest: int) -> dict[int, Release]:
    """The revisions of a release from `oldest` to `newest` by their numbers; those that cannot be read are left out.

    For comparing, not for showing. Raises what the service raises, and DamagedRecordError.
    """
    found = map(decode_release, service.history_records(name, newest - oldest + 1))
    return {release.revision: release for release in found}
