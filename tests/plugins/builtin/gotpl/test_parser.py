from __future__ import annotations

import marshal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pilothouse.plugins.builtin.gotpl.action_parser import ActionError, ActionParser
from pilothouse.plugins.builtin.gotpl.errors import ParseError
from pilothouse.plugins.builtin.gotpl.lexer import scan
from pilothouse.plugins.builtin.gotpl.nodes import pack, unpack
from pilothouse.plugins.builtin.gotpl.parser import Actions, _parse_items, parse
from pilothouse.plugins.builtin.gotpl.quick_parser import read

NAMES = frozenset(("print", "include", "upper", "list"))

PIECES = [
    "{{", "}}", "{{-", " -}}", "{{ ", " }}", "if", "else", "end", "range", "with", "define", "template", "block",
    '"t"', '"a', "`r`", "`", "'c'", "$", "$x", "$y", ".", ".a", ".Values", "..", "(", ")", "|", ":=", "=", ",", " ",
    "1", "2.5", "-", "0x", "9a", "upper", "print", "nosuch", "true", "nil", "é", "@", "/*", "*/", "{", "}", "text",
    "{{ end }}", "{{ if . }}", "{{ range $i, $e := . }}", "{{ else }}", "{{ else if . }}", "{{ $x := 1 }}", "{{ $x }}",
    '{{ define "q" }}', '{{ template "q" . }}', "\n", "$x.a", "(print 1)", '"\\x"', "{{/* x */}}", "{{- /* x */ -}}",
]  # fmt: skip


def message(text: str) -> str:
    with pytest.raises(ParseError) as caught:
        parse("F", text, Actions(NAMES))
    return str(caught.value)


def test_a_file_becomes_trees_with_the_nodes_of_go() -> None:
    text = 'a{{ if .x }}b{{ else }}{{ upper "c" | print $ }}{{ end }}{{ define "d" }} {{ end }}'
    field = ("FieldNode", 6, ("x",))
    upper = ("CommandNode", 3, (("IdentifierNode", 3, "upper"), ("StringNode", 9, '"c"', "c")))
    to_print = ("CommandNode", 15, (("IdentifierNode", 15, "print"), ("VariableNode", 21, ("$",))))
    action = ("ActionNode", ("PipeNode", 3, False, (), (upper, to_print), 0))
    branch = (
        "IfNode",
        ("PipeNode", 6, False, (), (("CommandNode", 6, (field,)),), 0),
        ("ListNode", (12,), (("TextNode", 1),)),
        ("ListNode", (23,), (action,)),
    )
    assert parse("F", text, Actions(NAMES)) == (
        ("d", 0, True, ("ListNode", (73,), (("TextNode", 1),))),
        ("F", 0, False, ("ListNode", (0, 1), (("TextNode", 1), branch))),
    )


def test_fields_of_a_chain_stand_where_the_second_one_does() -> None:
    root = parse("F", "{{ .a.b.c }}{{ $.a.b }}{{ (print).a.b }}", Actions(NAMES))[0][3]
    operands = [action[1][4][0][2][0][:2] for action in root[2]]
    assert operands == [("FieldNode", 5), ("VariableNode", 4), ("ChainNode", 10)]


def test_equal_actions_are_one_tuple() -> None:
    first, second = parse("F", "{{ .a }}{{ .a }}", Actions(NAMES))[0][3][2]
    assert first == second
    assert first[1] is second[1]


