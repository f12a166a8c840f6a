from __future__ import annotations

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pilothouse.core.errors import RepositoryError
from pilothouse.core.golib.types import GoError
from pilothouse.plugins.builtin.repositories import index_document, index_parser
from pilothouse.plugins.builtin.repositories.index_document import Entries, read_document
from pilothouse.plugins.builtin.repositories.index_parser import Unusual, read_charts

EVERYDAY = b"""apiVersion: v1
entries:
  alpha:
  - annotations:
      example.com/team: sea
    apiVersion: v1
    appVersion: "1.10"
    created: "2020-01-02T03:04:05.678Z"
    description: The first letter. Its description is longer than sixty characters
      so that it goes on
    digest: 2eb228b94ab74879b76a6b9878b005b010286e0b10b6419db6d0a763a49e9ce8
    home: https://example.com/alpha
    icon: 'https://example.com/a.png'
    keywords:
    - letter
    - "yes"
    maintainers:
    - email: ann@example.com
      name: Ann Example
    - name: Bob
    name: alpha
    sources:
    - https://example.com/src
    urls:
    - alpha-1.0.0.tgz
    version: 1.0.0
  - created: "2020-01-02T03:04:05Z"
    deprecated: true
    description: |-
      two
      lines
    engine: gotpl
    kubeVersion: '>=1.8.0'
    name: alpha
    urls:
    - https://example.com/charts/alpha-0.1.0.tgz
    - https://example.org/alpha-0.1.0.tgz
    version: 0.1.0
  beta-2:
  - appVersion: "7"
    digest: 12
    description: "escaped \\u00fc and \\"quoted\\""
    name: beta-2
    removed: true
    tillerVersion: ""
    urls: []
    version: 2.1.0+build.5
generated: "2020-01-04T00:00:00Z"
"""

ALPHA = [
    {
        "annotations": {"example.com/team": "sea"},
        "apiVersion": "v1",
        "appVersion": "1.10",
        "created": "2020-01-02T03:04:05.678Z",
        "description": "The first letter. Its description is longer than sixty characters so that it goes on",
        "digest": "2eb228b94ab74879b76a6b9878b005b010286e0b10b6419db6d0a763a49e9ce8",
        "home": "https://example.com/alpha",
        "icon": "https://example.com/a.png",
        "keywords": ["letter", "yes"],
        "maintainers": [{"email": "ann@example.com", "name": "Ann Example"}, {"name": "Bob"}],
        "name": "alpha",
        "sources": ["https://example.com/src"],
        "urls": ["alpha-1.0.0.tgz"],
        "version": "1.0.0",
    },
    {
        "created": "2020-01-02T03:04:05Z",
        "deprecated": True,
        "description": "two\nlines",
        "engine": "gotpl",
        "kubeVersion": ">=1.8.0",
        "name": "alpha",
        "urls": ["https://example.com/charts/alpha-0.1.0.tgz", "https://example.org/alpha-0.1.0.tgz"],
        "version": "0.1.0",
    },
]
BETA = [
    {
        "appVersion": "7",
        "digest": "12",
        "description": 'escaped ü and "quoted"',
        "name": "beta-2",
        "removed": True,
        "tillerVersion": "",
        "urls": [],
        "version": "2.1.0+build.5",
    }
]


def fast(content: bytes) -> Entries:
    return dict(read_charts(content))


def agree(content: bytes) -> bool:
    """Whether the fast reader reads the index; what it reads is what the exact reader reads."""
    try:
        found = fast(content)
    except Unusual:
        return False
    assert found == read_document(content).entries
    return True


def test_an_everyday_index_is_read_fast_and_exactly() -> None:
    assert fast(EVERYDAY) == {"alpha": ALPHA, "beta-2": BETA} == read_document(EVERYDAY).entries


def test_everyday_fields_need_no_exact_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    everyday = EVERYDAY.replace(b"|-\n      two\n      lines", b"two").replace(b'\\u00fc and \\"quoted\\"', b"things")
    expected = read_document(everyday).entries

    def refuse(content: bytes) -> None:
        raise AssertionError(content)

    monkeypatch.setattr(index_parser, "read_versions", refuse)
    monkeypatch.setattr(index_parser, "read_mapping", refuse)
    assert fast(everyday) == expected


