"""The parse tree: nested tuples that begin with the name of a Go node.

Plain tuples because trees are kept on disk with `marshal`, which reads them as fast as the file. Positions inside an
action count from its opening ``{{``, so equal actions are one shared tuple wherever they stand; a ListNode knows where
its nodes start in the text::

    ("ListNode", offsets, nodes)                     offsets: index in the text of each node
    ("TextNode", length)
    ("ActionNode", pipe)
    ("IfNode" | "RangeNode" | "WithNode", pipe, list, else_list or None)
    ("TemplateNode", position, name, pipe or None)
    ("PipeNode", position, is_assign, declarations, commands, reach)
    ("CommandNode", position, operands)
    ("FieldNode" | "VariableNode", position, names)  VariableNode: the first name begins with $
    ("ChainNode", position, node, names)
    ("IdentifierNode", position, name)
    ("DotNode" | "NilNode", position)
    ("BoolNode", position, value)
    ("StringNode", position, quoted, value)
    ("NumberNode", position, text, int, uint, float, complex)   None where the number is not one of those

`reach` says what the commands of a pipeline have to do with variables other than ``$``: CLOSED, USING or DECLARING.
A tree is ``(name, slots, empty, root)``: the template's name, how many variable slots its execution needs at most,
whether it holds nothing but white space and comments, and its ListNode.
"""

from __future__ import annotations

import marshal
from collections.abc import Callable
from typing import Any

from ....core.golib.strconv import quote

Node = tuple[Any, ...]
"""A node of the tree, see the table above."""

Tree = tuple[str, int, bool, Node]
"""A template's name, slots, emptiness and root."""

Names = tuple[str, ...]

CLOSED = 0
"""The commands use no variables: they mean the same everywhere."""
USING = 1
"""The commands use variables: they mean the same wherever the same variables are in scope."""
DECLARING = 2
"""The commands declare variables (inside parentheses)."""


def list_node(offsets: list[int], nodes: list[Node]) -> Node:
    """The nodes between two control actions."""
    return ("ListNode", tuple(offsets), tuple(nodes))


def text_node(length: int) -> Node:
    """Plain text of so many characters."""
    return ("TextNode", length)


def action_node(pipe: Node) -> Node:
    """``{{pipeline}}``"""
    return ("ActionNode", pipe)


def branch_node(keyword: str, pipe: Node, body: Node, else_list: Node | None) -> Node:
    """``{{if}}``, ``{{range}}`` or ``{{with}}``, as `keyword` says."""
    return (_BRANCHES[keyword], pipe, body, else_list)


def template_node(position: int, name: str, pipe: Node | None) -> Node:
    """``{{template "name" pipeline}}``"""
    return ("TemplateNode", position, name, pipe)


def pipe_node(position: int, is_assign: bool, declarations: list[Node], commands: list[Node], reach: int) -> Node:
    """Commands joined by ``|``, after ``$x :=`` or ``$x =`` where there are declarations."""
    return ("PipeNode", position, is_assign, tuple(declarations), tuple(commands), reach)


def command_node(position: int, operands: list[Node]) -> Node:
    """Operands separated by blanks."""
    return ("CommandNode", position, tuple(operands))


def field_node(position: int, names: Names) -> Node:
    """``.a.b``"""
    return ("FieldNode", position, names)


def variable_node(position: int, names: Names) -> Node:
    """``$x`` or ``$x.a.b``"""
    return ("VariableNode", position, names)


def chain_node(position: int, node: Node, names: Names) -> Node:
    """``(pipeline).a.b``"""
    return ("ChainNode", position, node, names)


def identifier_node(position: int, name: str) -> Node:
    """A function's name."""
    return ("IdentifierNode", position, name)


def dot_node(position: int) -> Node:
    """``.``"""
    return ("DotNode", position)


def nil_node(position: int) -> Node:
    """``nil``"""
    return ("NilNode", position)


def bool_node(position: int, value: bool) -> Node:
    """``true`` or ``false``"""
    return ("BoolNode", position, value)


def string_node(position: int, quoted: str, value: str) -> Node:
    """A string literal as written, and the text it stands for."""
    return ("StringNode", position, quoted, value)


def pack(node: Node) -> Node:
    """A list whose larger parts have become bytes, which are cheap to read and to keep: see `unpack`."""
    children = [_pack_branch(child) if child[0] in _BRANCH_KINDS else child for child in node[2]]
    return ("ListNode", node[1], tuple(children))


def unpack(node: Any) -> Any:
    """A list that `pack` has made bytes of, as it was but for its own branches; everything else as it is."""
    return marshal.loads(node) if node.__class__ is bytes else node  # noqa: S302 - a part of what the cache has read


def _pack_branch(node: Node) -> Node:
    kind, pipe, body, else_list = node
    return (kind, pipe, _pack_list(body), else_list if else_list is None else _pack_list(else_list))


def _pack_list(node: Node) -> Any:
    if len(node[2]) < _WORTH_PACKING:
        return pack(node)
    return marshal.dumps(pack(node))


def text_of(node: Node) -> str:
    """The source form of a node as Go writes it into error messages (Node.String)."""
    return _TEXTS[node[0]](node)


def path_of(node: Node) -> str:
    """The path of fields that a node stands for, when it is one: what to name to a reader when its value is nil."""
    return text_of(node) if node[0] in ("FieldNode", "VariableNode") else ""


def last_evaluated(node: Node) -> Node:
    """The node that Go's executor was at last when `node` has been evaluated: errors that follow are put there."""
    while True:
        kind = node[0]
        if kind == "PipeNode":
            node = node[4][-1]
        elif kind == "CommandNode":
            node = node[2][-1]
        elif kind == "ChainNode":
            node = node[2]
        else:
            return node


def _text_of_pipe(node: Node) -> str:
    text = " | ".join([_text_of_command(command) for command in node[4]])
    if not node[3]:
        return text
    return ", ".join([_text_of_variable(variable) for variable in node[3]]) + " := " + text


def _text_of_command(node: Node) -> str:
    return " ".join([_text_of_operand(operand) for operand in node[2]])


def _text_of_operand(node: Node) -> str:
    return f"({_text_of_pipe(node)})" if node[0] == "PipeNode" else text_of(node)


def _text_of_variable(node: Node) -> str:
    return ".".join(node[2])


def _text_of_template(node: Node) -> str:
    pipe = "" if node[3] is None else " " + _text_of_pipe(node[3])
    return f"{{{{template {quote(node[2])}{pipe}}}}}"


_WORTH_PACKING = 4
"""A list of so many nodes is worth a call of `marshal`."""

_BRANCHES = {"if": "IfNode", "range": "RangeNode", "with": "WithNode"}

_BRANCH_KINDS = frozenset(_BRANCHES.values())

_TEXTS: dict[str, Callable[[Node], str]] = {
    "TemplateNode": _text_of_template,
    "PipeNode": _text_of_pipe,
    "CommandNode": _text_of_command,
    "FieldNode": lambda node: "." + ".".join(node[2]),
    "VariableNode": _text_of_variable,
    "ChainNode": lambda node: ".".join((_text_of_operand(node[2]), *node[3])),
    "IdentifierNode": lambda node: str(node[2]),
    "DotNode": lambda node: ".",
    "NilNode": lambda node: "nil",
    "BoolNode": lambda node: "true" if node[2] else "false",
    "StringNode": lambda node: str(node[2]),
    "NumberNode": lambda node: str(node[2]),
}
