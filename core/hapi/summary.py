"""The few fields of a release that lists and histories show, read without building the release, and written alone."""

from __future__ import annotations

from ..model.release import STATUSES
from ..model.release_requests import ReleaseSummary
from .messages import RELEASE_SUMMARY
from .releases import nanoseconds, number_of, timestamp, word
from .wire import decode, encode

_DAMAGED = "damaged"
"""What is wrong with a record that cannot be decoded, among the `extras` of the release that stands for it."""


def encode_summary(summary: ReleaseSummary) -> bytes:
    """The bytes of a release that has nothing but what the summary has.

    Raises StorageError for a text that is not UTF-8. A status that is none, as labels may have, becomes UNKNOWN.
    """
    status = number_of(summary.status, STATUSES) if summary.status in STATUSES or summary.status.isdecimal() else 0
    metadata = {
        "name": summary.chart_name,
        "version": summary.chart_version,
        "app_version": summary.app_version,
    }
    message = {
        "name": summary.name,
        "info": {
            "status": {"code": status},
            "last_deployed": timestamp(summary.updated),
            "description": summary.description,
        },
        "chart": {"metadata": metadata},
        "version": summary.revision,
        "namespace": summary.namespace,
        "extras": {_DAMAGED: summary.damaged} if summary.damaged else {},
    }
    return encode(message, RELEASE_SUMMARY)


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
        damaged=message.get("extras", {}).get(_DAMAGED, ""),
    )
