from __future__ import annotations

from pathlib import Path
from typing import Any

from hooks.making import MakeKernel, implementation
from hooks.verb_rules import VerbRules
from pilothouse.core.model.kube_object import KubeObject
from stand_ins.scripted_kube import RESOURCES, ScriptedKube
from stand_ins.scripted_transport import ScriptedTransport


class Kube(ScriptedKube):
    """A cluster without dry runs."""

    def __init__(self) -> None:
        super().__init__()
        self.transport = ScriptedTransport()

    def get(self, target: KubeObject) -> dict[str, Any]:
        return {"metadata": {"name": target.name}}


class TestRehearseWrites(VerbRules):
    hook = "helm_rehearse_writes"
    default = "RehearsedCluster"
    override = "type('Another', (), {})()"
    overridden = "Another"
    complaint = "int, Rehearsal is expected"

    def arguments(self, folder: Path) -> dict[str, Any]:
        return {"kube": Kube()}

    def view(self, answer: Any) -> Any:
        return type(answer).__name__


def test_what_surrounds_the_rehearsal_has_what_it_has_noted(make_kernel: MakeKernel) -> None:
    lines = ("rehearsal = yield", "kube.surrounded = rehearsal", "return rehearsal")
    marker = "@hookimpl(wrapper=True)"
    kernel = make_kernel(around=implementation("helm_rehearse_writes", *lines, arguments="kube", marker=marker))
    kube: Any = Kube()
    rehearsal = kernel.first("helm_rehearse_writes", kube=kube)
    target = KubeObject(RESOURCES["v1", "ConfigMap"], "default", "a")
    assert rehearsal.get(target) == {"metadata": {"name": "a"}}
    assert [(each.action, each.name) for each in kube.surrounded.objects()] == [("none", "a")]
