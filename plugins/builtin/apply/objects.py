"""Sets of objects: matched by name, namespace and kind, gone through in runs of one kind."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ....core.errors import KubeError, KubeStatusError

if TYPE_CHECKING:
    from ....core.model.kube_object import KubeObject
    from ....core.protocols import KubeClient


class NoObjectsError(KubeError):
    """There is nothing to act on."""

    def __init__(self) -> None:
        super().__init__("no objects visited")


def label(target: KubeObject) -> str:
    """``KIND/NAME``, as reports and progress name an object."""
    return f"{target.kind}/{target.name}"


def named(error: KubeError, target: KubeObject) -> KubeError:
    """The error; with a line that names the object, where the server's sentence does not."""
    if target.name not in error.message and "already exists" not in error.message:
        error.details = (*error.details, f"the object is {label(target)}{_lacking_version(target)}")
    return error


def _lacking_version(target: KubeObject) -> str:
    return "" if target.content.get("apiVersion") else ", which has no apiVersion"


def identity(target: KubeObject) -> tuple[str, str, str]:
    """What makes two objects of two manifests the same one: the API version does not. Rule: isMatchingInfo"""
    return target.name, target.namespace, target.kind


def by_identity(objects: Iterable[KubeObject]) -> dict[tuple[str, str, str], KubeObject]:
    """The first object of each identity."""
    found: dict[tuple[str, str, str], KubeObject] = {}
    for each in objects:
        found.setdefault(identity(each), each)
    return found


def annotations_of(content: Mapping[str, Any]) -> Any:
    """The annotations of an object as plain data; None where there are none."""
    metadata = content.get("metadata")
    return metadata.get("annotations") if isinstance(metadata, Mapping) else None


def perform(objects: Sequence[KubeObject], action: Callable[[KubeObject], None], kube: KubeClient) -> None:
    """Act on all objects: those of one kind that follow one another side by side, then the next ones.

    Raises NoObjectsError when there are none, and the first failure, after which no further run is started, but for
    one: Helm hears of a single object that the server refuses when it has just begun with the objects after it, which
    are part of what the cluster has afterwards. Rule: perform, batchPerform in pkg/kube/client.go
    """
    if not objects:
        raise NoObjectsError
    runs = list(_runs(objects))
    for number, run in enumerate(runs):
        try:
            _act(run, action, kube)
        except KubeStatusError:
            if len(run) == 1 and number + 1 < len(runs):
                _act_regardless(runs[number + 1], action, kube)
            raise


def _runs(objects: Sequence[KubeObject]) -> Iterator[Sequence[KubeObject]]:
    """The objects in runs of one kind."""
    start = 0
    for end in range(1, len(objects) + 1):
        if end == len(objects) or objects[end].kind != objects[start].kind:
            yield objects[start:end]
            start = end


def _act(run: Sequence[KubeObject], action: Callable[[KubeObject], None], kube: KubeClient) -> None:
    if len(run) == 1:
        action(run[0])
    else:
        kube.in_parallel([_bound(action, each) for each in run])


def _act_regardless(run: Sequence[KubeObject], action: Callable[[KubeObject], None], kube: KubeClient) -> None:
    """Act on a run whose failures nobody hears of."""
    try:
        _act(run, action, kube)
    except KubeError:
        return


def _bound(action: Callable[[KubeObject], None], target: KubeObject) -> Callable[[], None]:
    return lambda: action(target)
