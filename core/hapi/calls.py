"""The calls of a served Tiller: requests and answers as bytes, and back, for clients and for servers.

A request means what it says: what is absent has proto3's default (a timeout of 0 seconds, a limit of 0), not the
default of a command's flag; a request without a chart has the chart None. Numbers of an enumeration that this version
does not know are texts of digits in the models.

`encode_…` raise StorageError for a text that is not UTF-8. `decode_…` are made for hostile input and raise
DamagedRecordError for everything that is no such message. A request has `MAX_REQUEST_FIELDS` fields at most. Bytes
follow from the model alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..errors import DamagedRecordError
from ..model.capabilities import TillerVersion
from ..model.release import STATUSES, Release
from ..model.release_requests import (
    BY_CHART_NAME,
    BY_LAST_RELEASED,
    BY_NAME,
    HistoryRequest,
    InstallRequest,
    ListRequest,
    RecordPage,
    RepairRequest,
    RepairResult,
    RevisionRequest,
    RollbackRequest,
    StatusResult,
    TestMessage,
    TestRequest,
    UninstallRequest,
    UninstallResult,
    UnlockRequest,
    UnlockResult,
    UpdateRequest,
)
from . import services
from .charts import chart_from_message, chart_message
from .plans import plan_from_message, plan_message
from .releases import (
    TEST_STATUSES,
    info_from_message,
    info_message,
    nanoseconds,
    number_of,
    release_from_message,
    release_message,
    timestamp,
    word,
)
from .values_text import read_values_text, values_message
from .wire import BOOL, BYTES, STRING, Message, decode, encode

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..record import Record

RELEASE_SERVICE = "hapi.services.tiller.ReleaseService"
"""Tiller's service."""

CARE_SERVICE = "pilothouse.services.tiller.ReleaseCare"
"""Our service for what Tiller's does not have."""

MAX_REQUEST_FIELDS = 100_000
"""Fields and list items of a request, enough for a chart of 30,000 files: a server reads many requests at a time."""

_SORT_ORDERS: tuple[str, ...] = ("", BY_NAME, BY_LAST_RELEASED, BY_CHART_NAME)
"""The word for each number of ListSort.SortBy."""

_DESCENDING = 1
"""ListSort.DESC."""


class Call:
    """A method of a service: its name, its service, its path in HTTP/2, and whether answers come as a stream.

    `encode_request` and `encode_response` take a model and give bytes, `decode_request` and `decode_response` the other
    way round. A stream has any number of responses.
    """

    __slots__ = (
        "decode_request",
        "decode_response",
        "encode_request",
        "encode_response",
        "name",
        "path",
        "service",
        "streams",
    )

    def __init__(
        self,
        name: str,
        request: tuple[Callable[[Any], bytes], Callable[[bytes], Any]],
        response: tuple[Callable[[Any], bytes], Callable[[bytes], Any]],
        *,
        service: str = RELEASE_SERVICE,
        streams: bool = False,
    ) -> None:
        self.name = name
        self.service = service
        self.path = f"/{service}/{name}"
        self.streams = streams
        self.encode_request, self.decode_request = request
        self.encode_response, self.decode_response = response


def _fields(message: dict[str, Any], table: Message) -> dict[str, Any]:
    """The value of each field that is no message; absent ones have the default of their type."""
    return {field.name: message.get(field.name, _default(field.kind)) for field in table.fields if not field.message}


def _default(kind: str) -> str | bytes | int | bool:
    return "" if kind == STRING else b"" if kind == BYTES else False if kind == BOOL else 0


def _plain(model: type[Record], table: Message) -> tuple[Callable[[Any], bytes], Callable[[bytes], Any]]:
    """The codec of a model whose fields are those of the message."""
    return (
        lambda request: encode({field.name: getattr(request, field.name) for field in table.fields}, table),
        lambda data: model(**_fields(decode(data, table, MAX_REQUEST_FIELDS), table)),
    )


