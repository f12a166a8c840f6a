"""Actions without anything unusual to nodes, in one pass over their words.

Nearly every action of a chart is read here; `read` gives None for the others (and for all that is wrong), which the
exact lexer and `ActionParser` then take. Both give the same nodes for what both can read.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from . import nodes
from .action_parser import MAX_NESTING, NOT_EXECUTABLE

if TYPE_CHECKING:
    from collections.abc import Container

    from .nodes import Node

_WORD = re.compile(
    r"""[ ]+
    |(?:\.[A-Za-z_]\w*)+(?=[ ,|:()]|\Z)
    |\$\w*(?:\.[A-Za-z_]\w*)*(?=[ ,|:()]|\Z)
    |[A-Za-z_]\w*(?=[ ,|:()]|\Z)
    |\.(?=[ ,|:()]|\Z)
    |"[^"\\\n]*"
    |:=|[|(),]
    |[0-9]+(?=[ |)]|\Z)""",
    re.ASCII | re.VERBOSE,
)
_FIELD = re.compile(r"(?:(if|with|range) +)?((?:\.[A-Za-z_]\w*)+) *", re.ASCII)
_KEYWORDS = frozenset(("block", "define", "else", "end", "if", "range", "template", "with"))
_WORDS = frozenset((*_KEYWORDS, "nil"))


class _Unusual(Exception):
    """Something that is left to the exact parser."""


class Action:
    """What an action says, wherever it stands.

    `kind` is the keyword, "command" for an action without one, "comment", or "else if". `value` is the ActionNode of
    a command, the pipeline of if, range, with and else if, the name of define, the TemplateNode of template and block.
    `undeclared` are the variables it takes from outside, `declared` those it declares or assigns.
    """

    __slots__ = ("declared", "kind", "trims_left", "trims_right", "undeclared", "value")

    def __init__(self, kind: str, value: Any, undeclared: list[str], declared: list[str]) -> None:
        self.kind = kind
        self.value = value
        self.undeclared = undeclared
        self.declared = declared
        self.trims_left = False
        self.trims_right = False


def read(text: str, position: int, functions: Container[str]) -> Action | None:
    """The action whose inside, without trim markers, is `text` and begins at `position`; None when it is unusual."""
    blank = len(text)
    text = text.lstrip(" ")
    position += blank - len(text)
    match = _FIELD.fullmatch(text)
    if match is not None:
        position += match.start(2)
        command = nodes.command_node(position, [_field(match[2], position)])
        pipe = nodes.pipe_node(position, False, [], [command], nodes.CLOSED)
        return Action(match[1], pipe, [], []) if match[1] else Action("command", nodes.action_node(pipe), [], [])
    words = _WORD.findall(text)
    if "".join(words) != text:
        return None
    try:
        return _Reader(words, position, functions).read()
    except _Unusual:
        return None


def _field(word: str, position: int) -> Node:
    names = word[1:].split(".")
    return nodes.field_node(position + len(names[0]) + 1 if len(names) > 1 else position, tuple(names))


class _Reader:
    """The words of one action, `index` the next of them and `position` where that stands."""

    __slots__ = ("declared", "depth", "functions", "index", "position", "reach", "undeclared", "words")

    def __init__(self, words: list[str], position: int, functions: Container[str]) -> None:
        words.append("")
        self.words = words
        self.index = 0
        self.position = position
        self.functions = functions
        self.undeclared: list[str] = []
        self.declared: list[str] = []
        self.reach = nodes.CLOSED
        self.depth = 0

    def read(self) -> Action:
        """The action."""
        keyword = self.words[0]
        value: Any = None
        if keyword not in _KEYWORDS:
            keyword = "command"
            value = nodes.action_node(self.read_last_pipeline(keyword))
        else:
            self.take()
            if keyword in ("if", "with", "range"):
                value = self.read_last_pipeline(keyword)
            elif keyword == "define":
                value, _ = self.read_name()
            elif keyword in ("template", "block"):
                value = self.read_template(keyword)
            elif keyword == "else" and self.words[self.index] == "if":
                self.take()
                keyword = "else if"
                value = self.read_last_pipeline("if")
        if self.words[self.index]:
            raise _Unusual
        return Action(keyword, value, self.undeclared, self.declared)

    def take(self) -> None:
        """Pass over the next word and the blanks behind it."""
        words = self.words
        self.position += len(words[self.index])
        self.index += 1
        if words[self.index][:1] == " ":
            self.position += len(words[self.index])
            self.index += 1

    def read_name(self) -> tuple[str, int]:
        """A name in double quotes, and its position."""
        word, position = self.words[self.index], self.position
        if word[:1] != '"':
            raise _Unusual
        self.take()
        return word[1:-1], position

    def read_template(self, keyword: str) -> Node:
        """What follows template or block."""
        name, position = self.read_name()
        pipe = None
        if self.words[self.index] or keyword == "block":
            pipe = self.read_last_pipeline(keyword)
        return nodes.template_node(position, name, pipe)

    def read_last_pipeline(self, keyword: str) -> Node:
        """The pipeline that makes up the rest of the action."""
        position = self.position
        declarations = self.read_declarations(keyword)
        return self.read_commands(position, declarations)

    def read_declarations(self, keyword: str) -> list[Node]:
        """``$x :=``, or ``$x, $y :=`` after range."""
        words, start = self.words, self.index
        found: list[Node] = []
        while words[self.index][:1] == "$" and "." not in words[self.index]:
            name, position = words[self.index], self.position
            mark = words[self.index + 1]
            if mark == " ":
                mark = words[self.index + 2]
            if mark != ":=" and (mark != "," or keyword != "range" or found):
                break
            self.take()
            self.take()
            found.append(nodes.variable_node(position, (name,)))
            self.declared.append(name)
            if mark == ":=":
                return found
        if self.index != start:
            raise _Unusual
        return found

    def read_commands(self, position: int, declarations: list[Node]) -> Node:
        """Commands joined by ``|``, up to the end or a closing parenthesis."""
        commands: list[Node] = []
        while True:
            command = self.read_command()
            if commands and command[2][0][0] in NOT_EXECUTABLE:
                raise _Unusual
            commands.append(command)
            if self.words[self.index] != "|":
                break
            self.take()
        return nodes.pipe_node(position, False, declarations, commands, self.reach)

    def read_command(self) -> Node:
        """Operands separated by blanks."""
        words, start = self.words, self.position
        operands: list[Node] = []
        while True:
            word, position = words[self.index], self.position
            first = word[:1]
            if first == "." and word != ".":
                operand = _field(word, position)
            elif first == '"':
                operand = nodes.string_node(position, word, word[1:-1])
            elif first == "$":
                operand = self.variable(word, position)
            elif first == "(":
                operand = self.read_parenthesized()
            elif first in ("", "|", ")", ",", ":"):
                if operands:
                    return nodes.command_node(start, operands)
                raise _Unusual
            elif first.isdigit():
                if (first == "0" and word != "0") or len(word) > 15:
                    raise _Unusual
                value = int(word)
                operand = ("NumberNode", position, word, value, value, float(value), None)
            else:
                operand = self.word(word, position)
            operands.append(operand)
            self.position += len(words[self.index])
            self.index += 1
            word = words[self.index]
            if word[:1] == " ":
                self.position += len(word)
                self.index += 1
            elif word and word != "|" and word != ")":
                raise _Unusual

    def variable(self, word: str, position: int) -> Node:
        """``$x`` or ``$x.a.b``"""
        names = word.split(".")
        name = names[0]
        if name != "$":
            self.reach = nodes.USING
            if name not in self.declared:
                self.undeclared.append(name)
        return nodes.variable_node(position + len(name) if len(names) > 1 else position, tuple(names))

    def word(self, word: str, position: int) -> Node:
        """A function, ``true``, ``false`` or dot."""
        if word == ".":
            return nodes.dot_node(position)
        if word in ("true", "false"):
            return nodes.bool_node(position, word == "true")
        if word in _WORDS or word not in self.functions:
            raise _Unusual
        return nodes.identifier_node(position, word)

    def read_parenthesized(self) -> Node:
        """``(pipeline)`` or ``(pipeline).a.b``; the last word is left to be passed over."""
        self.depth += 1
        if self.depth > MAX_NESTING:
            raise _Unusual
        self.take()
        pipe = self.read_commands(self.position, [])
        if self.words[self.index] != ")":
            raise _Unusual
        self.depth -= 1
        word = self.words[self.index + 1]
        if word[:1] != "." or word == ".":
            return pipe
        self.index += 1
        self.position += 1
        return nodes.chain_node(self.position, pipe, tuple(word[1:].split(".")))
