"""What differs between two revisions: objects, values, chart and status."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ....core.golib.yaml import dump
from ....core.preview_states import hook_states, revision_states
from .hiding import Hiding
from .line_differences import line_differences
from .moments import moment
from .shown_comparison import compared
from .shown_release import ShownRelease, attempted

if TYPE_CHECKING:
    from ....core.model.release import Release
    from .asked import Asked
    from .site import Site


def facts(site: Site, asked: Asked) -> dict[str, Any]:
    """The differences between the revisions ``from`` and ``to``: without them, between the newest and the one before.

    Each part that cannot be had has its error in its place. Raises what reading the revisions raises.
    """
    shown = ShownRelease(site, asked)
    numbers = [one.revision for one in shown.history]
    second = asked.number("to") or shown.revision
    older = [number for number in numbers if number < second]
    first = asked.number("from") or (older[0] if older else second)
    reveals = site.may_show_secrets and asked.reveals
    found: dict[str, Any] = {"first": first, "second": second, "reveals": reveals, "same": first == second}
    if first == second:
        found.update(release=shown.facts(), facts=[], values=None, values_error=None, objects=None, objects_error=None)
        return found
    before, after = shown.content(first), shown.content(second)
    values, values_error = attempted(site, lambda: _values(site, before, after, reveals=reveals))
    states = [*revision_states(before, after), *hook_states(before, after, tests=True)]
    objects, objects_error = attempted(site, lambda: compared(site, states, reveals=reveals))
    found.update(
        release=shown.facts(),
        facts=_rows(before, after),
        values=values,
        values_error=values_error,
        objects=objects,
        objects_error=objects_error,
    )
    return found


def _values(site: Site, before: Release, after: Release, *, reveals: bool) -> dict[str, Any]:
    """The given values line by line."""
    old, new = site.client.values(before), site.client.values(after)
    if not reveals:
        raw = old
        old = Hiding(before).values(old)
        new = Hiding(after).values(new, raw, compares=True)
    return line_differences(_yaml(old), _yaml(new))


def _yaml(values: dict[str, Any]) -> str:
    return dump(values).rstrip("\n") if values else ""


def _chart(release: Release) -> str:
    return f"{release.chart.metadata.name} {release.chart.metadata.version}"


def _rows(before: Release, after: Release) -> list[dict[str, Any]]:
    """What is known of either revision, beside what it consists of."""
    pairs = (
        ("Chart", _chart(before), _chart(after)),
        ("App version", before.chart.metadata.app_version, after.chart.metadata.app_version),
        ("Status", before.info.status, after.info.status),
        ("Description", Hiding(before).text(before.info.description), Hiding(after).text(after.info.description)),
        ("Updated", moment(before.info.last_deployed), moment(after.info.last_deployed)),
    )
    return [{"name": name, "before": old, "after": new, "differs": old != new} for name, old, new in pairs]
