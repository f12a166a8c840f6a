"""Which variable lives where: a template's variables are slots of one list, settled before it is executed.

Go keeps a stack of variables and looks names up while it executes; blocks push and pop in the order of the text, so
the place of every variable on that stack is known beforehand. The list is the second argument of every closure that
the compiler makes (`dot` is the first). Its first places hold what an execution needs besides variables.
"""

from __future__ import annotations

from .nodes import CLOSED

ROOT = 0
"""Slot of ``$``."""
WRITE = 1
"""Slot of the function that takes a piece of output."""
SET = 2
"""Slot of the template set that is executed (a TemplateBinding)."""
DEPTH = 3
"""Slot of the number of ``{{template}}`` calls around this execution."""

FIRST_FREE = 4

_HIDDEN = ""


class Scope:
    """The variables that exist at one point of a template.

    `names` are the names of the slots. `sources` has, for a variable that a range sets, the slot in which that range
    keeps whether its elements are interface values in Go's eyes; 0 for other variables. `dot_source` is that slot for
    dot. Go words errors about nil and about types after it.
    """

    __slots__ = ("dot_source", "names", "sources")

    def __init__(
        self,
        names: tuple[str, ...] = ("$", _HIDDEN, _HIDDEN, _HIDDEN),
        sources: tuple[int, ...] = (0, 0, 0, 0),
        dot_source: int = 0,
    ) -> None:
        self.names = names
        self.sources = sources
        self.dot_source = dot_source

    def copy(self) -> Scope:
        """The same scope, to be extended by a block that leaves dot alone."""
        return Scope(self.names, self.sources, self.dot_source)

    def with_dot(self, dot_source: int = 0) -> Scope:
        """The same scope, to be extended by a block that sets dot."""
        return Scope(self.names, self.sources, dot_source)

    def key(self, reach: int) -> tuple[object, ...]:
        """What the meaning of a pipeline of that reach depends on, to be compared."""
        return (self.dot_source,) if reach == CLOSED else (self.dot_source, self.names, self.sources)

    def declare(self, name: str) -> int:
        """A new variable; returns its slot."""
        self.names += (name,)
        self.sources += (0,)
        return len(self.names) - 1

    def mark(self, slot: int, source: int) -> None:
        """Say that a range sets the variable in `slot`."""
        self.sources = (*self.sources[:slot], source, *self.sources[slot + 1 :])

    def reserve(self) -> int:
        """A slot that no name leads to."""
        return self.declare(_HIDDEN)

    def find(self, name: str) -> int:
        """The slot of the variable that was declared last under `name`; -1 when there is none."""
        names = self.names
        for slot in range(len(names) - 1, -1, -1):
            if names[slot] == name:
                return slot
        return -1

    def from_top(self, count: int) -> int:
        """The slot of the variable that was declared as the last (1) or last but one (2); -1 when there is none."""
        for slot in range(len(self.names) - 1, -1, -1):
            if self.names[slot]:
                count -= 1
                if not count:
                    return slot
        return -1
