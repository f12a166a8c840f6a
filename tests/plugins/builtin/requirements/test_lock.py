from __future__ import annotations

import re

import pytest
from pilothouse.core.model.requirements import Dependency
from pilothouse.plugins.builtin.requirements.lock import digest, lock_text, locked_digest
from pilothouse.plugins.builtin.requirements.parse import parse_requirements


@pytest.mark.parametrize(
    ("text", "sum"),
    [
        (
            "dependencies: [{name: a, version: 1.0.0, repository: 'https://x/'}]",
            "sha256:c29429bfeca8d36438c62bb9e65525d828fdcfaf9e59de6c34428168a480f293",
        ),
        ("dependencies: []", "sha256:a4028ef6b5df0ba52501af1116d232a75056093f30ddf3b725e34fff764048c2"),
        (
            "dependencies: [{name: a<b, tags: [x], condition: c, enabled: true, import-values: [{parent: p, child: q}],"
            " alias: z}]",
            "sha256:2f9fb1b993c6dfd400e4a3e5392927120c11208028eb7ff0a2df4d85d9ac8de5",
        ),
    ],
)
def test_the_digest_is_helms(text: str, sum: str) -> None:
    assert digest(parse_requirements(text.encode())) == sum


def test_a_lock_names_versions_the_digest_and_the_time() -> None:
    text = lock_text([Dependency("a", "1.0.0", "file://../a"), Dependency("b")], "sha256:x")
    pattern = (
        "dependencies:\n- name: a\n  repository: file://../a\n  version: 1.0.0\n- name: b\n  repository: \"\"\n"
        r'digest: sha256:x\ngenerated: "\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)"\n'
    )
    assert re.fullmatch(pattern, text)


@pytest.mark.parametrize(
    ("content", "sum"), [(b"digest: sha256:x\n", "sha256:x"), (b"digest: 1\n", ""), (b"[]", ""), (b"{", ""), (b"", "")]
)
def test_the_digest_of_a_lock_is_read(content: bytes, sum: str) -> None:
    assert locked_digest(content) == sum
