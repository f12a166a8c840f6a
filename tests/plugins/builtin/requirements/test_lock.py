from __future__ import annotations

import re

import pytest
from pilothouse.core.errors import RequirementsError
from pilothouse.core.model.chart import Chart, File, Metadata
from pilothouse.core.model.requirements import Dependency
from pilothouse.plugins.builtin.requirements.lock import digest, lock_text, locked_digest, read_lock
from pilothouse.plugins.builtin.requirements.parse import parse_requirements


def chart_with(lock: bytes) -> Chart:
    return Chart(Metadata("c", "1.0.0"), files=[File("requirements.lock", lock)])


# The sums are those of what encoding/json of Go writes.
@pytest.mark.parametrize(
    ("text", "sum"),
    [
        (
            "dependencies: [{name: a, version: 1.0.0, repository: 'https://x/'}]",
            "c29429bfeca8d36438c62bb9e65525d828fdcfaf9e59de6c34428168a480f293",
        ),
        ("dependencies: []", "81059fe6210ccee4e3349c0f34c12d180f995150128a913d63b65b7937c6b152"),
        ("dependencies: null", "a4028ef6b5df0ba52501af1116d232a75056093f30ddf3b725e34fff764048c2"),
        ("{}", "a4028ef6b5df0ba52501af1116d232a75056093f30ddf3b725e34fff764048c2"),
        (
            "dependencies: [{name: a<b, tags: [x], condition: c, enabled: true, import-values: [{parent: p, child: q}],"
            " alias: z}]",
            "2f9fb1b993c6dfd400e4a3e5392927120c11208028eb7ff0a2df4d85d9ac8de5",
        ),
        (
            "dependencies: [{name: a, import-values: [1, 1e21, 1.5, 1e-7, 100000000000000000000, 123456789012, true, "
            "null, x, [1, []], {z: {b: 1, a: 2}, A: 0}]}]",
            "0aefb3aa1c59a60329fdd28e3dbcd7ccb3029f896ebf82d2b3412875195474bc",
        ),
        (
            "dependencies: [{name: '', tags: [''], enabled: false, import-values: []}]",
            "239a08ef8d1fd97267ae4cbe5e81a919d6fc07eac11ad5604ec2eaecca18f995",
        ),
        ("Dependencies: [{NAME: x, Version: 1}]", "ceeb21b235c67a891592af9bc632e55dbd408bf81ab6f601f26fa1e794c929f0"),
    ],
)
def test_the_digest_is_helms(text: str, sum: str) -> None:
    assert digest(parse_requirements(text.encode())) == f"sha256:{sum}"


def test_a_lock_names_versions_the_digest_and_the_time() -> None:
    text = lock_text([Dependency("a", "1.0.0", "file://../a"), Dependency("b")], "sha256:x")
    pattern = (
        'dependencies:\n- name: a\n  repository: file://../a\n  version: 1.0.0\n- name: b\n  repository: ""\n'
        r'digest: sha256:x\ngenerated: "\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)"\n'
    )
    assert re.fullmatch(pattern, text)


def test_what_is_written_is_read() -> None:
    chart = chart_with(lock_text([Dependency("a", "1.0.0", "file://../a"), Dependency("b")], "sha256:x").encode())
    lock = read_lock(chart)
    assert lock is not None
    entries = [(one.name, one.version, one.repository) for one in lock.dependencies]
    assert (lock.digest, entries) == ("sha256:x", [("a", "1.0.0", "file://../a"), ("b", "", "")])


@pytest.mark.parametrize(
    ("content", "sum"),
    [
        (b"digest: sha256:x\n", "sha256:x"),
        (b"digest: 1\n", "1"),
        (b"generated: null\n", ""),
        (b"generated: 2020-01-01T00:00:00.5+02:00\n", ""),
        (b"dependencies: [null]\n", ""),
        (b"generated: 2020-01-01\n", None),
        (b"generated: 5\n", None),
        (b"generated: []\n", None),
        (b"digest: []\n", None),
        (b"dependencies: x\n", None),
        (b"[]", None),
        (b"{", None),
        (b"", None),
    ],
)
def test_the_digest_of_a_lock_is_read_where_the_lock_can_be_read(content: bytes, sum: str | None) -> None:
    assert locked_digest(chart_with(content)) == sum


def test_a_chart_may_have_no_lock() -> None:
    chart = Chart(Metadata("c", "1.0.0"))
    assert (read_lock(chart), locked_digest(chart)) == (None, None)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"dependencies: [null]\n", "dependencies must not contain null"),
        (b"dependencies: [{name: ../x}]\n", 'illegal dependency name "../x"'),
        (b"dependencies: [" + b"{}," * 1001 + b"]", "requirements.lock has more than the maximum of 1000 dependencies"),
    ],
)
def test_entries_of_a_lock_are_as_suspect_as_those_of_requirements(content: bytes, message: str) -> None:
    with pytest.raises(RequirementsError) as caught:
        read_lock(chart_with(content))
    assert caught.value.message == message
