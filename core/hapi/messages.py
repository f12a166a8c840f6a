"""The messages of package hapi.release and hapi.chart: numbers, names and types of their fields.

Rules: _proto/hapi/release/*.proto, _proto/hapi/chart/*.proto. `Info.Description` and `Any` are spelled as on the wire's
side of Go in error texts only; names here are those of this project's models where they have them.
"""

from __future__ import annotations

from .wire import BOOL, BYTES, INT32, INT64, MAP, MESSAGE, Field, Message

TIMESTAMP = Message("google.protobuf.Timestamp", (Field(1, "seconds", INT64), Field(2, "nanos", INT32)))

ANY = Message("google.protobuf.Any", (Field(1, "type_url"), Field(2, "value", BYTES)))

CONFIG = Message("hapi.chart.Config", (Field(1, "raw"),))
"""Values as text. Field 2, a map that Helm declares and never fills, is kept as an unknown field."""

TEMPLATE = Message("hapi.chart.Template", (Field(1, "name"), Field(2, "data", BYTES)))

MAINTAINER = Message("hapi.chart.Maintainer", (Field(1, "name"), Field(2, "email"), Field(3, "url")))

METADATA = Message(
    "hapi.chart.Metadata",
    (
        Field(1, "name"),
        Field(2, "home"),
        Field(3, "sources", repeated=True),
        Field(4, "version"),
        Field(5, "description"),
        Field(6, "keywords", repeated=True),
        Field(7, "maintainers", MESSAGE, MAINTAINER, repeated=True),
        Field(8, "engine"),
        Field(9, "icon"),
        Field(10, "api_version"),
        Field(11, "condition"),
        Field(12, "tags"),
        Field(13, "app_version"),
        Field(14, "deprecated", BOOL),
        Field(15, "tiller_version"),
        Field(16, "annotations", MAP),
        Field(17, "kube_version"),
    ),
)

CHART = Message("hapi.chart.Chart")
CHART.define(
    (
        Field(1, "metadata", MESSAGE, METADATA),
        Field(2, "templates", MESSAGE, TEMPLATE, repeated=True),
        Field(3, "dependencies", MESSAGE, CHART, repeated=True),
        Field(4, "values", MESSAGE, CONFIG),
        Field(5, "files", MESSAGE, ANY, repeated=True),
    )
)

TEST_RUN = Message(
    "hapi.release.TestRun",
    (
        Field(1, "name"),
        Field(2, "status", INT32),
        Field(3, "info"),
        Field(4, "started_at", MESSAGE, TIMESTAMP),
        Field(5, "completed_at", MESSAGE, TIMESTAMP),
    ),
)

TEST_SUITE = Message(
    "hapi.release.TestSuite",
    (
        Field(1, "started_at", MESSAGE, TIMESTAMP),
        Field(2, "completed_at", MESSAGE, TIMESTAMP),
        Field(3, "results", MESSAGE, TEST_RUN, repeated=True),
    ),
)

STATUS = Message(
    "hapi.release.Status",
    (
        Field(1, "code", INT32),
        Field(3, "resources"),
        Field(4, "notes"),
        Field(5, "last_test_suite_run", MESSAGE, TEST_SUITE),
    ),
)

INFO = Message(
    "hapi.release.Info",
    (
        Field(1, "status", MESSAGE, STATUS),
        Field(2, "first_deployed", MESSAGE, TIMESTAMP),
        Field(3, "last_deployed", MESSAGE, TIMESTAMP),
        Field(4, "deleted", MESSAGE, TIMESTAMP),
        Field(5, "description"),
    ),
)

HOOK = Message(
    "hapi.release.Hook",
    (
        Field(1, "name"),
        Field(2, "kind"),
        Field(3, "path"),
        Field(4, "manifest"),
        Field(5, "events", INT32, repeated=True),
        Field(6, "last_run", MESSAGE, TIMESTAMP),
        Field(7, "weight", INT32),
        Field(8, "delete_policies", INT32, repeated=True),
        Field(9, "delete_timeout", INT64),
    ),
)

EXTRAS = 1000
"""The number of our own field of Release, a map of texts: Helm carries it along unread."""

RELEASE = Message(
    "hapi.release.Release",
    (
        Field(1, "name"),
        Field(2, "info", MESSAGE, INFO),
        Field(3, "chart", MESSAGE, CHART),
        Field(4, "config", MESSAGE, CONFIG),
        Field(5, "manifest"),
        Field(6, "hooks", MESSAGE, HOOK, repeated=True),
        Field(7, "version", INT32),
        Field(8, "namespace"),
        Field(EXTRAS, "extras", MAP),
    ),
)

RELEASE_SUMMARY = Message(
    "hapi.release.Release",
    (
        Field(1, "name"),
        Field(
            2,
            "info",
            MESSAGE,
            Message(
                "hapi.release.Info",
                (
                    Field(
                        1, "status", MESSAGE, Message("hapi.release.Status", (Field(1, "code", INT32),), partial=True)
                    ),
                    Field(2, "first_deployed", MESSAGE, TIMESTAMP),
                    Field(3, "last_deployed", MESSAGE, TIMESTAMP),
                    Field(4, "deleted", MESSAGE, TIMESTAMP),
                    Field(5, "description"),
                ),
                partial=True,
            ),
        ),
        Field(
            3,
            "chart",
            MESSAGE,
            Message(
                "hapi.chart.Chart",
                (
                    Field(
                        1,
                        "metadata",
                        MESSAGE,
                        Message(
                            "hapi.chart.Metadata",
                            (Field(1, "name"), Field(4, "version"), Field(13, "app_version")),
                            partial=True,
                        ),
                    ),
                ),
                partial=True,
            ),
        ),
        Field(7, "version", INT32),
        Field(8, "namespace"),
        Field(EXTRAS, "extras", MAP),
    ),
    partial=True,
)
"""The few fields of a release that a list shows; everything else is passed over."""
