"""The fast reader agrees with the exact one wherever it reads at all."""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pilothouse.core.golib import yaml_blocks
from pilothouse.core.golib.yaml_decoder import decode
from pilothouse.core.golib.yaml_error import YamlError
from pilothouse.core.golib.yaml_input import Input
from pilothouse.core.golib.yaml_parser import parse

EVERYDAY = """\
# Default values.
---
replicaCount: 1   # one is enough

image:
  repository: registry.example:5000/app
  tag: "1.4"
  pullPolicy: IfNotPresent
'quoted key': it's
service: {type: ClusterIP, ports: [80, 0x1F, "443"], annotations: {}}
args: ["-c", 'echo', a b]
long: [
  a,
  b
]
empty:
nothing: ~
resources: {}
list:
- name: A
  value: "with \\"escape\\" and\\nnewline"
- name: B
  valueFrom:
    secretKeyRef:
      name: 's'
-
  plain
- - nested
  - 1.5
- |
  literal in list
script: |-
  #!/bin/sh
    set -e

  echo "$1"
folded: >
  one
  two

  three
   indented
text: several words
  on two lines
quoted: "several words
  on two lines"
on: yes
cron: "*/5 * * * *"
url: http://host:80/#x
"""


def exact(text: str, floats: bool) -> Any:
    document = parse(Input(text))
    return None if document is None else decode(document, floats)


def outcome(text: str, floats: bool) -> Any:
    try:
        return exact(text, floats)
    except YamlError as error:
        return error


def assert_agreement(text: str, floats: bool) -> None:
    value = yaml_blocks.read(text, floats)
    if value is not yaml_blocks.NOT_PLAIN:
        assert repr(value) == repr(outcome(text, floats))


@pytest.mark.parametrize("floats", [False, True])
def test_everyday_yaml_is_read_as_the_exact_reader_reads_it(floats: bool) -> None:
    value = yaml_blocks.read(EVERYDAY, floats)
    assert value is not yaml_blocks.NOT_PLAIN
    assert value == exact(EVERYDAY, floats)


@pytest.mark.parametrize(
    "text",
    [
        "a: &x 1\n",
        "a: *x\n",
        "a: !!str 1\n",
        "<<: {a: 1}\n",
        "? a\n",
        "a:\tb\n",
        "a: b: c\n",
        "a: 1\n b: 2\n",
        "a: [b\n",
        "a: 'b\n",
        "a: .nan\n",
        "a: x\x01\n",
        "~: 1\n",
        "a: |2\n  x\n",
        "--- a\n",
        "...\n",
        "%YAML 1.1\n---\n",
        "a: |\n  x\n y\n",
        "a: 'b' c\n",
        "a: @b\n",
        "- a\nb: 1\n",
    ],
)
def test_what_is_not_everyday_is_left_to_the_exact_reader(text: str) -> None:
    assert yaml_blocks.read(text, True) is yaml_blocks.NOT_PLAIN


LINES = st.sampled_from([*EVERYDAY.splitlines(), "a:", "- a", "  b: c", "    - d", "x", "  y", "", "   ", "# c", "---"])
NOISE = st.sampled_from(["", " ", "  ", ": ", " #", "#", "'", '"', "\\", "|", "- ", "-", "[", "]", "{", "}", ",", "\t"])


@settings(max_examples=500, deadline=None)
@given(st.lists(LINES, max_size=6), NOISE, st.randoms(use_true_random=False), st.booleans())
def test_damaged_everyday_yaml_is_never_read_differently(
    lines: list[str], noise: str, chance: random.Random, floats: bool
) -> None:
    text = "\n".join(lines)
    place = chance.randint(0, len(text))
    assert_agreement(text[:place] + noise + text[place + chance.randint(0, 2) :], floats)


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="ab1:-#'\"[]{},|>? \n", max_size=25), st.booleans())
def test_arbitrary_small_texts_are_never_read_differently(text: str, floats: bool) -> None:
    assert_agreement(text, floats)