@pytest.mark.parametrize(
    "content",
    [
        EVERYDAY.replace(b"\n", b"\r\n"),
        b"---\n" + EVERYDAY,
        EVERYDAY.replace(b"entries:\n", b"").replace(b"apiVersion: v1\n", b"entries:\n", 1) + b"apiVersion: v1\n",
        re.sub(rb"\n  (?=  |-)", b"\n        ", EVERYDAY).replace(b"\n  a", b"\n    a").replace(b"\n  b", b"\n    b"),
        EVERYDAY.replace(b"  - created", b"  - {name: flow, version: 1.0.0, urls: [a]}\n  - created"),
        EVERYDAY.replace(b"  beta-2:", b'  "beta-2":'),
        EVERYDAY.replace(b"name: beta-2", b"# a remark\n    name: beta-2"),
        EVERYDAY.replace(b"home:", b"unknown: 1\n    icon: null\n    home:", 1).replace(b"icon: 'h", b"Icon: 'h"),
        EVERYDAY.replace(b"The first letter", "Ärger für alle 日本".encode()),
        EVERYDAY.replace(b"apiVersion: v1\n    appV", b"apiVersion: v1\n\n    appV"),
        EVERYDAY.replace(b"home:", b"Name: again\n    home:", 1),
        EVERYDAY.replace(b"home:", b"Home: null\n    home:", 1),
        EVERYDAY.replace(b"home: https", b"home: &h https"),
        EVERYDAY.replace(b"2020-01-02T03:04:05.678Z", b"2020-02-29T23:59:59+02:00"),
    ],
)
def test_other_everyday_forms_are_read_fast_too(content: bytes) -> None:
    assert content != EVERYDAY
    assert agree(content)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"null\n",
        b"[]\n",
        b"entries: {}\n",
        EVERYDAY.replace(b"apiVersion: v1\n", b"", 1),
        EVERYDAY[:-1],
        EVERYDAY.replace(b"beta-2:\n", b"alpha:\n", 1),
        EVERYDAY.replace(b"home:", b"home: null\n    home:", 1),
        EVERYDAY.replace(b"home:", b"name: again\n    home:", 1),
        EVERYDAY.replace(b"      example.com/team: sea\n", b"      a: b\n      a: c\n"),
        EVERYDAY.replace(b"      name: Ann Example", b"      email: twice"),
        EVERYDAY.replace(b"2020-01-02T03:04:05.678Z", b"2020-02-30T03:04:05Z"),
        EVERYDAY.replace(b"2020-01-02T03:04:05.678Z", b"yesterday"),
        EVERYDAY.replace(b"home: https", b"home: *h #"),
        EVERYDAY.replace(b"description: The", b'description: "The'),
        EVERYDAY.replace(b"keywords:\n    - letter", b"keywords:\n    - [a]"),
        EVERYDAY.replace(b'keywords:\n    - letter\n    - "yes"', b"keywords: word"),
        EVERYDAY.replace(b"- created", b"- null\n  - created"),
        EVERYDAY.replace(b"  beta-2:", b"  empty: []\n  beta-2:"),
        EVERYDAY.replace(b"  beta-2:", b"  y:"),
        EVERYDAY.replace(b"|-\n", b"|+\n"),
        EVERYDAY.replace(b"home:", b"\x07home:", 1),
        EVERYDAY.replace(b"home:", b"\xffhome:", 1),
        EVERYDAY.replace(b"home:", b"\thome:", 1),
        EVERYDAY.replace(b'appVersion: "7"', b"appVersion: 7"),
        EVERYDAY + b"unknown: 1\n",
        EVERYDAY + b"...\n",
        EVERYDAY + b"apiVersion: v1\n",
    ],
)
def test_what_is_not_everyday_is_left_to_the_exact_reader(content: bytes) -> None:
    with pytest.raises(Unusual):
        fast(content)


