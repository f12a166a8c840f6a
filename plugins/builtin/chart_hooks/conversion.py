"""Kinds that Helm converts to types of its own, and how it says that it cannot."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....core.errors import ReleaseError

if TYPE_CHECKING:
    from ....core.model.kube_object import ApiResource

_SCHEME = "k8s.io/client-go/kubernetes/scheme/register.go:67"


def check_convertible(resource: ApiResource, api_version: str, *, prefix: str = "", hint: str = "") -> None:
    """Raise ReleaseError when a kind is not served in the one `api_version` in which Helm knows it.

    Rule: k8s.io/apimachinery/pkg/runtime NotRegisteredError
    """
    if resource.api_version != api_version:
        what = f'no kind "{resource.kind}" is registered for version "{resource.api_version}" in scheme "{_SCHEME}"'
        raise ReleaseError(prefix + what, hint=hint)
