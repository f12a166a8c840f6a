from __future__ import annotations

import pytest
from pilothouse.core.errors import StorageError
from pilothouse.plugins.builtin.storage.label_selector import selector

WRONG = (
    "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and "
    "end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is "
    "'(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')"
)


def test_labels_are_sorted_and_records_in_parts_are_among_those_of_every_owner() -> None:
    labels = {"STATUS": "DEPLOYED", "OWNER": "TILLER", "NAME": "web"}
    assert selector(labels) == "NAME=web,OWNER in (PILOTHOUSE,TILLER),STATUS=DEPLOYED"


def test_without_labels_every_record_is_meant() -> None:
    assert selector({}) == "NAME,OWNER"


def test_an_empty_value_is_a_value() -> None:
    assert selector({"NAME": ""}) == "NAME="


@pytest.mark.parametrize(
    ("value", "shown", "reasons"),
    [
        ("-web", "-web", WRONG),
        ("we b", "we b", WRONG),
        ("web\n", "web\\n", WRONG),
        ("wéb", "wéb", WRONG),
        ("w" * 64, "w" * 64, "must be no more than 63 characters"),
        ("-" * 64, "-" * 64, f"must be no more than 63 characters; {WRONG}"),
    ],
)
def test_a_value_that_no_label_can_have_is_refused_as_by_kubernetes(value: str, shown: str, reasons: str) -> None:
    with pytest.raises(StorageError) as caught:
        selector({"NAME": value, "OWNER": "TILLER"})
    assert caught.value.message == f'invalid label value: "{shown}": {reasons}'
