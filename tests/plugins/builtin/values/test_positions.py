from __future__ import annotations

import pytest
from pilothouse.plugins.builtin.values.positions import line_of

TEXT = """\
# comment
a: 1
m:
  x: &anchor
    deep: 1
  "y": {flow: 2,
        second: 3}
  x2: *anchor
l:
- p: 1
- q: 2
merged:
  <<: *anchor
a: 2
"""


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("a", 14),
        ("m", 3),
        ("m.x.deep", 5),
        ("m.y.second", 7),
        ("m.x2.deep", 5),
        ("m.x.nope", 4),
        ("l.1.q", 11),
        ("l.7", 9),
        ("merged.deep", 5),
        ("nope", 0),
    ],
)
def test_lines_are_counted_from_one(path: str, line: int) -> None:
    assert line_of(TEXT, path.split(".")) == line


def test_text_that_is_no_yaml_or_nothing_has_no_lines() -> None:
    assert (line_of("a: [", ["a"]), line_of("", ["a"]), line_of("text", ["a"])) == (0, 0, 0)