def _with_chart(model: type[Record], table: Message) -> tuple[Callable[[Any], bytes], Callable[[bytes], Any]]:
    """The codec of a model that has a chart, values and a plan besides fields of the message."""

    def encode_request(request: Any) -> bytes:
        message = {field.name: getattr(request, field.name) for field in table.fields}
        message["chart"] = None if request.chart is None else chart_message(request.chart)
        message["values_text"] = values_message(request.values_text, written_when_empty=True)
        message["planned"] = None if request.planned is None else plan_message(request.planned)
        return encode(message, table)

    def decode_request(data: bytes) -> Any:
        message = decode(data, table, MAX_REQUEST_FIELDS)
        chart = message.get("chart")
        planned = message.get("planned")
        return model(
            chart=None if chart is None else chart_from_message(chart),
            planned=None if planned is None else plan_from_message(planned),
            values_text=read_values_text(message.get("values_text"), written_when_empty=True),
            **_fields(message, table),
        )

    return encode_request, decode_request


def _release(table: Message) -> tuple[Callable[[Release], bytes], Callable[[bytes], Release]]:
    """The codec of an answer that is a release."""
    return (
        lambda release: encode({"release": release_message(release)}, table),
        lambda data: _release_in(decode(data, table)),
    )


def _release_in(message: dict[str, Any]) -> Release:
    if "release" not in message:
        raise DamagedRecordError("proto: no release in the answer")
    return release_from_message(message["release"])


def _encode_list_request(request: ListRequest) -> bytes:
    message = dict(zip(request.fields, request, strict=True))
    message["sort_by"] = number_of(request.sort_by, _SORT_ORDERS)
    message["statuses"] = [number_of(status, STATUSES) for status in request.statuses]
    return encode(message, services.LIST_REQUEST)


def _decode_list_request(data: bytes) -> ListRequest:
    message = decode(data, services.LIST_REQUEST, MAX_REQUEST_FIELDS)
    fields = _fields(message, services.LIST_REQUEST)
    fields["sort_by"] = word(fields["sort_by"], _SORT_ORDERS)
    fields["descending"] = fields["descending"] == _DESCENDING
    fields["statuses"] = tuple(word(number, STATUSES) for number in message.get("statuses", ()))
    return ListRequest(**fields)


def _encode_list_response(page: RecordPage) -> bytes:
    message = {"count": len(page.records), "next": page.next, "total": page.total, "records": page.records}
    return encode(message, services.LIST_RESPONSE)


def _decode_list_response(data: bytes) -> RecordPage:
    message = decode(data, services.LIST_RESPONSE)
    return RecordPage(tuple(message.get("records", ())), message.get("next", ""), message.get("total", 0))


def _encode_history_response(page: RecordPage) -> bytes:
    return encode({"records": page.records}, services.HISTORY_RESPONSE)


def _decode_history_response(data: bytes) -> RecordPage:
    return RecordPage(tuple(decode(data, services.HISTORY_RESPONSE).get("records", ())))


def _encode_status_response(result: StatusResult) -> bytes:
    message = dict(zip(result.fields, result, strict=True))
    message["info"] = info_message(result.info)
    return encode(message, services.STATUS_RESPONSE)


def _decode_status_response(data: bytes) -> StatusResult:
    message = decode(data, services.STATUS_RESPONSE)
    info = info_from_message(message.get("info", {}))
    return StatusResult(info=info, **_fields(message, services.STATUS_RESPONSE))


def _encode_uninstall_response(result: UninstallResult) -> bytes:
    message = {"release": release_message(result.release), "info": result.info}
    return encode(message, services.UNINSTALL_RESPONSE)


def _decode_uninstall_response(data: bytes) -> UninstallResult:
    message = decode(data, services.UNINSTALL_RESPONSE)
    return UninstallResult(_release_in(message), message.get("info", ""))


def _encode_version_request(_request: None) -> bytes:
    return b""


def _decode_version_request(data: bytes) -> None:
    decode(data, services.VERSION_REQUEST, MAX_REQUEST_FIELDS)


def _encode_version_response(version: TillerVersion) -> bytes:
    message = {field.name: getattr(version, field.name) for field in services.VERSION.fields}
    return encode({"version": message}, services.VERSION_RESPONSE)


