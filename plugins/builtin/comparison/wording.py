"""What is said about objects and comparisons, in every format that people read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....core.model.comparison import BY_DRIFT
from ....core.model.preview import CHANGE, CREATE, DELETE, KEEP, NONE, RECREATE, RESTART
from ....core.text import decoded, printable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ....core.model.comparison import Comparison, FieldChange, ObjectComparison

DRIFTED, REFUSED = "drift", "error"
"""What is said of an object that stays as it is although its manifest says otherwise, and of one with an error."""

_LONGEST_VALUE = 200

_COUNTED = (CREATE, CHANGE, RECREATE, RESTART, DELETE)


def verdict(found: ObjectComparison) -> str:
    """What happens to an object: one of the actions, `DRIFTED` or `REFUSED`."""
    if found.error:
        return REFUSED
    if found.action in (NONE, CHANGE):
        return CHANGE if found.changes else DRIFTED
    return found.action


def counts(comparison: Comparison) -> dict[str, int]:
    """How many objects have which verdict, in the order in which they are told."""
    found = dict.fromkeys((*_COUNTED, KEEP, DRIFTED, REFUSED), 0)
    for one in comparison.objects:
        word = verdict(one)
        found[word] = found.get(word, 0) + 1
    return found


def summary(comparison: Comparison) -> str:
    """The last line: ``3 to create, 2 to change, 1 to delete; 12 unchanged, 4 differences ignored``."""
    found = counts(comparison)
    parts = [f"{found[action]} to {action}" for action in _COUNTED if found[action]]
    parts += [f"{found[KEEP]} to leave in the cluster"] * bool(found[KEEP])
    parts += [f"{found[DRIFTED]} with drift that stays"] * bool(found[DRIFTED])
    parts += [f"{found[REFUSED]} with errors"] * bool(found[REFUSED])
    rest = f"{comparison.unchanged} unchanged"
    if comparison.ignored:
        rest += f", {comparison.ignored} difference{'s' * (comparison.ignored != 1)} ignored"
    return f"{', '.join(parts) or 'nothing to change'}; {rest}"


def place_of(found: ObjectComparison) -> str:
    """``KIND NAMESPACE/NAME (API VERSION)``."""
    name = f"{found.namespace}/{found.name}" if found.namespace else found.name
    version = f" ({found.api_version})" if found.api_version else ""
    return one_line(f"{found.kind} {name}{version}")


def origin_of(found: ObjectComparison) -> str:
    """Where an object comes from, as far as that is known."""
    hook = f"chart hook {found.chart_hook}" if found.chart_hook else ""
    return one_line(", ".join(filter(None, (hook, found.source))))


def notes_on(found: ObjectComparison) -> Iterator[str]:
    """What is to be said about an object besides its fields, one line each."""
    if found.error:
        yield f"error: {one_line(found.error)}"
    if found.estimated:
        yield f"computed, not the server's own answer: {one_line(found.estimated)}"
    if found.action == CREATE and any(change.cause == BY_DRIFT for change in found.changes):
        yield "drift: the release has it and the cluster has not"
    if found.action == KEEP:
        yield "its resource policy keeps it"
    if found.action == RESTART:
        yield "deleted, so that its controller makes a new one"
    if found.action == RECREATE:
        yield "deleted and created anew"


def left_text(change: FieldChange) -> str:
    """A field that has drifted and stays so."""
    return f"{one_line(change.path)}: {value_text(change.before)} in the cluster, {value_text(change.after)} wanted"


def value_text(value: object) -> str:
    """A value on one line, cut where it is long."""
    import json

    if value is None:
        return "nothing"
    text = one_line(json.dumps(value, ensure_ascii=False, sort_keys=True))
    return text if len(text) <= _LONGEST_VALUE else f"{text[:_LONGEST_VALUE]}…"


def one_line(text: str) -> str:
    """A foreign text on one line, without what a terminal would obey."""
    return " ".join(printable(decoded(text)).split("\n"))