def test_trim_markers_take_the_white_space_beside_them() -> None:
    root = parse("F", "a \n{{- .x -}}\t b{{- /* c */ -}} d", Actions(NAMES))[0][3]
    assert root[1:] == (
        (0, 3, 15, 32),
        (("TextNode", 1), root[2][1], ("TextNode", 1), ("TextNode", 1)),
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{{", "1: unexpected unclosed action in command"),
        ("{{ .a", "1: unclosed action"),
        ("a\n{{ if .a }}\n", "3: unexpected EOF"),
        ("{{ end }}", "1: unexpected {{end}}"),
        ("{{ else }}", "1: unexpected {{else}}"),
        ("{{ if .a }}{{ else }}\n{{ else }}{{ end }}", "2: expected end; found {{else}}"),
        ("{{ range .a }}{{ else if .b }}{{ end }}", "1: unexpected <if> in input"),
        ("{{ with .a }}{{ else with .b }}{{ end }}", "1: unexpected <with> in else"),
        ('{{ define "x" }}{{ else }}{{ end }}', "1: unexpected {{else}} in define clause"),
        ('{{ block "x" . }}\n{{ else }}{{ end }}', "1: unexpected {{else}} in block clause"),
        ('{{ if . }}{{ define "x" }}{{ end }}{{ end }}', "1: unexpected <define> in command"),
        ('{{ define "x" }}{{ end }}{{ if . }}{{ define "x" }}{{ end }}{{ end }}', "1: unexpected <define> in command"),
        ("{{ define x }}{{ end }}", '1: unexpected "x" in define clause'),
        ('{{ define "x" 1 }}{{ end }}', '1: unexpected "1" in define clause'),
        ("{{ template $x }}", '1: unexpected "$x" in template clause'),
        ('{{ block "x" }}{{ end }}', "1: missing value for block clause"),
        ('{{ define "t" }}a{{ end }}\n{{ define "t" }}b{{ end }}', '2: template: multiple definition of template "t"'),
        ('{{ define "F" }}a{{ end }}b', '1: template: multiple definition of template "F"'),
        ("{{ if }}{{ end }}", "1: missing value for if"),
        ("{{ }}", "1: missing value for command"),
        ("{{ () }}", "1: missing value for parenthesized pipeline"),
        ("{{ 1 | 2 }}", "1: non executable command in pipeline stage 2"),
        ("{{ print 1) }}", '1: unexpected ")" in input'),
        ("{{ (print 1 }}", "1: unclosed left paren"),
        ('{{ "a".b }}', '1: unexpected . after term "\\"a\\""'),
        ("{{ nosuch }}", '1: function "nosuch" not defined'),
        ("{{ $x }}", '1: undefined variable "$x"'),
        ("{{ $x | 1 }}", '1: undefined variable "$x"'),
        ('{{ define "t" }}{{ $a }}{{ end }}', '1: undefined variable "$a"'),
        ("{{ if . }}{{ $b := 1 }}{{ end }}{{ $b }}", '1: undefined variable "$b"'),
        ("{{ $a, $b := 1 }}", "1: too many declarations in command"),
        ("{{ range $i, x := . }}{{ end }}", "1: range can only initialize variables"),
        ("{{/* a", "1: unexpected unclosed comment in input"),
        ("{{/* a */ b }}", "1: unexpected comment ends before closing delimiter in input"),
        ("{{ `a\nb` | 1 }}", "2: non executable command in pipeline stage 2"),
    ],
)
def test_errors_are_worded_as_in_go(text: str, expected: str) -> None:
    assert message(text) == f"template: F:{expected}"


def test_a_variable_may_be_declared_by_what_uses_it_and_assigned_without_being_declared() -> None:
    assert len(parse("F", "{{ $x := $x }}{{ $y = 1 }}{{ $y }}", Actions(NAMES))) == 1


def test_an_empty_definition_gives_way_to_one_with_content() -> None:
    trees = parse("F", '{{ define "t" }} {{/* c */}}{{ end }}{{ define "t" }}b{{ end }}', Actions(NAMES))
    assert [(name, empty) for name, _, empty, _ in trees] == [("t", False), ("F", True)]


def test_an_error_knows_its_line() -> None:
    with pytest.raises(ParseError) as caught:
        parse("F", "a\n  {{ if }}\nb", Actions(NAMES))
    assert (caught.value.file, caught.value.line, caught.value.source_line) == ("F", 2, "  {{ if }}")


def test_nesting_beyond_every_use_is_an_error_and_not_a_crash() -> None:
    assert message("{{ if . }}" * 100_000) == "template: F:1: blocks nested more than 1000 deep"
    assert message("{{ " + "(" * 100_000 + ")" * 100_000 + " }}").endswith("parentheses nested more than 100 deep")


def test_long_chains_of_else_if_need_no_recursion() -> None:
    text = "{{ if .a }}1" + "{{ else if .b }}2" * 900 + "{{ end }}"
    assert parse("F", text, Actions(NAMES))[0][0] == "F"


def test_packed_trees_say_the_same() -> None:
    text = "{{ if .a }}1{{ .b }}{{ range .c }}{{ .d }}2{{ .e }}3{{ end }}{{ else }}{{ .f }}4{{ .g }}5{{ end }}"
    root = parse("F", text, Actions(NAMES))[0][3]

    def full(node: object) -> object:
        node = unpack(node)
        return tuple(map(full, node)) if isinstance(node, tuple) else node

    packed = pack(root)
    assert packed != root
    assert full(marshal.loads(marshal.dumps(packed))) == root


@settings(max_examples=300)
@given(st.lists(st.sampled_from(PIECES), max_size=20).map("".join) | st.text(max_size=60))
def test_any_text_is_a_template_or_a_parse_error(text: str) -> None:
    results = []
    for _ in range(2):
        try:
            results.append(parse("F", text, Actions(NAMES)))
        except ParseError as error:
            results.append(str(error))
    assert results[0] == results[1]


@settings(max_examples=300)
@given(st.lists(st.sampled_from([piece for piece in PIECES if "{{" not in piece and "}}" not in piece])).map("".join))
def test_the_quick_reader_agrees_with_the_exact_parser(inside: str) -> None:
    quick = read(inside, 2, NAMES)
    if quick is None or inside.startswith("/*"):
        return
    items, _ = scan("{{" + inside + "}}", 2, 0)
    try:
        exact = _parse_items(ActionParser(items, NAMES, None))
    except ActionError as error:
        pytest.fail(f"{inside!r}: {error}")
    assert (quick.kind, quick.value, quick.undeclared, quick.declared) == (
        exact.kind,
        exact.value,
        exact.undeclared,
        exact.declared,
    )
