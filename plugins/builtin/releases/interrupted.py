"""Operations that were stopped half way: what the cluster may then hold, and how the next operation allows for it.

Helm changes objects from one stored manifest to another and looks at the cluster only for existence. Once an operation
was stopped, live objects are partly as the revision before says and partly as the interrupted one says: an object that
only one of them lists would be somebody else's to the other, and a field that is equal in the stored manifests would
not be sent though the live one differs. So the next operation

- takes for its own every object that any of these revisions lists, and
- sends what has changed between each of these manifests and the wanted one, a pass for each.

A revision is interrupted while it is PENDING, and stays so when it has become FAILED because the user broke it off or
the process was stopped (`broken_off`), or by `unlock`: then it has the extra `INTERRUPTED`. One whose deletion was
broken off (`deletion_broken_off`) has that extra too; but all that is live is as that revision says, or gone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....core.errors import (
    KubeConnectionError,
    KubeError,
    KubeStatusError,
    KubeTimeoutError,
    PilothouseError,
    StorageError,
)
from ....core.interruption import shielded
from ....core.model.apply_strategy import TWO_WAY
from ....core.model.release import DELETING, DEPLOYED, FAILED, PENDING, PENDING_INSTALL, SUPERSEDED
from .objects import change_objects
from .outcome import record_failure

if TYPE_CHECKING:
    from collections.abc import Callable

    from ....core.model.kube_object import ApplyOptions, KubeObject
    from ....core.model.release import Release
    from .context import ServiceContext
    from .store import Revisions

INTERRUPTED = "interrupted"
"""The extra of a FAILED revision whose operation was stopped half way: the status that it had."""

LEFT_BEHIND = "left-behind"
"""The extra of a revision for which some objects could not be deleted: the revisions that list them."""

_CLOCK_SKEW = 60
"""Seconds by which the clocks of this machine and of the API server may differ."""

_NANOSECONDS = 1_000_000_000

_Identity = tuple[str, str, str]


def is_interrupted(release: Release) -> bool:
    """Whether the operation that made a revision was stopped half way."""
    return release.info.status in PENDING or release.extras.get(INTERRUPTED, DELETING) != DELETING


class UnderWay:
    """Within ``with UnderWay(context, release):`` a revision is made, and what breaks that off is recorded.

    That is an interrupt, or an exception that nobody has declared: an error of ours or of a plugin, after which the
    revision would stay pending. Declared errors are recorded where they happen.
    """

    __slots__ = ("_context", "_release")

    def __init__(self, context: ServiceContext, release: Release) -> None:
        self._context = context
        self._release = release

    def __enter__(self) -> None:
        """Nothing to do."""

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        if isinstance(error, KeyboardInterrupt):
            broken_off(self._context, self._release)
        elif isinstance(error, Exception) and not isinstance(error, PilothouseError):
            broken_off(self._context, self._release, f"{type(error).__name__}: {error}")


def broken_off(context: ServiceContext, release: Release, cause: str = "") -> None:
    """Record that the operation which makes a revision was broken off (Ctrl-C, or the process is to stop).

    `cause` is what did it otherwise.

    A revision that has no record of its own yet gets none: the record of its number would be another one's. Never
    raises.
    """
    status, name = release.info.status, release.name
    if status not in PENDING:
        return
    with shielded():
        try:
            created = context.store.has_created(release)
        except (StorageError, KubeError) as error:
            context.kernel.warn(f"warning: Failed to update release {name}: {error.message}")
            return
        if not created:
            return
        release.extras = {**release.extras, INTERRUPTED: status}
        record_failure(context, release, f"Interrupted while {status}" + (f": {cause}" if cause else ""))
    if status != PENDING_INSTALL:
        advice = f"`pilothouse status {name}` shows it, the same command again goes on from there"
        _tell(context, f"revision {release.revision} of {name} is recorded as {FAILED}", advice)
    else:
        advice = f"`pilothouse delete --purge {name}` removes what there is of it"
        _tell(context, f"{name} is recorded as {FAILED}", advice)


def deletion_broken_off(context: ServiceContext, release: Release) -> None:
    """Record that a deletion has not come to its end, because the process is to stop. Never raises."""
    with shielded():
        release.extras = {**release.extras, INTERRUPTED: DELETING}
        record_failure(context, release, f"Interrupted while {DELETING}")
    advice = f"`pilothouse delete {release.name}` goes on with what is left"
    _tell(context, f"revision {release.revision} of {release.name} is recorded as {FAILED}", advice)


def _tell(context: ServiceContext, state: str, advice: str) -> None:
    context.left = (state, advice)
    context.kernel.warn(f"interrupted: {state}; {advice}")


def states_below(context: ServiceContext, newest: Release, revisions: Revisions) -> list[Release]:
    """The revisions whose manifests the live objects may follow, `newest` first.

    Below an interrupted revision these are all down to the last one that had been deployed.
    """
    states = [newest, *_left_behind(context, newest)]
    if not is_interrupted(newest):
        return states
    for row in reversed(revisions.rows[:-1]):
        state = context.store.read(row)
        states += [state, *_left_behind(context, state)]
        if row.label("STATUS") in (DEPLOYED, SUPERSEDED) and not is_interrupted(state):
            break
    return states


def states_above(context: ServiceContext, deployed: Release, last: Release, revisions: Revisions) -> list[Release]:
    """As `states_below` for an upgrade: `deployed`, then the interrupted revisions that came after it."""
    states = [deployed, *_left_behind(context, deployed)]
    for row in reversed(revisions.rows):
        if row.key == deployed.key:
            break
        if row.label("STATUS") == FAILED:
            release = last if row.key == last.key else context.store.read(row)
            if is_interrupted(release):
                states.append(release)
    return states


def _left_behind(context: ServiceContext, release: Release) -> list[Release]:
    """The revisions of which objects may still be there, because they could not be deleted; those that are stored."""
    found = []
    for text in release.extras.get(LEFT_BEHIND, "").split(","):
        if text.isdecimal():
            try:
                found.append(context.store.get(release.name, int(text)))
            except StorageError:
                continue
    return found


def change_from(
    context: ServiceContext,
    states: list[Release],
    release: Release,
    prepared: tuple[KubeObject, ...],
    options: ApplyOptions,
) -> None:
    """Bring the objects from whichever of `states` they follow to those of `release`. Raises KubeError.

    With one state this is the one change that Helm makes. When objects could not be deleted, the release remembers
    which revisions list them, and the next operation tries again.
    """
    if _change(context, states, release, prepared, options):
        revisions = sorted({state.revision for state in states})
        release.extras = {**release.extras, LEFT_BEHIND: ",".join(map(str, revisions))}


def _change(
    context: ServiceContext,
    states: list[Release],
    release: Release,
    prepared: tuple[KubeObject, ...],
    options: ApplyOptions,
) -> tuple[str, ...]:
    """Do the passes; what could not be deleted in the last of them."""
    if len(states) == 1:
        return change_objects(context, states[0].manifest, release, prepared, options).errors
    differing = [state for state in states if state.manifest != release.manifest] or states[:1]
    if options.strategy != TWO_WAY:
        differing = differing[:1]
    first_passes = options.replace(wait=False, recreate=False)
    errors: tuple[str, ...] = ()
    for number, state in enumerate(differing, 1):
        others = [other for other in states if other is not state]
        made = release if number > 1 else None
        current = state.manifest + rest_of(context, state, others, made)
        last_pass = number == len(differing)
        errors = change_objects(context, current, release, prepared, options if last_pass else first_passes).errors
    return errors


def rest_of(context: ServiceContext, release: Release, others: list[Release], made: Release | None = None) -> str:
    """Documents of the objects that `others`, or a pass before that `made` its objects, list and `release` does not.

    Of an interrupted revision only those count that are not older than it: others may have been there before.
    """
    from ....core.golib.json import encode

    known = {identity(thing) for thing in buildable(context, release)}
    parts = []
    for other in [*others, *([made] if made is not None else [])]:
        things = [thing for thing in buildable(context, other) if identity(thing) not in known]
        if other is not made and is_interrupted(other):
            things = made_by(context, other, things)
        for thing in things:
            known.add(identity(thing))
            parts.append(f"\n---\n{encode(thing.content)}")
    return "".join(parts)


def buildable(context: ServiceContext, release: Release) -> list[KubeObject]:
    """The objects of a revision; none where the cluster no longer knows their kinds."""
    try:
        return context.kube.build(release.manifest, release.namespace)
    except (KubeConnectionError, KubeStatusError, KubeTimeoutError):
        raise
    except KubeError:
        return []


def identity(thing: KubeObject) -> _Identity:
    """What makes two objects the same to Helm: kind, namespace and name."""
    return thing.kind, thing.namespace, thing.name


def made_by(
    context: ServiceContext, release: Release, things: list[KubeObject], ended: int | None = None
) -> list[KubeObject]:
    """Those of `things` that exist and were made since a revision was begun, and before it `ended` (in nanoseconds).

    What nobody of ours or Tiller has ever written is somebody else's, whenever it was made.
    """
    began = (release.info.last_deployed or 0) // _NANOSECONDS - _CLOCK_SKEW
    end = ended // _NANOSECONDS + _CLOCK_SKEW if ended is not None else float("inf")
    return [
        thing
        for thing, live in zip(things, live_objects(context, things), strict=True)
        if live is not None and began <= _created(live) <= end and _is_written_by_us(live)
    ]


def live_objects(context: ServiceContext, things: list[KubeObject]) -> list[dict[str, object] | None]:
    """The live object of each of `things`, None where there is none. Raises KubeError."""
    found: list[dict[str, object] | None] = [None] * len(things)

    def look(index: int) -> Callable[[], None]:
        def work() -> None:
            try:
                found[index] = context.kube.get(things[index])
            except KubeStatusError as error:
                if error.code != 404:
                    raise

        return work

    context.kube.in_parallel([look(index) for index in range(len(things))])
    return found


def _is_written_by_us(live: dict[str, object]) -> bool:
    """Whether the server's notes on who set which fields name this program or Tiller."""
    metadata = live.get("metadata")
    notes = metadata.get("managedFields") if isinstance(metadata, dict) else None
    managers = [str(note.get("manager")) for note in notes or () if isinstance(note, dict)]
    return any(manager == "tiller" or manager.partition("/")[0] == "pilothouse" for manager in managers)


def _created(live: dict[str, object]) -> float:
    """When an object was created, in seconds since 1970; now, where it does not say."""
    import calendar
    import time

    metadata = live.get("metadata")
    text = metadata.get("creationTimestamp") if isinstance(metadata, dict) else None
    try:
        return calendar.timegm(time.strptime(str(text), "%Y-%m-%dT%H:%M:%SZ"))
    except ValueError:
        return time.time()
