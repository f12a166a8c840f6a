"""Comparing the states of objects: what changes, and why; what has drifted and stays so."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ....core.golib.depth import MAX_DEPTH
from ....core.model.comparison import (
    BY_CHART,
    BY_DRIFT,
    Comparison,
    FieldChange,
    ObjectComparison,
)
from ....core.model.preview import CHANGE, KEEP, NONE, RESTART
from .alignment import MISSING
from .causes import Causes, ChartChanges
from .cleaning import TooDeepError, cleaned, without_drawn
from .estimated import as_written
from .fields import differences, unmet
from .hiding import Hidden, is_secret, normalised
from .ignoring import Sieve, differing, read_rules
from .paths import FIELD, path_text
from .shapes import shape_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ....core.model.comparison import ComparisonOptions, ObjectStates
    from .ignoring import IgnoreRule
    from .shapes import Shape

_NAMES_THE_OBJECT = ((FIELD + "apiVersion",), (FIELD + "kind",), (FIELD + "metadata", FIELD + "namespace"))
"""Fields of a manifest that say which object is meant: the cluster has them in its own words."""


def compare(objects: Sequence[ObjectStates], options: ComparisonOptions) -> Comparison:
    """What differs, object by object, in the order given. Raises UsageError for a rule that cannot be read."""
    rules = read_rules(options.ignore)
    found: list[ObjectComparison] = []
    unchanged = ignored = 0
    error = options.error
    for states in objects:
        work = _ObjectWork(states, rules, options)
        outcome = work.outcome()
        ignored += work.ignored
        if not options.show_secrets:
            error = work.conceal(error)
        if outcome is None:
            unchanged += not work.is_left_out
        else:
            found.append(outcome)
    return Comparison(options.title, tuple(found), unchanged, ignored, error)


class _ObjectWork:
    """The comparison of one object."""

    def __init__(self, states: ObjectStates, rules: Sequence[IgnoreRule], options: ComparisonOptions) -> None:
        self.ignored = 0
        self.is_left_out = False
        self._states = states
        self._show_secrets = options.show_secrets
        self._breaks_off = bool(options.error)
        self._hidden: Hidden | None = None
        self._shape: Shape = shape_of(states.api_version, states.kind)
        self._sieve = Sieve(rules, states.kind, states.name, self._shape)

    def conceal(self, text: str) -> str:
        """A text without what was hidden in this object."""
        return self._hidden.conceal(text) if self._hidden is not None else text

    def outcome(self) -> ObjectComparison | None:
        """What differs in the object; None when nothing does, or nothing that counts."""
        states = self._states
        try:
            recorded, wanted = self._prepared(states.recorded), self._prepared(states.wanted)
            live, after = self._prepared(states.live), self._prepared(states.after)
        except TooDeepError:
            return self._failed(f"is nested more than {MAX_DEPTH} levels deep and cannot be compared")
        if states.estimated and live is not None and after is not None:
            after = as_written(after, live, self._shape)
        if states.kind == "Service" and live is not None and after is not None:
            without_drawn(after, live, wanted)
        before = live if states.from_cluster else recorded
        target = after if states.from_cluster else wanted
        if not self._show_secrets:
            by_name = {"before": before, "after": target}
            if states.from_cluster:
                by_name |= {"wanted": wanted, "recorded": recorded}
            self._hidden = Hidden(states.kind, by_name)
        self._wanted_whole = wanted
        self._recorded, self._wanted = self._sift(recorded), self._sift(wanted)
        if before is None or target is None or states.action in (KEEP, RESTART):
            return self._whole(before, target)
        return self._changed(before, target)

    def _prepared(self, content: dict[str, Any] | None) -> dict[str, Any] | None:
        """A state as it is compared; what it is made of is its own."""
        ready = cleaned(content)
        if ready is not None and is_secret(self._states.kind):
            normalised(ready, by_server=self._states.from_cluster)
        return ready

    def _sift(self, content: dict[str, Any] | None) -> dict[str, Any] | None:
        return self._sieve.sift(content)[0] if self._sieve else content

    def _whole(self, before: dict[str, Any] | None, after: dict[str, Any] | None) -> ObjectComparison | None:
        """An object that comes, goes, or is kept without being looked at.

        One that comes or goes is shown as its manifest has it: defaults and addresses of a dry run say nothing.
        """
        states = self._states
        if before is None and after is None and states.action == NONE and not states.error:
            return None
        if self._sieve.whole and not states.error:
            self.ignored += 1
            self.is_left_out = True
            return None
        if (before is None and after is None) or states.action in (KEEP, RESTART):
            return self._answer(None, None, (), ())
        before = None if before is None else self._recorded or self._sift(before)
        after = None if after is None else self._wanted or self._sift(after)
        # What a release has recorded and does not lose should have been there.
        is_lost = states.from_cluster and before is None and self._recorded is not None
        change = FieldChange("", before, after, BY_DRIFT if is_lost else BY_CHART)
        return self._answer(before, after, (change,), ())

    def _changed(self, before: dict[str, Any], after: dict[str, Any]) -> ObjectComparison | None:
        """An object that is there before and after."""
        states = self._states
        if self._sieve:
            before_kept, before_taken = self._sieve.sift(before)
            after_kept, after_taken = self._sieve.sift(after)
            wanted_taken = {} if states.settled or not states.from_cluster else self._sieve.sift(self._wanted_whole)[1]
            self.ignored += differing(before_taken, after_taken, wanted_taken)
            before, after = before_kept or {}, after_kept or {}
        changes = self._changes(before, after)
        left = self._left(after, changes)
        if changes or left or states.error:
            return self._answer(before, after, changes, left)
        return None if states.action in (NONE, CHANGE) else self._answer(before, after, (), ())

    def _changes(self, before: dict[str, Any], after: dict[str, Any]) -> tuple[FieldChange, ...]:
        found = list(differences(before, after, self._shape))
        if self._states.from_cluster and found:
            causes = Causes(self._recorded or {}, self._wanted or {}, before, self._shape)
            return tuple(
                FieldChange(path_text(path), _plain(old), _plain(new), causes.cause(path, new))
                for path, old, new in found
            )
        return tuple(FieldChange(path_text(path), _plain(old), _plain(new), BY_CHART) for path, old, new in found)

    def _left(self, after: dict[str, Any], changes: Sequence[FieldChange]) -> tuple[FieldChange, ...]:
        """Drift that stays. Fields that the operation changes are none: what came of them is the server's doing."""
        states = self._states
        if not states.from_cluster or states.settled or self._wanted is None or states.error:
            return ()
        changed = {change.path for change in changes}
        # What breaks off may not have come to this object, so what its chart changes is still to be done.
        to_do = ChartChanges(self._recorded or {}, self._wanted, self._shape) if self._breaks_off else None
        found = []
        for path, has, wanted in unmet(self._wanted, after, self._shape):
            if path in _NAMES_THE_OBJECT or path_text(path) in changed or (to_do is not None and to_do.touches(path)):
                continue
            found.append(FieldChange(path_text(path), _plain(has), _plain(wanted), BY_DRIFT))
        return tuple(found)

    def _failed(self, error: str) -> ObjectComparison:
        return self._answer(None, None, (), ()).replace(error=error)

    def _answer(
        self,
        before: dict[str, Any] | None,
        after: dict[str, Any] | None,
        changes: tuple[FieldChange, ...],
        left: tuple[FieldChange, ...],
    ) -> ObjectComparison:
        states = self._states
        return ObjectComparison(
            states.api_version,
            states.kind,
            states.namespace,
            states.name,
            states.action,
            before,
            after,
            changes,
            left,
            states.source,
            states.chart_hook,
            self.conceal(states.estimated),
            self.conceal(states.error),
        )


def _plain(value: Any) -> Any:
    return None if value is MISSING else value
