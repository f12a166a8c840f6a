from __future__ import annotations

from pilothouse.plugins.builtin.gotpl.nodes import CLOSED, USING
from pilothouse.plugins.builtin.gotpl.scopes import FIRST_FREE, ROOT, Scope


def test_variables_get_slots_in_the_order_of_the_text() -> None:
    scope = Scope()
    assert scope.find("$") == ROOT
    assert [scope.declare(name) for name in ("$a", "$b", "$a")] == [FIRST_FREE, FIRST_FREE + 1, FIRST_FREE + 2]
    assert (scope.find("$a"), scope.find("$b"), scope.find("$c")) == (FIRST_FREE + 2, FIRST_FREE + 1, -1)


def test_a_block_does_not_change_the_scope_around_it() -> None:
    outer = Scope()
    outer.declare("$a")
    inner = outer.copy()
    inner.declare("$b")
    assert (outer.find("$b"), inner.find("$b")) == (-1, FIRST_FREE + 1)


def test_the_last_variables_are_counted_without_hidden_slots() -> None:
    scope = Scope()
    scope.declare("$a")
    scope.reserve()
    scope.declare("$b")
    assert [scope.from_top(count) for count in (1, 2, 3, 4)] == [FIRST_FREE + 2, FIRST_FREE, ROOT, -1]


def test_pipelines_that_use_variables_mean_the_same_in_equal_scopes_only() -> None:
    one, other = Scope(), Scope()
    assert one.key(USING) == other.key(USING)
    other.declare("$a")
    assert one.key(USING) != other.key(USING)
    assert one.key(CLOSED) == other.key(CLOSED) != Scope().with_dot(4).key(CLOSED)
