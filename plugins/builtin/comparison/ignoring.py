"""Rules that leave fields or objects out: ``[KIND[/NAME]:]PATH``."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any

from ....core.errors import UsageError
from ....core.golib.json_values import equal
from ....core.golib.strconv import quote
from ....core.record import Record
from .alignment import MISSING, label_of
from .fields import unmet
from .paths import ANY, EITHER, FIELD, ITEM, path_text, read_path, step_fits
from .shapes import Shape, list_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from .paths import Path

_HINT = "a rule is [KIND[/NAME]:]PATH, such as Deployment/web:spec.replicas or spec.template.spec.containers[*].image"


class IgnoreRule(Record):
    """What a rule leaves out. `kind` and `name` are empty for all; `name` may have ``*`` and ``?`` in it."""

    kind: str
    name: str
    path: Path

    @property
    def is_whole(self) -> bool:
        """Whether the rule is about whole objects."""
        return self.path == (FIELD + ANY,)

    def concerns(self, kind: str, name: str) -> bool:
        """Whether the rule is about an object; kinds are the same in any letters."""
        return self.kind in ("", kind.lower()) and (not self.name or fnmatchcase(name, self.name))


def read_rules(texts: Iterable[str]) -> list[IgnoreRule]:
    """Rules from their texts. Raises UsageError."""
    return [_read(text.strip()) for text in texts]


def _read(text: str) -> IgnoreRule:
    colon = _last_colon(text)
    subject, path = text[: max(colon, 0)], text[colon + 1 :]
    kind, slash, name = subject.partition("/")
    try:
        if (colon >= 0 and not kind) or (slash and not name):
            raise ValueError(text)
        steps = read_path(path.strip())
    except ValueError:
        raise UsageError(f"invalid ignore rule {quote(text)}", hint=_HINT) from None
    return IgnoreRule("" if kind == ANY else kind.strip().lower(), name.strip(), steps)


def _last_colon(text: str) -> int:
    """Where the colon before the path is: the last one that is not in quotes or brackets; -1 for none."""
    end = min((at for at in (text.find("["), text.find('"')) if at >= 0), default=len(text))
    return text.rfind(":", 0, end)


class Sieve:
    """The rules about one object: takes what they leave out from its states, and finds where that differed."""

    def __init__(self, rules: Sequence[IgnoreRule], kind: str, name: str, shape: Shape) -> None:
        concerned = [rule for rule in rules if rule.concerns(kind, name)]
        self.whole = any(rule.is_whole for rule in concerned)
        self._paths = [rule.path for rule in concerned]
        self._shape = shape

    def __bool__(self) -> bool:
        return bool(self._paths)

    def sift(self, content: dict[str, Any] | None) -> tuple[dict[str, Any] | None, dict[str, Any]]:
        """The object without what is left out, and what that was, by path."""
        taken: dict[str, Any] = {}
        if content is None or not self._paths:
            return content, taken
        return self._sifted(content, self._shape, (), [(path, 0) for path in self._paths], taken), taken

    def _sifted(
        self, value: Any, shape: Shape, path: Path, waiting: list[tuple[Path, int]], taken: dict[str, Any]
    ) -> Any:
        """A value without what patterns mean; `waiting` are those that fit so far, and how many of their steps."""
        if value.__class__ is dict:
            members = [(FIELD + name, name, item, shape.field(name)) for name, item in value.items()]
        elif value.__class__ is list:
            key = list_key((value,), shape)
            members = [(ITEM + label_of(value, n, key), str(n), item, shape.item) for n, item in enumerate(value)]
        else:
            return value
        kept = []
        for step, name, item, inner_shape in members:
            fitting = [(pattern, at + 1) for pattern, at in waiting if _fits(step, name, pattern[at])]
            if not fitting:
                kept.append((name, item))
                continue
            inner = (*path, step)
            if any(at == len(pattern) for pattern, at in fitting):
                taken[path_text(inner)] = item
                continue
            left = self._sifted(item, inner_shape, inner, fitting, taken)
            # A field that has lost all it had goes as well: whether it is there must not differ.
            if left or not item:
                kept.append((name, left))
        return dict(kept) if value.__class__ is dict else [item for _, item in kept]


def _fits(step: str, name: str, pattern: str) -> bool:
    """Whether a step is what a pattern's step means; items go by their number too."""
    return step_fits(step, pattern) or (step[0] == ITEM and pattern[0] in (ITEM, EITHER) and pattern[1:] == name)


def differing(before: dict[str, Any], after: dict[str, Any], wanted: dict[str, Any]) -> int:
    """How many of the fields that were left out differ, or are not what a manifest wants of them."""
    return sum(
        not equal(before.get(path, MISSING), after.get(path, MISSING))
        or (path in wanted and any(True for _ in unmet(wanted[path], after.get(path, MISSING), Shape(None))))
        for path in before.keys() | after.keys() | wanted.keys()
    )
