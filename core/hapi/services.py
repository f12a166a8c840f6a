"""The messages of Tiller's service, of its version, and of our own service beside it.

Fields are named as in the models of requests and answers; `go_name` where Tiller's name is another. Fields of our own
in Tiller's messages have the number `OURS` and those after it, which a Tiller of Helm passes over.
Rules: _proto/hapi/services/tiller.proto, _proto/hapi/version/version.proto.
"""

from __future__ import annotations

from .messages import CHART, CONFIG, INFO, RELEASE, TIMESTAMP
from .plans import PLAN
from .wire import BOOL, BYTES, INT32, INT64, MESSAGE, UINT32, Field, Message

OURS = 1000
"""The number of the first of our own fields in a message of Helm."""

VERSION = Message("hapi.version.Version", (Field(1, "sem_ver"), Field(2, "git_commit"), Field(3, "git_tree_state")))

LIST_REQUEST = Message(
    "hapi.services.tiller.ListReleasesRequest",
    (
        Field(1, "limit", INT64),
        Field(2, "offset"),
        Field(3, "sort_by", INT32),
        Field(4, "filter"),
        Field(5, "descending", INT32, go_name="SortOrder"),
        Field(6, "statuses", INT32, repeated=True, go_name="StatusCodes"),
        Field(7, "namespace"),
        Field(OURS, "summary", BOOL),
        Field(OURS + 1, "names_only", BOOL),
    ),
)

LIST_RESPONSE = Message(
    "hapi.services.tiller.ListReleasesResponse",
    (
        Field(1, "count", INT64),
        Field(2, "next"),
        Field(3, "total", INT64),
        Field(4, "records", BYTES, repeated=True, go_name="Releases"),
    ),
)
"""`records` are messages ``hapi.release.Release``, not looked into here."""

STATUS_REQUEST = Message(
    "hapi.services.tiller.GetReleaseStatusRequest",
    (Field(1, "name"), Field(2, "revision", INT32, go_name="Version")),
)

STATUS_RESPONSE = Message(
    "hapi.services.tiller.GetReleaseStatusResponse",
    (
        Field(1, "name"),
        Field(2, "info", MESSAGE, INFO),
        Field(3, "namespace"),
        Field(OURS, "revision", INT32),
        Field(OURS + 1, "engines"),
    ),
)

CONTENT_REQUEST = Message(
    "hapi.services.tiller.GetReleaseContentRequest",
    (Field(1, "name"), Field(2, "revision", INT32, go_name="Version")),
)

CONTENT_RESPONSE = Message("hapi.services.tiller.GetReleaseContentResponse", (Field(1, "release", MESSAGE, RELEASE),))

UPDATE_REQUEST = Message(
    "hapi.services.tiller.UpdateReleaseRequest",
    (
        Field(1, "name"),
        Field(2, "chart", MESSAGE, CHART),
        Field(3, "values_text", MESSAGE, CONFIG, go_name="Values"),
        Field(4, "dry_run", BOOL),
        Field(5, "disable_hooks", BOOL),
        Field(6, "recreate", BOOL),
        Field(7, "timeout", INT64),
        Field(8, "reset_values", BOOL),
        Field(9, "wait", BOOL),
        Field(10, "reuse_values", BOOL),
        Field(11, "force", BOOL),
        Field(12, "description"),
        Field(13, "sub_notes", BOOL),
        Field(14, "cleanup_on_fail", BOOL),
        Field(OURS, "apply_strategy"),
        Field(OURS + 1, "planned", MESSAGE, PLAN),
    ),
)

UPDATE_RESPONSE = Message("hapi.services.tiller.UpdateReleaseResponse", (Field(1, "release", MESSAGE, RELEASE),))

ROLLBACK_REQUEST = Message(
    "hapi.services.tiller.RollbackReleaseRequest",
    (
        Field(1, "name"),
        Field(2, "dry_run", BOOL),
        Field(3, "disable_hooks", BOOL),
        Field(4, "revision", INT32, go_name="Version"),
        Field(5, "recreate", BOOL),
        Field(6, "timeout", INT64),
        Field(7, "wait", BOOL),
        Field(8, "force", BOOL),
        Field(9, "description"),
        Field(10, "cleanup_on_fail", BOOL),
        Field(OURS, "apply_strategy"),
    ),
)

