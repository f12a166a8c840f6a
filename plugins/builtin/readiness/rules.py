"""Which rule says when an object is ready.

A rule's name is the kind as templates test for it: ``apps/v1/Deployment``, and ``v1/Pod`` where the group has no name.
``*`` stands for every version: ``apps/*/Deployment``, ``*/Pod``. The exact name goes before the one for every version,
whoever registered it; a plugin that wants another rule under a name that exists says ``replaces``. Objects without a
rule are not waited for.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ....core.errors import PilothouseError, PluginError
from ....core.model.kube_object import ApiResource, KubeObject

if TYPE_CHECKING:
    from ....core.protocols import KernelView, KubeClient

HOOK = "helm_register_readiness"

Rule = Callable[[dict[str, Any], str, "KubeClient"], str]

_DEPLOYMENTS = ApiResource("apps", "v1", "Deployment", "deployments", True)
_DEPLOYMENT_GROUPS = ("apps", "extensions")


class Waited:
    """An object that is waited for, its rule, and what was seen last: the object and why it is not ready."""

    __slots__ = ("live", "name", "rule", "target", "why")

    def __init__(self, target: KubeObject, name: str, rule: Rule) -> None:
        self.target = target
        self.name = name
        self.rule = rule
        self.live: dict[str, Any] = {}
        self.why = "not looked at yet"

    def look(self, kube: KubeClient) -> None:
        """Read the object and ask the rule. Raises KubeError, and PluginError when the rule itself fails."""
        target = self.target
        try:
            self.live = kube.get(_read_as(target))
            why = self.rule(self.live, target.namespace, kube)
        except PilothouseError as error:
            error.details = (*error.details, f"while waiting for {self} to be ready")
            raise
        except Exception as error:
            raise PluginError(
                f"the readiness rule {self.name} failed: {type(error).__name__}: {error}", hook=HOOK
            ) from error
        if not isinstance(why, str):
            kind = type(why).__name__
            raise PluginError(f"the readiness rule {self.name} answered {kind}, str is expected", hook=HOOK)
        self.why = why

    def __str__(self) -> str:
        return f"{self.target.kind}/{self.target.name}"


def waited_for(objects: list[KubeObject], kernel: KernelView) -> list[Waited]:
    """Those of the objects that have a rule, in their order."""
    found: list[Waited] = []
    for target in objects:
        resource = target.resource
        every_version = f"{resource.group}/*" if resource.group else "*"
        for version in (resource.api_version, every_version):
            name = f"{version}/{resource.kind}"
            rule = kernel.registered(HOOK, name)
            if rule is not None:
                found.append(Waited(target, name, rule))
                break
    return found


def _read_as(target: KubeObject) -> KubeObject:
    """Where to read an object: Deployments of any version as ``apps/v1``. Rule: pkg/kube/wait.go"""
    resource = target.resource
    if resource.kind == "Deployment" and resource.group in _DEPLOYMENT_GROUPS:
        return KubeObject(_DEPLOYMENTS, target.namespace, target.name)
    return target
