from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hooks.making import MakeKernel, implementation
from hooks.verb_rules import VerbRules
from pilothouse.core.errors import SettingError
from pilothouse.core.model.kube_object import ClusterTarget


class TestConnectKube(VerbRules):
    hook = "helm_connect_kube"
    default = "Client"
    override = "type('Another', (), {})()"
    overridden = "Another"
    complaint = "int, KubeClient is expected"

    def arguments(self, folder: Path) -> dict[str, Any]:
        """A target that exists on paper: nothing is asked of a server before it is needed."""
        named = {
            "clusters": [{"name": "c", "cluster": {"server": "http://cluster.example.test"}}],
            "contexts": [{"name": "c", "context": {"cluster": "c"}}],
            "current-context": "c",
        }
        path = folder / "kubeconfig"
        path.write_text(json.dumps(named))
        return {"target": ClusterTarget(kubeconfig=str(path))}

    def view(self, answer: Any) -> Any:
        return type(answer).__name__


def test_the_default_client_takes_the_transport_that_a_third_party_opens_and_closes_it_in_the_end(
    make_kernel: MakeKernel,
) -> None:
    close = "lambda self: setattr(self, 'server', '')"
    body = f"return type('Tunnel', (), {{'server': 'tunnel://' + target.context, 'close': {close}}})()"
    kernel = make_kernel(tunnel=implementation("helm_connect_kube_transport", body, arguments="target"))
    client = kernel.first("helm_connect_kube", target=ClusterTarget(context="blue"))
    assert client.transport.server == "tunnel://blue"
    kernel.finish()
    assert client.transport.server == ""


def test_a_kind_of_cluster_that_no_plugin_knows_is_an_error_of_its_name(make_kernel: MakeKernel) -> None:
    with pytest.raises(SettingError) as caught:
        make_kernel().first("helm_connect_kube", target=ClusterTarget("sandpit"))
    assert caught.value.message == 'unknown kind of cluster "sandpit"'
    assert caught.value.hint.startswith("--cluster sandbox is the embedded cluster")