ROLLBACK_RESPONSE = Message("hapi.services.tiller.RollbackReleaseResponse", (Field(1, "release", MESSAGE, RELEASE),))

INSTALL_REQUEST = Message(
    "hapi.services.tiller.InstallReleaseRequest",
    (
        Field(1, "chart", MESSAGE, CHART),
        Field(2, "values_text", MESSAGE, CONFIG, go_name="Values"),
        Field(3, "dry_run", BOOL),
        Field(4, "name"),
        Field(5, "disable_hooks", BOOL),
        Field(6, "namespace"),
        Field(7, "reuse_name", BOOL),
        Field(8, "timeout", INT64),
        Field(9, "wait", BOOL),
        Field(10, "disable_crd_hook", BOOL),
        Field(11, "description"),
        Field(12, "sub_notes", BOOL),
        Field(OURS, "apply_strategy"),
        Field(OURS + 1, "planned", MESSAGE, PLAN),
    ),
)

INSTALL_RESPONSE = Message("hapi.services.tiller.InstallReleaseResponse", (Field(1, "release", MESSAGE, RELEASE),))

UNINSTALL_REQUEST = Message(
    "hapi.services.tiller.UninstallReleaseRequest",
    (
        Field(1, "name"),
        Field(2, "disable_hooks", BOOL),
        Field(3, "purge", BOOL),
        Field(4, "timeout", INT64),
        Field(5, "description"),
    ),
)

UNINSTALL_RESPONSE = Message(
    "hapi.services.tiller.UninstallReleaseResponse", (Field(1, "release", MESSAGE, RELEASE), Field(2, "info"))
)

VERSION_REQUEST = Message("hapi.services.tiller.GetVersionRequest")

VERSION_RESPONSE = Message("hapi.services.tiller.GetVersionResponse", (Field(1, "version", MESSAGE, VERSION),))

HISTORY_REQUEST = Message(
    "hapi.services.tiller.GetHistoryRequest",
    (Field(1, "name"), Field(2, "limit", INT32, go_name="Max"), Field(OURS, "summary", BOOL)),
)

HISTORY_RESPONSE = Message(
    "hapi.services.tiller.GetHistoryResponse", (Field(1, "records", BYTES, repeated=True, go_name="Releases"),)
)

TEST_REQUEST = Message(
    "hapi.services.tiller.TestReleaseRequest",
    (
        Field(1, "name"),
        Field(2, "timeout", INT64),
        Field(3, "cleanup", BOOL),
        Field(4, "parallel", BOOL),
        Field(5, "max_parallel", UINT32),
        Field(6, "logs", BOOL),
    ),
)

TEST_RESPONSE = Message(
    "hapi.services.tiller.TestReleaseResponse", (Field(1, "text", go_name="Msg"), Field(2, "status", INT32))
)

UNLOCK_REQUEST = Message(
    "pilothouse.services.tiller.UnlockReleaseRequest",
    (Field(1, "name"), Field(2, "dry_run", BOOL), Field(3, "force", BOOL)),
)

UNLOCK_RESPONSE = Message(
    "pilothouse.services.tiller.UnlockReleaseResponse",
    (
        Field(1, "name"),
        Field(2, "revision", INT32),
        Field(3, "status"),
        Field(4, "holder"),
        Field(5, "since", MESSAGE, TIMESTAMP),
        Field(6, "found", repeated=True),
        Field(7, "removed", repeated=True),
        Field(8, "actions", repeated=True),
    ),
)

REPAIR_REQUEST = Message(
    "pilothouse.services.tiller.RepairReleaseRequest", (Field(1, "name"), Field(2, "dry_run", BOOL))
)

REPAIR_RESPONSE = Message(
    "pilothouse.services.tiller.RepairReleaseResponse",
    (
        Field(
            1,
            "damaged",
            MESSAGE,
            Message("pilothouse.services.tiller.DamagedRecord", (Field(1, "key"), Field(2, "problem"))),
            repeated=True,
        ),
        Field(2, "actions", repeated=True),
    ),
)