def _decode_version_response(data: bytes) -> TillerVersion:
    message = decode(data, services.VERSION_RESPONSE).get("version", {})
    return TillerVersion(**_fields(message, services.VERSION))


def _encode_test_response(message: TestMessage) -> bytes:
    status = number_of(message.status, TEST_STATUSES)
    return encode({"text": message.text, "status": status}, services.TEST_RESPONSE)


def _decode_test_response(data: bytes) -> TestMessage:
    message = decode(data, services.TEST_RESPONSE)
    return TestMessage(message.get("text", ""), word(message.get("status", 0), TEST_STATUSES))


def _encode_unlock_response(result: UnlockResult) -> bytes:
    message = dict(zip(result.fields, result, strict=True))
    message["since"] = timestamp(result.since)
    return encode(message, services.UNLOCK_RESPONSE)


def _decode_unlock_response(data: bytes) -> UnlockResult:
    message = decode(data, services.UNLOCK_RESPONSE)
    fields = _fields(message, services.UNLOCK_RESPONSE)
    for name in ("found", "removed", "actions"):
        fields[name] = tuple(message.get(name, ()))
    return UnlockResult(since=nanoseconds(message.get("since")), **fields)


def _encode_repair_response(result: RepairResult) -> bytes:
    damaged = [{"key": key, "problem": problem} for key, problem in result.damaged]
    return encode({"damaged": damaged, "actions": result.actions}, services.REPAIR_RESPONSE)


def _decode_repair_response(data: bytes) -> RepairResult:
    message = decode(data, services.REPAIR_RESPONSE)
    damaged = tuple((item.get("key", ""), item.get("problem", "")) for item in message.get("damaged", ()))
    return RepairResult(damaged, tuple(message.get("actions", ())))


CALLS: dict[str, Call] = {
    call.name: call
    for call in (
        Call(
            "ListReleases",
            (_encode_list_request, _decode_list_request),
            (_encode_list_response, _decode_list_response),
            streams=True,
        ),
        Call(
            "GetReleaseStatus",
            _plain(RevisionRequest, services.STATUS_REQUEST),
            (_encode_status_response, _decode_status_response),
        ),
        Call(
            "GetReleaseContent",
            _plain(RevisionRequest, services.CONTENT_REQUEST),
            _release(services.CONTENT_RESPONSE),
        ),
        Call("UpdateRelease", _with_chart(UpdateRequest, services.UPDATE_REQUEST), _release(services.UPDATE_RESPONSE)),
        Call(
            "InstallRelease", _with_chart(InstallRequest, services.INSTALL_REQUEST), _release(services.INSTALL_RESPONSE)
        ),
        Call(
            "UninstallRelease",
            _plain(UninstallRequest, services.UNINSTALL_REQUEST),
            (_encode_uninstall_response, _decode_uninstall_response),
        ),
        Call(
            "GetVersion",
            (_encode_version_request, _decode_version_request),
            (_encode_version_response, _decode_version_response),
        ),
        Call(
            "RollbackRelease", _plain(RollbackRequest, services.ROLLBACK_REQUEST), _release(services.ROLLBACK_RESPONSE)
        ),
        Call(
            "GetHistory",
            _plain(HistoryRequest, services.HISTORY_REQUEST),
            (_encode_history_response, _decode_history_response),
        ),
        Call(
            "RunReleaseTest",
            _plain(TestRequest, services.TEST_REQUEST),
            (_encode_test_response, _decode_test_response),
            streams=True,
        ),
        Call(
            "UnlockRelease",
            _plain(UnlockRequest, services.UNLOCK_REQUEST),
            (_encode_unlock_response, _decode_unlock_response),
            service=CARE_SERVICE,
        ),
        Call(
            "RepairRelease",
            _plain(RepairRequest, services.REPAIR_REQUEST),
            (_encode_repair_response, _decode_repair_response),
            service=CARE_SERVICE,
        ),
    )
}
"""Every call by its name."""
