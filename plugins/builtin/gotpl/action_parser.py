"""The items of one action to nodes: pipelines, commands, operands, terms.

Rule: text/template/parse/parse.go as of Go 1.14, function by function, because which error comes first depends on it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....core.golib.strconv import quote, unquote
from ....core.golib.types import GoError
from . import nodes
from .lexer import (
    ASSIGN,
    BOOL,
    CHAR_CONSTANT,
    CHARACTER,
    COMPLEX,
    DECLARE,
    DOT,
    ERROR,
    FIELD,
    IDENTIFIER,
    LEFT_PAREN,
    NIL,
    NUMBER,
    PIPE,
    RAW_STRING,
    RIGHT_DELIMITER,
    RIGHT_PAREN,
    SPACE,
    STRING,
    VARIABLE,
    Item,
    describe,
)
from .literals import number_node

if TYPE_CHECKING:
    from collections.abc import Container

    from .nodes import Node

MAX_NESTING = 100
"""How deep parentheses may nest. Go has no limit; deeper nesting is a declared error here."""

_NO_CHAIN = frozenset(("BoolNode", "StringNode", "NumberNode", "NilNode", "DotNode"))
NOT_EXECUTABLE = frozenset(("BoolNode", "DotNode", "NilNode", "NumberNode", "StringNode"))
"""Nodes that cannot begin a later stage of a pipeline."""

_BEGINS_OPERAND = frozenset(
    (BOOL, CHAR_CONSTANT, COMPLEX, DOT, FIELD, IDENTIFIER, NUMBER, NIL, RAW_STRING, STRING, VARIABLE, LEFT_PAREN)
)


class ActionError(Exception):
    """An action cannot be parsed: Go's words, and the position of the item that the parser had reached."""

    def __init__(self, cause: str, position: int) -> None:
        super().__init__(cause)
        self.cause = cause
        self.position = position


