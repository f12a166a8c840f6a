"""Source text to trees: one for the file, one for every template that it defines.

Actions are read by `ActionParser`; what they open and close is kept on a stack here, so nesting costs no recursion.
Equal actions are parsed once: charts repeat theirs, and the positions in an action's nodes do not depend on where it
stands. Rule: text/template/parse/parse.go as of Go 1.14.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from ....core.golib.strconv import quote
from ....core.golib.utf8 import WHITE_SPACE
from . import nodes
from .action_parser import ActionError, ActionParser
from .errors import ParseError
from .lexer import KEYWORD, SPACE, TRIMMED, Item, scan
from .quick_parser import Action, read

if TYPE_CHECKING:
    from collections.abc import Callable, Container

    from .nodes import Node, Tree

MAX_BLOCKS = 1000
"""How deep blocks may nest. Go has no limit; deeper nesting is a declared error here."""

_NESTED_DEFINE = "unexpected <define> in command"
_WHITE_RUN = re.compile(r"[ \t\r\n]*")


class Actions:
    """The actions that were read so far, under the text between their delimiters, for one table of functions."""

    def __init__(self, functions: Container[str]) -> None:
        self.functions = functions
        self.known: dict[str, Action] = {}


class _Block:
    """A construct that waits for its end: what stands inside, and what is put back when it ends.

    `body` is the first list once ``{{else}}`` has been met; `chained` an if that follows else in one action and shares
    the end of the block around it; `mark` how many variables there were before (if, range, with); `outer` the
    variables and slots around a template definition (define, block).
    """

    __slots__ = ("body", "chained", "keyword", "mark", "name", "nodes", "offset", "offsets", "outer", "pipe")

    def __init__(self, keyword: str, offset: int) -> None:
        self.keyword = keyword
        self.offset = offset
        self.nodes: list[Node] = []
        self.offsets: list[int] = []
        self.body: Node | None = None
        self.chained = False
        self.pipe: Node | None = None
        self.mark = 0
        self.name = ""
        self.outer: tuple[list[str], int] = ([], 0)


def parse(name: str, source: str, actions: Actions) -> tuple[Tree, ...]:
    """The trees of the file `name`: those it defines in the order of their ends, then its own.

    Raises ParseError.
    """
    return _FileParser(name, source, actions).parse()


class _FileParser:
    """The state of one file's parsing: where it is, the open blocks, and what the innermost one collects."""

    def __init__(self, name: str, source: str, actions: Actions) -> None:
        self.name = name
        self.source = source
        self.actions = actions
        self.position = 0
        self.blocks: list[_Block] = []
        self.block = _Block("file", 0)
        self.variables = ["$"]
        self.slots = 0
        self.trees: dict[str, Tree] = {}

    def fail(self, cause: str, offset: int) -> ParseError:
        """The error to raise for what stands at the index `offset`."""
        return ParseError(self.name, self.source, offset, cause)

    def parse(self) -> tuple[Tree, ...]:
        """Read the whole file."""
        source = self.source
        find = source.find
        known = self.actions.known
        parsers = self._PARSERS
        while True:
            start = self.position
            offset = find("{{", start)
            if offset < 0:
                break
            end = find("}}", offset + 2)
            action = known.get(source[offset + 2 : end]) if end >= 0 else None
            if action is None:
                action = self._read_action(offset, end)
            else:
                self.position = end + 2
            stop = offset
            if action.trims_left:
                stop = start + len(source[start:offset].rstrip(TRIMMED))
            if stop > start:
                block = self.block
                block.offsets.append(start)
                block.nodes.append(nodes.text_node(stop - start))
            if action.trims_right:
                self.position = _WHITE_RUN.match(source, self.position).end()  # type: ignore[union-attr]
            if action.undeclared or action.declared:
                self._take_variables(action, offset)
            parsers[action.kind](self, action, offset)
        if len(source) > self.position:
            self._add_node(self.position, nodes.text_node(len(source) - self.position))
        return self._finish()

    def _finish(self) -> tuple[Tree, ...]:
        if self.block.keyword != "file":
            raise self.fail("unexpected EOF", len(self.source))
        self._add_tree(self.name, self.slots, self._list(), len(self.source))
        return tuple(self.trees.values())

    def _add_node(self, offset: int, node: Node) -> None:
        block = self.block
        block.offsets.append(offset)
        block.nodes.append(node)

    def _list(self) -> Node:
        return nodes.list_node(self.block.offsets, self.block.nodes)

    def _add_tree(self, name: str, slots: int, root: Node, offset: int) -> None:
        """Keep a finished tree; of several with one name only one may have content."""
        empty = all(
            node[0] == "TextNode" and not self.source[start : start + node[1]].strip(WHITE_SPACE)
            for start, node in zip(root[1], root[2], strict=True)
        )
        other = self.trees.get(name)
        if other is None or other[2]:
            self.trees[name] = (name, slots, empty, root)
        elif not empty:
            raise self.fail(f"template: multiple definition of template {quote(name)}", offset)

    # Reading one action

    def _read_action(self, offset: int, end: int) -> Action:
        """Parse the action that opens at `offset` and whose first ``}}`` is at `end` (-1: none), and go behind it."""
        source = self.source
        inside = source[offset + 2 : end]
        trims_left = source.startswith("- ", offset + 2)
        start = offset + 4 if trims_left else offset + 2
        if source.startswith("/*", start):
            return self._read_comment(start, trims_left)
        action = None
        trims_right = False
        after = end + 2
        if end >= 0:
            trims_right = inside[-2:] == " -" and end - 2 >= start
            stop = end - 2 if trims_right else end
            action = read(source[start:stop], start - offset, self.actions.functions)
        if action is None:
            # The first }} may stand in a string: then the action reaches up to a later one.
            later = source.find("}}", end + 2) if end >= 0 else -1
            known = self.actions.known.get(source[offset + 2 : later]) if later >= 0 else None
            if known is not None:
                self.position = later + 2
                return known
            items, after = scan(source, start, offset)
            action = self._parse_action(items, offset)
            trims_right = source[after - 4 : after - 2] == " -"
        action.trims_left = trims_left
        action.trims_right = trims_right
        self.position = after
        self.actions.known[source[offset + 2 : after - 2]] = action
        return action

    def _read_comment(self, start: int, trims_left: bool) -> Action:
        source = self.source
        end = source.find("*/", start + 2)
        if end < 0:
            raise self.fail("unexpected unclosed comment in input", start)
        trims_right = source.startswith(" -}}", end + 2)
        if not trims_right and not source.startswith("}}", end + 2):
            raise self.fail("unexpected comment ends before closing delimiter in input", start)
        action = Action("comment", None, [], [])
        action.trims_left = trims_left
        action.trims_right = trims_right
        self.position = end + (6 if trims_right else 4)
        return action

    def _parse_action(self, items: list[Item], offset: int) -> Action:
        try:
            return _parse_items(ActionParser(items, self.actions.functions, None))
        except ActionError as error:
            failure = error
        # Something is wrong: with the variables that are in scope here, the first error may be another one.
        parser = ActionParser(items, self.actions.functions, self.variables)
        if self.blocks and parser.peek()[:2] == (KEYWORD, "define"):
            raise self.fail(_NESTED_DEFINE, offset)
        words = [item[:2] for item in items if item[0] != SPACE]
        if words[:2] == [(KEYWORD, "else"), (KEYWORD, "if")]:
            self._check_else("else if", offset)
        try:
            _parse_items(parser)
        except ActionError as error:
            failure = error
        raise self.fail(failure.cause, offset + failure.position)

    def _take_variables(self, action: Action, offset: int) -> None:
        if action.kind == "else if":
            self._check_else(action.kind, offset)
        for name in action.undeclared:
            if name not in self.variables:
                raise self.fail(f"undefined variable {quote(name)}", offset)
        self.variables += action.declared
        self.slots += len(action.declared)

    # One method for every construct

    def _parse_simple(self, action: Action, offset: int) -> None:
        """An action that is a node by itself."""
        self._add_node(offset, action.value)

    def _parse_comment(self, action: Action, offset: int) -> None:
        """Comments leave nothing in the tree."""

    def _open(self, keyword: str, offset: int) -> _Block:
        if len(self.blocks) >= MAX_BLOCKS:
            raise self.fail(f"blocks nested more than {MAX_BLOCKS} deep", offset)
        self.blocks.append(self.block)
        self.block = block = _Block(keyword, offset)
        return block

    def _parse_branch(self, action: Action, offset: int) -> None:
        """if, range and with: variables that their pipeline declared last until the end."""
        block = self._open(action.kind, offset)
        block.pipe = action.value
        block.mark = len(self.variables) - len(action.declared)
        if action.kind == "range":
            self.slots += 1

    def _parse_definition(self, action: Action, offset: int) -> None:
        """define and block: variables from outside are not seen inside."""
        if action.kind == "block":
            self._add_node(offset, action.value)
            name = action.value[2]
        elif self.blocks:
            raise self.fail(_NESTED_DEFINE, offset)
        else:
            name = action.value
        block = self._open(action.kind, offset)
        block.name = name
        block.outer = (self.variables, self.slots)
        self.variables = ["$"]
        self.slots = 0

    def _check_else(self, kind: str, offset: int) -> None:
        """Raise ParseError unless the innermost block can go on with an else (or else if) here."""
        block = self.block
        if block.keyword in ("file", "define", "block") or block.body is not None:
            raise self._misplaced("{{else}}", offset)
        if kind == "else if" and block.keyword != "if":
            raise self.fail("unexpected <if> in input", offset)

    def _parse_else(self, action: Action, offset: int) -> None:
        self._check_else(action.kind, offset)
        block = self.block
        block.body = self._list()
        block.nodes, block.offsets = [], []
        if action.kind == "else if":
            self._parse_branch(action, offset)
            self.block.keyword = "if"
            self.block.chained = True

    def _parse_end(self, action: Action, offset: int) -> None:
        if self.block.keyword == "file":
            raise self._misplaced("{{end}}", offset)
        chained = True
        while chained:
            block, contents = self.block, self._list()
            self.block = self.blocks.pop()
            chained = block.chained
            if block.pipe is None:
                self._add_tree(block.name, self.slots, contents, offset)
                self.variables, self.slots = block.outer
                return
            del self.variables[block.mark :]
            body, else_list = (contents, None) if block.body is None else (block.body, contents)
            self._add_node(block.offset, nodes.branch_node(block.keyword, block.pipe, body, else_list))

    def _misplaced(self, what: str, offset: int) -> ParseError:
        """The error for an {{else}} or {{end}} that the innermost block has no place for."""
        block = self.block
        if block.keyword == "file":
            return self.fail(f"unexpected {what}", offset)
        if block.keyword == "define":
            return self.fail(f"unexpected {what} in define clause", offset)
        if block.keyword == "block":
            # Go words this one with the state of the tree around the block: the line is that of {{block}}.
            return self.fail(f"unexpected {what} in block clause", block.offset)
        return self.fail(f"expected end; found {what}", offset)

    _PARSERS: dict[str, Callable[[_FileParser, Action, int], None]] = {
        "command": _parse_simple,
        "comment": _parse_comment,
        "template": _parse_simple,
        "if": _parse_branch,
        "range": _parse_branch,
        "with": _parse_branch,
        "define": _parse_definition,
        "block": _parse_definition,
        "else": _parse_else,
        "else if": _parse_else,
        "end": _parse_end,
    }


def _parse_items(parser: ActionParser) -> Action:
    """The action that the items of `parser` make. Raises ActionError."""
    kind, word, _ = parser.peek()
    value: Any = None
    if kind != KEYWORD:
        word = "command"
        value = nodes.action_node(parser.parse_last_pipeline("command"))
    else:
        parser.index += 1
        if word in ("if", "range", "with"):
            value = parser.parse_last_pipeline(word)
        elif word == "end":
            parser.parse_end("end")
        elif word == "else":
            if parser.peek()[:2] == (KEYWORD, "if"):
                parser.index += 1
                word = "else if"
                value = parser.parse_last_pipeline("if")
            else:
                parser.parse_end("else")
        elif word == "define":
            value, _ = parser.parse_template_name("define clause")
            parser.parse_end("define clause")
        else:
            context = f"{word} clause"
            name, position = parser.parse_template_name(context)
            pipe = None
            if word == "block" or parser.peek()[0] != "}}":
                pipe = parser.parse_last_pipeline(context)
            value = nodes.template_node(position, name, pipe)
    return Action(word, value, parser.undeclared, parser.declared)
