"""The extension points and their arguments are a promise to plugins: what is removed or renamed breaks them."""

from __future__ import annotations

import inspect
import json
import re
from pathlib import Path

from pilothouse import hookspecs
from pilothouse.core.entries import ENTRY_TYPES

SIGNATURES = Path(__file__).with_name("signatures.json")


def test_extension_points_records_and_their_arguments_are_those_on_file() -> None:
    """To add an extension point or an argument at the end, add it to the file too; nothing may go or change."""
    current = {
        "extension points": {
            name: [
                point.kind,
                point.returns,
                point.since,
                point.version,
                *inspect.signature(getattr(hookspecs, name)).parameters,
            ]
            for name, point in hookspecs.POINTS.items()
        },
        "records": {entry.__name__: list(entry.fields) for entry in ENTRY_TYPES.values()},
    }
    assert current == json.loads(SIGNATURES.read_text(encoding="utf-8"))


def test_every_record_ends_with_the_plugin_that_it_replaces() -> None:
    assert {entry.fields[-1] for entry in ENTRY_TYPES.values()} == {"replaces"}


def test_every_extension_point_that_collects_records_has_a_record_type() -> None:
    registering = [name for name in hookspecs.POINTS if name.startswith("helm_register_")]
    assert list(ENTRY_TYPES) == registering


def test_the_name_tells_the_kind() -> None:
    for name, point in hookspecs.POINTS.items():
        collects = name.startswith("helm_register_") or name.endswith(("_hints", "_refusals"))
        assert (point.kind == "collect") == collects
        assert (point.kind == "tell") == name.endswith("ed")


def test_every_question_carries_the_kernel_and_at_most_four_arguments() -> None:
    for name in hookspecs.POINTS:
        arguments = list(inspect.signature(getattr(hookspecs, name)).parameters)
        assert len(arguments) <= 5
        assert arguments == [] if name.startswith("helm_register_") else arguments[-1] == "kernel"


def test_answers_have_types_that_exist() -> None:
    from pilothouse.core.adapter import resolve_type

    for point in hookspecs.POINTS.values():
        assert not point.returns or isinstance(resolve_type(point.returns), type)


def test_what_is_deprecated_says_since_when_and_what_takes_its_place() -> None:
    for name, point in hookspecs.POINTS.items():
        assert not point.deprecated or re.fullmatch(r"since \d+\.\d+: use .+", point.deprecated), name