SNIPPETS = [
    *EVERYDAY.split(b"\n"),
    b"    description: plain",
    b"    description: a: b",
    b"    description: a #b",
    b"    description: 'it''s'",
    b'    description: "a\\tb"',
    b"    description: >",
    b"    description: |+",
    b"      deeper",
    b"        deeper still",
    b"    - item",
    b"      - item",
    b"    - key: value",
    b"   three: 3",
    b" one: 1",
    b"zero: 0",
    b"    appVersion: 1e3",
    b"    appVersion: 0x1F",
    b"    appVersion: 1_000",
    b"    appVersion: .inf",
    b"    appVersion: 1.0",
    b"    appVersion: 2020-01-01",
    b"    appVersion: on",
    b"    version: 1.2",
    b"    version: 01.2.3",
    b"    version: ~",
    b"    digest: 1234567890123456789012345678901234567890123456789012345678901234",
    b"    created: 2020-01-02T03:04:05Z",
    b"    created: 2020-01-02",
    b"    removed: no",
    b"    removed: 'no'",
    b"    deprecated: maybe",
    b"    keywords: {a: b}",
    b"    annotations: {a: 1, b: true}",
    b"    maintainers: [{name: x}]",
    b"    urls: null",
    b"    urls:",
    b"    ? complex",
    b"    : value",
    b"    <<: {name: merged}",
    b"    y: yes",
    b"    1: one",
    b"    -dash: 1",
    b"    'quoted': 1",
    b"    key with spaces: 1",
    b"    colon:nospace",
    b"    # remark",
    b"# remark",
    b"  - null",
    b"  -",
    b"  - [a]",
    b"  gamma:",
    b"  2048:",
    b"  'quoted':",
    b"  null:",
    b"  flow: []",
    b"---",
    b"...",
    b"\t",
    b" ",
    b"",
    "    description: ünï\u2028code".encode(),
    "    description: \u00a0space".encode(),
    b"    description: \xff",
    b"    description: \x1b[31m",
    b"publicKeys: []",
    b"serverInfo: {}",
    b"generated: 5",
    b"apiVersion: 1",
]


@st.composite
def spoilt_indexes(draw: st.DrawFn) -> bytes:
    """An everyday index with some lines taken out, doubled, or put in from elsewhere."""
    lines = EVERYDAY.split(b"\n")
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(lines) - 1))
        what = draw(st.sampled_from(["drop", "insert", "replace", "swap"]))
        if what == "drop":
            del lines[at]
        elif what == "insert":
            lines.insert(at, draw(st.sampled_from(SNIPPETS)))
        elif what == "replace":
            lines[at] = draw(st.sampled_from(SNIPPETS))
        else:
            other = draw(st.integers(0, len(lines) - 1))
            lines[at], lines[other] = lines[other], lines[at]
        if not lines:
            break
    return b"\n".join(lines)


@settings(max_examples=400, deadline=None)
@given(spoilt_indexes())
@example(EVERYDAY)
def test_what_the_fast_reader_reads_the_exact_reader_reads_alike(content: bytes) -> None:
    agree(content)


@settings(max_examples=300, deadline=None)
@given(st.text(st.sampled_from("aZ0 19.-_:#'\"[]{}|>&*!%@`,?~\n\\éy+e"), max_size=30), st.booleans())
def test_every_text_of_a_field_means_the_same_to_both_readers(text: str, several: bool) -> None:
    field = text.replace("\n", "\n      ") if several else text.replace("\n", "")
    agree(EVERYDAY.replace(b"home: https://example.com/alpha", b"home: " + field.encode()))


def test_an_index_may_have_so_many_versions_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index_document, "MAX_VERSIONS", 2)
    with pytest.raises(RepositoryError, match="the index has more than the maximum of 2 versions"):
        fast(EVERYDAY)
    with pytest.raises(RepositoryError, match="the index has more than the maximum of 2 versions"):
        read_document(EVERYDAY)


def test_errors_are_left_to_the_exact_reader_to_word() -> None:
    broken = EVERYDAY.replace(b"deprecated: true", b"deprecated: perhaps")
    with pytest.raises(Unusual):
        fast(broken)
    with pytest.raises(GoError) as failure:
        read_document(broken)
    assert str(failure.value) == (
        "error unmarshaling JSON: while decoding JSON: json: cannot unmarshal string into Go struct field "
        "ChartVersion.entries.deprecated of type bool"
    )
