from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pilothouse.plugins.contrib.migration.api_mapping import Served, map_manifest
from pilothouse.plugins.contrib.migration.api_table import ApiTable
from pilothouse.plugins.contrib.migration.manifest_text import split_text

OLD, NEW = "extensions/v1beta1", "apps/v1"
SERVED = Served(frozenset({"apps/v1/Deployment", "v1/ConfigMap", "networking.k8s.io/v1/Ingress"}), None)


def mapped(text: str, served: Served = SERVED) -> tuple[str, list[str], list[str]]:
    result = map_manifest(text, ApiTable(), served)
    return result.text, result.done, result.left


REWRITTEN = [
    "apiVersion: {}\nkind: Deployment\n",
    "kind: Deployment\nmetadata: {{name: a}}\napiVersion: {}",
    'apiVersion: "{}" # comment\nkind: "Deployment"\n',
    "apiVersion: '{}'\r\nkind: Deployment\r\n",
    '{{"kind": "Deployment", "apiVersion": "{}"}}',
    "\n---\n# Source: a/b.yaml\napiVersion:   {}   \nkind:\tDeployment\n",
    "  apiVersion: {}\n  kind: Deployment\n",
    "# apiVersion: extensions/v1beta1\napiVersion: {}\nkind: Deployment\ndata: |\n  apiVersion: extensions/v1beta1\n",
    "é: ü\napiVersion: {}\nkind: Deployment\n",
    "note: 'a\n  apiVersion: extensions/v1beta1'\napiVersion: {}\nkind: Deployment\n",
    "spec: {{apiVersion: extensions/v1beta1, kind: Deployment}}\napiVersion: {}\nkind: Deployment\n",
    "? apiVersion\n: {}\n? kind\n: Deployment\n",
    "apiVersion: x\nkind: Deployment\napiVersion: {}\n",
    "apiVersion: v1\nkind: List\nitems:\n- kind: Deployment\n  apiVersion: {}\n- kind: ConfigMap\n  apiVersion: v1\n",
    "apiVersion: {0}\nkind: DeploymentList\nitems:\n- apiVersion: {0}\n  kind: Deployment\n- metadata: {{name: a}}\n",
    "---\napiVersion: v1\nkind: ConfigMap\n--- # x\napiVersion: {}\nkind: Deployment\n---\n",
]


@pytest.mark.parametrize("text", REWRITTEN)
def test_only_api_versions_change_and_everything_else_stays_byte_for_byte(text: str) -> None:
    changed, done, left = mapped(text.format(OLD))
    assert changed == text.format(NEW)
    assert done
    assert left == []
    assert mapped(changed) == (changed, [], [])


UNTOUCHED = [
    "",
    "\n",
    "# apiVersion: extensions/v1beta1\n# kind: Deployment\n",
    "apiVersion: v1\nkind: ConfigMap\ndata:\n  a: |\n    apiVersion: extensions/v1beta1\n    kind: Deployment\n",
    "apiVersion: v1\nkind: ConfigMapList\nitems: []\n",
    "kind: Deployment\n",
    "apiVersion: extensions/v1beta1\n",
    "- apiVersion: extensions/v1beta1\n  kind: Deployment\n",
    "text",
]


@pytest.mark.parametrize("text", UNTOUCHED)
def test_what_is_no_object_of_an_old_api_version_is_not_touched(text: str) -> None:
    assert mapped(text) == (text, [], [])


UNUSUAL = "Deployment in extensions/v1beta1 is written in a way that is not changed here"

LEFT = {
    "apiVersion: example.com/v1\nkind: Toy\n": (
        "Toy in example.com/v1 is not served, and nobody knows where it has gone"
    ),
    "apiVersion: batch/v1beta1\nkind: CronJob\n": (
        "CronJob in batch/v1beta1 is not served, and nothing that it became is either"
    ),
    "a: &v extensions/v1beta1\napiVersion: *v\nkind: Deployment\n": UNUSUAL,
    "apiVersion: |-\n  extensions/v1beta1\nkind: Deployment\n": UNUSUAL,
    '"api\\u0056ersion": "extensions/v1beta\\x31"\nkind: Deployment\n': UNUSUAL,
    "apiVersion: v1\nkind: List\nitems:\n- {apiVersion: policy/v1beta1, kind: PodSecurityPolicy}\n": (
        "PodSecurityPolicy in policy/v1beta1 is gone, and cannot be taken out of a list"
    ),
    "apiVersion: [\n": "a document that cannot be read: yaml: line 1: did not find expected node content",
}


@pytest.mark.parametrize(("text", "reason"), LEFT.items())
def test_what_cannot_be_rewritten_is_left_and_said(text: str, reason: str) -> None:
    changed, done, left = mapped(text)
    assert (changed, done, left) == (text, [], [reason])


def test_a_kind_that_is_gone_altogether_leaves_the_manifest() -> None:
    policy = "---\napiVersion: policy/v1beta1\nkind: PodSecurityPolicy\nmetadata: {name: p}\n"
    other = "---\n# Source: a\napiVersion: v1\nkind: ConfigMap\n"
    assert mapped(f"\n{other}{policy}{other}") == (
        f"\n{other}{other}",
        ["PodSecurityPolicy in policy/v1beta1 is gone (deprecated since Kubernetes 1.21, removed in 1.25): left out"],
        [],
    )


def test_the_first_api_version_on_the_way_that_is_served_is_taken() -> None:
    ingress = "apiVersion: {}\nkind: Ingress\n"
    both = Served(frozenset({"networking.k8s.io/v1beta1/Ingress", "networking.k8s.io/v1/Ingress"}), None)
    assert mapped(ingress.format(OLD))[0] == ingress.format("networking.k8s.io/v1")
    assert mapped(ingress.format(OLD), both)[0] == ingress.format("networking.k8s.io/v1beta1")
    assert mapped(ingress.format("networking.k8s.io/v1beta1"), both)[0] == ingress.format("networking.k8s.io/v1beta1")


def test_what_goes_with_a_version_to_come_counts_as_gone() -> None:
    ingress = "apiVersion: networking.k8s.io/v1beta1\nkind: Ingress\n"
    offered = frozenset({"networking.k8s.io/v1beta1/Ingress", "networking.k8s.io/v1/Ingress"})
    assert mapped(ingress, Served(offered, 21))[0] == ingress
    assert mapped(ingress, Served(offered, 22))[0] == ingress.replace("v1beta1", "v1")


WORDS = st.sampled_from(
    ["apiVersion: extensions/v1beta1\n", "kind: Deployment\n", "---\n", "---", "a: |\n  ", "# ", "\n", "items:\n", "- ",
     "kind: List\n", "{", "}", '"', "'", "\r\n", "\x85", "é", "\ud83d", "\udcff", ": ", "&a ", "*a", "\t", "%", "\0"]
)  # fmt: skip


@settings(max_examples=500, deadline=None)
@given(st.lists(WORDS, max_size=12).map("".join))
def test_any_text_is_put_together_again_and_differs_in_api_versions_only(text: str) -> None:
    assert "".join(split_text(text)) == text
    changed, done, _ = mapped(text)
    assert changed.replace(NEW, OLD) == text
    assert (changed != text) == bool(done)
