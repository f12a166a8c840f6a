"""Trees made of libyaml's events are those of the exact reader, wherever there are any."""

from __future__ import annotations

import sys
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pilothouse.core.golib import yaml, yaml_blocks, yaml_events
from pilothouse.core.golib.depth import MAX_DEPTH
from pilothouse.core.golib.yaml_decoder import decode
from pilothouse.core.golib.yaml_error import YamlError
from pilothouse.core.golib.yaml_input import Input
from pilothouse.core.golib.yaml_parser import SCALAR, Node, parse

pytest.importorskip("yaml._yaml", reason="PyYAML was built without libyaml")

BEYOND_EVERYDAY = """\
--- # values
base: &base
  image: {name: "a\\tb\\x41\\u00e9\\
    c", tag: 'it''s', url: http://x:80/#y}
  ports: [80, 0x1F, ? a : b, c: d,]
? [complex, &key key]
: - !KEEP
? plain
copy:
  <<: *base
  *key : 1
empty: &nothing
again: *nothing
list:
- &item |2-
    literal\tx

   text
- >+
  folded
  text

   more

- *item
space: \u00a0or\u200bnone
emoji: 😀
tab:\t1
"quoted key": 1
...
} whatever
"""


def described(node: Node) -> Any:
    """All that decides about the value of a node, and where it is; empty scalars have no place that matters."""
    place = (node.line, node.column) if node.value or node.kind is not SCALAR else None
    target = (node.target.kind, node.target.line, node.target.column) if node.target is not None else None
    return (node.kind, node.value, node.tag, node.plain, place, target, [described(child) for child in node.children])


def exact_tree(text: str) -> Any:
    try:
        document = parse(Input(text))
    except YamlError as error:
        return str(error)
    return document and (described(document.root), {name: described(node) for name, node in document.anchors.items()})


def assert_agreement(text: str) -> bool:
    """Whether the text was read from events; then it has to be the tree and the value of the other readers."""
    document = yaml_events.parse(text)
    if document is None:
        return False
    anchors = {name: described(node) for name, node in document.anchors.items()}
    assert (described(document.root), anchors) == exact_tree(text)
    everyday = yaml_blocks.read(text, True)
    if everyday is not yaml_blocks.NOT_PLAIN:
        assert repr(decode(document, True)) == repr(everyday)
    return True


@pytest.mark.parametrize(
    "text",
    [
        BEYOND_EVERYDAY.replace("- !KEEP\n", "- kept\n"),
        BEYOND_EVERYDAY.replace("- !KEEP\n", "- kept\n").replace("\n", "\r\n"),
        "text",
        "--- text\n",
        "--- |\n text\n--- more",
        "a: 1\n---\nb: [",
        "a: 1\n...\n%YAML 1.2\n",
        "- - &a [&b {x: *a}]\n- *b\n",
        "&a a: *a\n",
        "[" * MAX_DEPTH + "]" * MAX_DEPTH,
    ],
)
def test_a_tree_of_events_is_the_tree_of_the_exact_reader(text: str) -> None:
    assert assert_agreement(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "# nothing\n",
        "a: b: c\n",
        "a: [b\n",
        "a: *x\n",
        "a: !!str 1\n",
        "a: !x []\n",
        "%YAML 1.1\n--- a\n",
        "%TAG ! !x\n--- a\n",
        '"a"\n%YAML 1.1\n--- b',
        "[a?b]",
        "{a: b ?c}",
        "a #\n[x ?{y}]",
        "[a:,]",
        'a: "\\/"\n',
        'a: "\\\'"\n',
        "a: b\x85\n",
        "a: b\u2028\n",
        "\ufeffa: b\n",
        "a: b\rc: d\n",
        "a: \x00\n",
        "a: \ud800\n",
        "a: \uffff\n",
        "[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1),
        "[" * 100_000,
        "- " * 10_000,
    ],
)
def test_what_libyaml_may_read_otherwise_is_left_to_the_exact_reader(text: str) -> None:
    assert yaml_events.parse(text) is None