class ActionParser:
    """Reads the items of one action.

    `functions` has the names that may be called. `variables` are the variables in scope, or None when that is checked
    later: then `undeclared` collects those that the action takes from outside. `declared` collects those that the
    action declares or assigns (which is all the same to the parser of Go).
    """

    def __init__(self, items: list[Item], functions: Container[str], variables: list[str] | None) -> None:
        self.items = items
        self.index = 0
        self.functions = functions
        self.variables = variables
        self.undeclared: list[str] = []
        self.declared: list[str] = []
        self.reach = nodes.CLOSED
        self.depth = 0

    def fail(self, cause: str) -> ActionError:
        """The error to raise at the current item."""
        return ActionError(cause, self.items[min(self.index, len(self.items) - 1)][2])

    def unexpected(self, item: Item, context: str) -> ActionError:
        """The error to raise for an item that does not belong into `context`."""
        return self.fail(f"unexpected {describe(item)} in {context}")

    def next(self) -> Item:
        """Take the next item. The last one (a right delimiter or an error) may be taken again and again."""
        item = self.items[self.index]
        if self.index < len(self.items) - 1:
            self.index += 1
        return item

    def peek(self) -> Item:
        """The next item that is no blank, which is passed over."""
        while self.items[self.index][0] == SPACE:
            self.index += 1
        return self.items[self.index]

    def next_non_space(self) -> Item:
        """Take the next item that is no blank."""
        self.peek()
        return self.next()

    def parse_template_name(self, context: str) -> tuple[str, int]:
        """The text and position of a string literal."""
        item = self.next_non_space()
        if item[0] not in (STRING, RAW_STRING):
            raise self.unexpected(item, context)
        return self._unquote(item), item[2]

    def parse_end(self, context: str) -> None:
        """Nothing but the right delimiter may follow."""
        item = self.peek()
        if item[0] != RIGHT_DELIMITER:
            raise self.unexpected(item, context)

    def parse_last_pipeline(self, context: str) -> Node:
        """The pipeline that reaches up to the right delimiter."""
        pipe = self.parse_pipeline(context)
        if self.items[self.index][0] == RIGHT_PAREN:
            raise self.unexpected(self.items[self.index], "input")
        return pipe

    def parse_pipeline(self, context: str) -> Node:
        """Declarations and commands up to a right delimiter or a closing parenthesis, which is not taken."""
        position = self.peek()[2]
        is_assign, declarations = self._parse_declarations(context)
        commands: list[Node] = []
        while True:
            kind = self.peek()[0]
            if kind == RIGHT_DELIMITER or kind == RIGHT_PAREN:
                break
            if kind not in _BEGINS_OPERAND:
                raise self.unexpected(self.items[self.index], context)
            commands.append(self.parse_command())
        if not commands:
            raise self.fail(f"missing value for {context}")
        for stage, command in enumerate(commands[1:], 2):
            if command[2][0][0] in NOT_EXECUTABLE:
                raise self.fail(f"non executable command in pipeline stage {stage}")
        return nodes.pipe_node(position, is_assign, declarations, commands, self.reach)

    def _parse_declarations(self, context: str) -> tuple[bool, list[Node]]:
        """``$x :=``, ``$x =`` or ``$x, $y :=``; the parser is left where it was when there is none of these."""
        declarations: list[Node] = []
        while self.peek()[0] == VARIABLE:
            start = self.index
            variable = self.next()
            kind, text, _ = self.peek()
            if kind in (ASSIGN, DECLARE):
                self.index += 1
                declarations.append(self._declare(variable))
                return kind == ASSIGN, declarations
            if kind != CHARACTER or text != ",":
                self.index = start
                break
            self.index += 1
            declarations.append(self._declare(variable))
            if context != "range" or len(declarations) > 1:
                raise self.fail(f"too many declarations in {context}")
            if self.peek()[0] not in (VARIABLE, RIGHT_DELIMITER, RIGHT_PAREN):
                raise self.fail("range can only initialize variables")
        return False, declarations

    def _declare(self, variable: Item) -> Node:
        _, name, position = variable
        self.declared.append(name)
        if self.depth:
            self.reach = nodes.DECLARING
        return nodes.variable_node(position, (name,))

    def parse_command(self) -> Node:
        """Operands separated by blanks; a ``|`` behind them is taken."""
        position = self.peek()[2]
        operands: list[Node] = []
        while True:
            operand = self.parse_operand()
            if operand is not None:
                operands.append(operand)
            kind, text, _ = item = self.items[self.index]
            if kind == SPACE:
                self.index += 1
                continue
            if kind == PIPE:
                self.index += 1
            elif kind == ERROR:
                raise self.fail(text)
            elif kind != RIGHT_DELIMITER and kind != RIGHT_PAREN:
                raise self.unexpected(item, "operand")
            return nodes.command_node(position, operands)

    def parse_operand(self) -> Node | None:
        """A term and the fields that follow it without a blank; None when there is no operand."""
        node = self.parse_term()
        if node is None or self.items[self.index][0] != FIELD:
            return node
        position = self.items[self.index][2]
        names: list[str] = []
        while self.items[self.index][0] == FIELD:
            names.append(self.items[self.index][1][1:])
            self.index += 1
        kind = node[0]
        if kind == "FieldNode":
            return nodes.field_node(position, (*node[2], *names))
        if kind == "VariableNode":
            return nodes.variable_node(position, (*node[2], *names))
        if kind in _NO_CHAIN:
            raise self.fail(f"unexpected . after term {quote(nodes.text_of(node))}")
        return nodes.chain_node(position, node, tuple(names))

    def parse_term(self) -> Node | None:
        """A literal, function, dot, field, variable or parenthesized pipeline; None when there is none of these."""
        kind, text, position = self.peek()
        if kind == FIELD:
            node = nodes.field_node(position, (text[1:],))
        elif kind == IDENTIFIER:
            if text not in self.functions:
                raise self.fail(f"function {quote(text)} not defined")
            node = nodes.identifier_node(position, text)
        elif kind == STRING or kind == RAW_STRING:
            node = nodes.string_node(position, text, self._unquote(self.items[self.index]))
        elif kind == VARIABLE:
            node = self._use(text, position)
        elif kind == DOT:
            node = nodes.dot_node(position)
        elif kind == LEFT_PAREN:
            return self._parse_parenthesized()
        elif kind == BOOL:
            node = nodes.bool_node(position, text == "true")
        elif kind == NIL:
            node = nodes.nil_node(position)
        elif kind in (NUMBER, CHAR_CONSTANT, COMPLEX):
            try:
                node = number_node(position, text, kind)
            except GoError as error:
                raise self.fail(str(error)) from None
        elif kind == ERROR:
            raise self.fail(text)
        else:
            return None
        self.index += 1
        return node

    def _parse_parenthesized(self) -> Node:
        self.index += 1
        self.depth += 1
        if self.depth > MAX_NESTING:
            raise self.fail(f"parentheses nested more than {MAX_NESTING} deep")
        pipe = self.parse_pipeline("parenthesized pipeline")
        self.depth -= 1
        item = self.items[self.index]
        if item[0] != RIGHT_PAREN:
            raise self.fail(f"unclosed right paren: unexpected {describe(item)}")
        self.index += 1
        return pipe

    def _use(self, name: str, position: int) -> Node:
        if name != "$":
            self.reach = max(self.reach, nodes.USING)
        if name != "$" and name not in self.declared:
            if self.variables is None:
                self.undeclared.append(name)
            elif name not in self.variables:
                raise self.fail(f"undefined variable {quote(name)}")
        return nodes.variable_node(position, (name,))

    def _unquote(self, item: Item) -> str:
        try:
            return unquote(item[1])
        except GoError as error:
            raise self.fail(str(error)) from None
