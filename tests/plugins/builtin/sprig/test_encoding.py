from __future__ import annotations

from typing import Any

from pilothouse.plugins.builtin.sprig.encoding import FUNCTIONS


def call(name: str, *arguments: Any) -> Any:
    return FUNCTIONS[name].function(*arguments)


def test_base64_and_base32_take_the_bytes_of_a_text() -> None:
    assert [call("b64enc", "é\udcff"), call("b32enc", "é")] == ["w6n/", "YOUQ===="]
    assert [call("b64dec", "w6n/"), call("b32dec", "YOUQ====")] == ["é\udcff", "é"]


def test_what_cannot_be_decoded_gives_the_text_of_the_error() -> None:
    assert [call("b64dec", "a$b="), call("b32dec", "0189")] == [
        "illegal base64 data at input byte 1",
        "illegal base32 data at input byte 0",
    ]


def test_checksums_are_texts() -> None:
    assert [call(name, "naïve ☃ 日本") for name in ("sha1sum", "sha256sum", "adler32sum")] == [
        "8bb3a5414e4afe39518c50a6125bb129cc87c8c4",
        "287de73de1107cc5918ee497d6f97d98886ecda9f296ec909703351abc12382e",
        "1361906090",
    ]


def test_pretty_json_is_indented_and_empty_for_what_json_cannot_hold() -> None:
    value: dict[str, Any] = {"b": [], "a": [1.0, "<"]}
    assert call("toPrettyJson", value) == '{\n  "a": [\n    1,\n    "\\u003c"\n  ],\n  "b": []\n}'
    assert call("toPrettyJson", float("inf")) == ""
