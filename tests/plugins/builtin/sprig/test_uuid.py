from __future__ import annotations

import uuid

from pilothouse.plugins.builtin.sprig.uuid import FUNCTIONS


def test_uuidv4_is_random_and_says_its_version() -> None:
    made = [FUNCTIONS["uuidv4"].function() for _ in range(100)]
    assert len(set(made)) == 100
    assert {(uuid.UUID(text).version, uuid.UUID(text).variant) for text in made} == {(4, uuid.RFC_4122)}
    assert [str(uuid.UUID(text)) for text in made] == made
