from __future__ import annotations

from typing import Any

import pytest
from pilothouse.core.golib.patch_schema import PatchError, Schema, schema_for
from pilothouse.core.golib.typed_objects import check_object

SCHEMA = Schema(
    {
        "t.Thing": "bytes=y flag=b kind=s maps={}t.Part metadata=meta.v1.ObjectMeta number=i big=l part=t.Part "
        "parts=[]t.Part port=util.intstr.IntOrString ratio=f size=api.resource.Quantity text=s "
        "time=meta.v1.Time open=any",
        "t.Part": "name=s",
    },
    "t.Thing",
)


@pytest.mark.parametrize(
    "content",
    [
        {},
        {"text": "a", "number": 1, "big": 2**40, "flag": True, "ratio": 0.5},
        {"number": 2.0, "text": None, "parts": None, "part": None},
        {"parts": [{"name": "a"}, None, {}], "maps": {"a": {"name": "b"}, "c": None}},
        {"port": 80, "unknown": {"a": [1]}, "open": [1, "a"]},
        {"port": "http", "bytes": "aGVsbG8=", "time": "2020-01-02T03:04:05Z"},
        {"time": "2020-01-02T03:04:05.678+01:00", "bytes": ""},
        *({"size": size} for size in (1, 1.5, "1", "100m", "1.5Gi", "0", ".5", "5.", "-1e3", "1E", "12e-6", " 1Ki ")),
    ],
)
def test_data_of_the_right_types_passes(content: dict[str, Any]) -> None:
    check_object(content, SCHEMA)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ({"text": 1}, "cannot convert int64 to string"),
        ({"text": True}, "unrecognized type: string"),
        ({"text": 1.5}, "unrecognized type: string"),
        ({"text": {}}, "unrecognized type: string"),
        ({"number": "1"}, "unrecognized type: int32"),
        ({"number": 1.5}, "cannot convert float64 to int32"),
        ({"flag": "true"}, "unrecognized type: bool"),
        ({"ratio": 1}, "cannot convert int64 to float64"),
        ({"parts": {}}, "cannot restore slice from map"),
        ({"parts": "a"}, "cannot restore slice from string"),
        ({"parts": ["a"]}, "cannot restore struct from: string"),
        ({"part": []}, "cannot restore struct from: slice"),
        ({"maps": []}, "cannot restore map from slice"),
        ({"maps": {"a": {"name": 1}}}, "cannot convert int64 to string"),
        ({"bytes": 1}, "cannot restore slice from int64"),
        ({"bytes": "?"}, "error decoding from json: illegal base64 data at input byte 0"),
        ({"port": True}, "json: cannot unmarshal bool into Go value of type int32"),
        ({"port": {}}, "json: cannot unmarshal object into Go value of type int32"),
        ({"port": 1.5}, "json: cannot unmarshal number 1.5 into Go value of type int32"),
        ({"time": 1}, "json: cannot unmarshal number into Go value of type string"),
        (
            {"time": "now"},
            'parsing time "now" as "2006-01-02T15:04:05Z07:00": cannot parse "now" as "2006"',
        ),
        (
            {"size": "big"},
            "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
        ),
        (
            {"size": ""},
            "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
        ),
        ({"size": "1ki"}, "unable to parse quantity's suffix"),
        ({"size": "m"}, "unable to parse numeric part of quantity"),
    ],
)
def test_other_data_is_refused_in_gos_words(content: dict[str, Any], message: str) -> None:
    with pytest.raises(PatchError) as caught:
        check_object(content, SCHEMA)
    assert str(caught.value) == message


def test_objects_of_kubernetes_are_checked_to_the_bottom() -> None:
    schema = schema_for("apps/v1", "Deployment")
    assert schema is not None
    content = {"spec": {"template": {"spec": {"containers": [{"ports": [{"containerPort": "80"}]}]}}}}
    with pytest.raises(PatchError, match="unrecognized type: int32"):
        check_object(content, schema)