WORDS = (
    "a b key: k:\n - ? : , [ ] { } # & * ! | > ' \" % @ ` \\ \\n \\x41 \\/ \n \n\n \r\n \t é 😀 \xa0 \u200b \x85 &a *a "
    "&b *b !!str ! << <<: ~ 1 .inf %YAML |- >+ |2 > {} [] '' \"\" a:b a?b ?x :x -x - -- --- ... 'it''s' \"\\\n\""
)
PIECES = st.sampled_from(
    [*WORDS.split(" "), " ", "  ", "\n  ", "- ", "\n- ", ": ", ", ", "? ", " #", "\n---\n", "\n\t"]
)
ON_ONE_LINE = "a b 1 ~ x:y a#b a?b -x ?x :x \"q\" 's' é << a\tb *a &b".split(" ")
SCALARS = st.sampled_from(
    [*ON_ONE_LINE, "", "b c", "&a v", "a\n  b", "a\n\n  b", '"a\n b"', "'a\n\n  b'", '"\\x41\\\n b"']
)
GAPS = st.sampled_from(["", "", " ", "\n   ", " # c\n   ", "\t"])


def flow(children: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Flow collections, and what is nearly one."""
    pair = st.tuples(SCALARS, GAPS, st.just(":"), GAPS, children).map("".join)
    items = st.lists(st.one_of(children, pair, children.map("? {}".format)), max_size=3)
    inner = st.tuples(GAPS, items, GAPS).map(lambda parts: parts[0] + f",{parts[2]}".join(parts[1]) + parts[2])
    return st.one_of(inner.map("[{}]".format), inner.map("{{{}}}".format), inner.map("&b [{}]".format))


def block(children: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Block collections and block scalars, mostly indented as they should be."""
    indented = st.tuples(children, st.sampled_from(["\n  ", "\n  ", "\n ", "\n"])).map(
        lambda p: p[0].replace("\n", p[1])
    )
    items = st.lists(indented.map("- {}".format), min_size=1, max_size=3)
    key = st.one_of(SCALARS.map("{}: ".format), st.sampled_from(["k:\n  ", "<<: ", "? ", ": ", "&a k: &b\n  "]))
    pairs = st.lists(st.tuples(key, indented).map("".join), min_size=1, max_size=3)
    header = st.sampled_from(["|\n  ", ">\n  ", ">-\n\n   ", "|+ # c\n  ", "|2\n   "])
    lines = st.lists(st.sampled_from(["x", " y", "", "# no", "\t", "- a"]), max_size=4).map("\n  ".join)
    return st.one_of(items.map("\n".join), pairs.map("\n".join), st.tuples(header, lines).map("".join))


DOCUMENTS = st.recursive(SCALARS, lambda children: st.one_of(block(children), flow(children)), max_leaves=8)
ENDS = st.sampled_from(["", "\n", "\n---\n", "\n...\n", "\n--- x", "\n# c", "\n}"])


@settings(max_examples=600, deadline=None)
@given(st.lists(PIECES, max_size=18).map("".join))
@example("-'a':*a-ba\n- {} #,a:b&a\\n😀k:\n{a:0x1F<<...? |-{''")
def test_texts_of_odd_pieces_are_never_read_differently(text: str) -> None:
    assert_agreement(text)


@settings(max_examples=600, deadline=None)
@given(DOCUMENTS, ENDS, PIECES, st.integers(0, 200), st.booleans())
def test_documents_with_or_without_damage_are_never_read_differently(
    document: str, end: str, piece: str, place: int, damaged: bool
) -> None:
    text = document + end
    assert_agreement(text[:place] + piece + text[place:] if damaged else text)


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The texts that libyaml is asked to read, in a process that has not imported PyYAML."""
    asked: list[str] = []
    monkeypatch.setattr(yaml_events, "parse", asked.append)
    monkeypatch.delitem(sys.modules, "yaml._yaml", raising=False)
    return asked


def test_libyaml_is_asked_for_long_texts_that_the_fast_reader_leaves(calls: list[str]) -> None:
    everyday = "".join(f"key{number}: {number}\n" for number in range(10_000))
    short, long = "a: &x 1\n", everyday + "a: &x 1\n"
    assert [yaml.load(text)["a"] for text in (everyday + "a: 1\n", short, long)] == [1, 1, 1]
    assert calls == [long]


def test_libyaml_is_asked_for_short_texts_too_once_it_is_there(
    calls: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "yaml._yaml", sys)
    assert [yaml.load(text) for text in ("a: 1\n", "a: &x 1\n")] == [{"a": 1}, {"a": 1}]
    assert calls == ["a: &x 1\n"]


def test_without_libyaml_the_exact_reader_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "yaml._yaml", None)
    assert yaml_events.parse("a: &x 1\n") is None
    assert yaml.load("a: &x 1\nb: *x\n") == {"a": 1, "b": 1}


def test_another_libyaml_is_not_trusted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yaml_events, "_LIBYAML", (0, 3, 0))
    assert yaml_events.parse("a: &x 1\n") is None
