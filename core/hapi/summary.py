"""The few fields of a release that lists and histories show, read without building the release."""

from __future__ import annotations

from ..model.release import STATUSES
from ..model.release_requests import ReleaseSummary
from .messages import RELEASE_SUMMARY
from .releases import nanoseconds, word
from .wire import decode


def decode_summary(data: bytes) -> ReleaseSummary:
    """The summary of the release in `data`. Raises DamagedRecordError.

    What it does not read (templates, manifest, hooks) is not checked either.
    """
    message = decode(data, RELEASE_SUMMARY)
    info = message.get("info", {})
    metadata = message.get("chart", {}).get("metadata", {})
    return ReleaseSummary(
        name=message.get("name", ""),
        revision=message.get("version", 0),
        status=word(info.get("status", {}).get("code", 0), STATUSES),
        updated=nanoseconds(info.get("last_deployed")),
        chart_name=metadata.get("name", ""),
        chart_version=metadata.get("version", ""),
        app_version=metadata.get("app_version", ""),
        namespace=message.get("namespace", ""),
        description=info.get("description", ""),
    )
