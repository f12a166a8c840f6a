"""Two states of objects side by side: what is asked, and what came of it."""

from __future__ import annotations

from typing import Any

from ..record import Record

BY_CHART = "chart"
BY_DRIFT = "drift"
BY_SERVER = "server"


class ObjectStates(Record):
    """The states of one object that are to be compared.

    `recorded` is what the manifest of the revision before says, `wanted` what the new one says; `live` is what the
    cluster has, `after` what it would have. None where there is no such object. Without a cluster (`from_cluster` is
    False) only the first two count. `source` is the template that the object comes from, `chart_hook` the events of a
    chart hook (empty for others). `action` is one of `core.model.preview.ACTIONS`, `estimated` and `error` as there.
    `settled`: whoever changes the object writes all that its manifest says, so what `after` has in another form is the
    server's way of writing it and no drift.
    """

    api_version: str
    kind: str
    namespace: str
    name: str
    action: str
    recorded: dict[str, Any] | None = None
    wanted: dict[str, Any] | None = None
    live: dict[str, Any] | None = None
    after: dict[str, Any] | None = None
    from_cluster: bool = False
    source: str = ""
    chart_hook: str = ""
    estimated: str = ""
    error: str = ""
    settled: bool = False


class ComparisonOptions(Record):
    """How to compare. `ignore` are rules that leave fields or objects out, `show_secrets` shows what Secrets hold.

    A rule is ``[KIND[/NAME]:]PATH``; a path has field names separated by dots, ``*`` for any one of them, ``[*]`` for
    any item of a list, and means all below it. `error` is what breaks the operation off; it goes to the comparison less
    what Secrets hold.
    """

    title: str = ""
    ignore: tuple[str, ...] = ()
    show_secrets: bool = False
    error: str = ""


class FieldChange(Record):
    """One field that differs. `path` is such as ``spec.template.spec.containers[app].image``.

    `before` and `after` are plain values, None where there is no such field. `cause` is `BY_CHART` (the manifests
    differ there), `BY_DRIFT` (the cluster differs from the manifest) or `BY_SERVER` (neither: defaults and such).
    """

    path: str
    before: Any = None
    after: Any = None
    cause: str = BY_CHART


class ObjectComparison(Record):
    """What differs in one object; what Secrets hold is hidden in all of it unless it was asked for.

    `before` and `after` are the objects less what nobody means to compare (`managedFields`, `status` …). `changes` are
    the differences between them; `left` is drift that stays: fields in which the cluster differs from the manifest and
    would go on to do so.
    """

    api_version: str
    kind: str
    namespace: str
    name: str
    action: str
    before: dict[str, Any] | None = None
    after: dict[str, Any] | None = None
    changes: tuple[FieldChange, ...] = ()
    left: tuple[FieldChange, ...] = ()
    source: str = ""
    chart_hook: str = ""
    estimated: str = ""
    error: str = ""


class Comparison(Record):
    """All objects that differ, in the order of the question, and how many do not (`unchanged`).

    `title` says what was compared with what; `ignored` counts differences that rules left out.
    """

    title: str = ""
    objects: tuple[ObjectComparison, ...] = ()
    unchanged: int = 0
    ignored: int = 0
    error: str = ""

    @property
    def differs(self) -> bool:
        """Whether anything would change, or has drifted."""
        return bool(self.objects) or bool(self.error)


class ComparisonDisplay(Record):
    """How to print a comparison: `format` is ``text``, ``json``, ``markdown`` or what a plugin knows.

    `context` is how many equal lines stand around each difference, -1 for all; `colour` is for terminals. `brief` says
    what happens to each object, without its fields.
    """

    format: str = "text"
    context: int = 3
    colour: bool = False
    brief: bool = False
