from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pilothouse.core import errors
from pilothouse.core.errors import (
    KubeConnectionError,
    KubeError,
    KubeStatusError,
    PilothouseError,
    ReleaseError,
    ReleaseNotFoundError,
    TemplateError,
    UnmetRequirementsError,
)
from pilothouse.core.hapi.error_details import MAX_DETAILS, MAX_MESSAGE, error_details, restored_error

CLASSES = [one for one in vars(errors).values() if isinstance(one, type) and issubclass(one, PilothouseError)]
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)


def other(value: object) -> Any:
    """A value that is not the one that an error has of itself."""
    if isinstance(value, bool):
        return not value
    return {int: 404, str: "ä☸\udcff", tuple: ("a", "b")}[type(value)]


def attributes(error: PilothouseError) -> dict[str, Any]:
    return vars(error) | {"class": type(error)}


@pytest.mark.parametrize("cls", CLASSES)
def test_every_error_arrives_with_all_that_it_carries(cls: type[PilothouseError]) -> None:
    error = cls("release: not found\nä")
    for name, value in vars(error).items():
        if name != "message":
            setattr(error, name, (("web/templates/a", "3:4"), ("tpl", "")) if name == "include_stack" else other(value))
    details = error_details(error)
    assert len(details) <= MAX_DETAILS
    assert attributes(restored_error(error.message, details)) == attributes(error)


@pytest.mark.parametrize("cls", CLASSES)
def test_an_error_that_carries_nothing_needs_little(cls: type[PilothouseError]) -> None:
    error = cls("no")
    assert error_details(error) == b'{"class":"%s"}' % cls.__name__.encode()
    assert attributes(restored_error("no", error_details(error))) == attributes(error)


def test_the_same_error_has_the_same_bytes() -> None:
    error = KubeStatusError("no", code=409, reason="Conflict", details=("é",), hint="h")
    assert error_details(error) == (
        b'{"class":"KubeStatusError","details":["\\u00e9"],"hint":"h","code":409,"reason":"Conflict"}'
    )


def test_an_error_of_a_plugin_is_the_nearest_one_that_everybody_knows() -> None:
    class OddError(ReleaseNotFoundError):
        pass

    class KubeStatusError(KubeError):
        """Has the name of another one."""

    assert type(restored_error("no", error_details(OddError("no", hint="h")))) is ReleaseNotFoundError
    assert type(restored_error("no", error_details(KubeStatusError("no")))) is KubeError


def test_an_error_that_a_plugin_made_carelessly_is_sent_all_the_same() -> None:
    class CarelessError(ReleaseError):
        def __init__(self) -> None:
            self.message = "no"
            self.details = ["a", Path("b")]

    arrived = restored_error("no", error_details(CarelessError()))
    assert attributes(arrived) == attributes(ReleaseError("no", details=("a", "b")))


@pytest.mark.parametrize(
    "error",
    [
        PilothouseError("no", details=("d" * 50_000,), hint="h" * 50_000),
        PilothouseError("no", details=tuple(str(number) for number in range(50_000))),
        PilothouseError("no", details=("☸" * 5_000,) * 500),
        UnmetRequirementsError("no", missing=("chart",) * 5_000),
        TemplateError("no", source_line="x" * 50_000, include_stack=(("t" * 5_000, "f:1:2"),) * 5_000, line=3),
    ],
    ids=["long", "many", "wide", "missing", "stack"],
)
def test_what_does_not_fit_is_cut_and_the_rest_arrives(error: PilothouseError) -> None:
    details = error_details(error)
    assert len(details) <= MAX_DETAILS
    arrived = restored_error("no", details)
    assert type(arrived) is type(error)
    for text, whole in zip(arrived.details, error.details, strict=False):
        assert text == whole or whole.startswith(text.removesuffix("…"))
    if isinstance(arrived, TemplateError):
        assert (arrived.line, arrived.source_line[:3], arrived.include_stack[0][0][:3]) == (3, "xxx", "ttt")
    assert bool(arrived.details) == bool(error.details)


def test_without_details_as_from_a_tiller_of_helm_it_is_an_error_about_a_release() -> None:
    assert attributes(restored_error("release: not found", None)) == attributes(ReleaseError("release: not found"))


@pytest.mark.parametrize(
    "details",
    [
        b"",
        b"\xff",
        b"null",
        b"[]",
        b'"ReleaseNotFoundError"',
        b"{",
        b"[" * 4_000,
        b'{"class":' * 400,
        b'{"class":null}',
        b'{"class":["KubeError"]}',
        b'{"class":{"KubeError":1}}',
        b'{"class":"Exception"}',
        b'{"class":"SystemExit"}',
        b'{"class":"annotations"}',
        b'{"class":"__builtins__"}',
        b'{"class":"KubeError"}' + b" " * MAX_DETAILS,
        b"9" * 4_096,
        b'{"class":' + b"9" * 4_000 + b"}",
    ],
    ids=lambda details: repr(details[:24]),
)
def test_what_is_no_error_of_ours_is_an_error_about_a_release(details: bytes) -> None:
    assert attributes(restored_error("no", details)) == attributes(ReleaseError("no"))


@pytest.mark.parametrize(
    "odd",
    [
        {"details": "text"},
        {"details": [1]},
        {"details": [["a", "b"]]},
        {"details": {"a": "b"}},
        {"hint": 1},
        {"hint": None},
        {"code": "404"},
        {"code": True},
        {"code": 1.5},
        {"code": float("inf")},
        {"code": 10**300},
        {"reason": []},
        {"message": "other"},
        {"args": ["other"]},
        {"exit_code": 7},
        {"__class__": "SystemExit"},
        {"with_traceback": "x"},
    ],
    ids=repr,
)
def test_an_attribute_of_the_wrong_kind_or_that_there_is_not_is_passed_over(odd: dict[str, Any]) -> None:
    details = json.dumps({"class": "KubeStatusError", "retry_after": 3, **odd}).encode()
    assert attributes(restored_error("no", details)) == attributes(KubeStatusError("no", retry_after=3))


@pytest.mark.parametrize("stack", [[["a"]], [["a", 1]], ["ab"], [["a", "b", "c"]], "ab", [[["a"], "b"]]], ids=repr)
def test_a_stack_is_pairs_of_texts(stack: Any) -> None:
    details = json.dumps({"class": "TemplateError", "include_stack": stack}).encode()
    assert attributes(restored_error("no", details)) == attributes(TemplateError("no"))


def test_a_message_without_end_is_cut() -> None:
    assert len(restored_error("x" * (MAX_MESSAGE + 1), None).message) == MAX_MESSAGE


@settings(deadline=None)
@given(
    st.sampled_from(CLASSES),
    st.dictionaries(
        st.sampled_from(["details", "hint", "code", "include_stack", "missing", "may_have_arrived", "key", "x"]),
        ANYTHING,
    ),
)
def test_any_json_is_an_error_that_can_be_sent_on(cls: type[PilothouseError], found: dict[str, Any]) -> None:
    error = restored_error("no", json.dumps({"class": cls.__name__, **found}).encode())
    assert attributes(restored_error("no", error_details(error))) == attributes(error)


@settings(deadline=None)
@given(st.binary(max_size=60))
def test_any_bytes_are_details_of_an_error(details: bytes) -> None:
    assert restored_error("no", details).message == "no"


def test_a_connection_that_broke_before_anything_arrived_says_so_at_the_other_end() -> None:
    error = restored_error("EOF", error_details(KubeConnectionError("EOF", may_have_arrived=False)))
    assert isinstance(error, KubeConnectionError)
    assert not error.may_have_arrived
