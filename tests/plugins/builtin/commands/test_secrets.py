from __future__ import annotations

import pytest
from pilothouse.plugins.builtin.commands._secrets import hide

PLAIN = "kind: ConfigMap\ndata: {a: b}\n"


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        (PLAIN, PLAIN),
        ("", ""),
        ("kind: X\ndata: {name: my-secret}   # as is\n", "kind: X\ndata: {name: my-secret}   # as is\n"),
        ("kind: Secret\ndata: {a: eA==}\n", "data:\n  a: (hidden)\nkind: Secret\n"),
        ("kind: Secret\nstringData: {a: x, b: y}", "kind: Secret\nstringData:\n  a: (hidden)\n  b: (hidden)"),
        ("kind: Secret\ndata: text\n", "data: (hidden)\nkind: Secret\n"),
        ("kind: Secret\n", "kind: Secret\n"),
        (
            f"\n---\n# Source: a.yaml\n{PLAIN}---\n# Source: s.yaml\nkind: Secret\ndata:\n  a: eA==\n---\n{PLAIN}",
            f"\n---\n# Source: a.yaml\n{PLAIN}---\n# Source: s.yaml\ndata:\n  a: (hidden)\nkind: Secret\n---\n{PLAIN}",
        ),
        (
            "kind: List\nitems: [{kind: Secret, data: {a: eA==}}, {kind: ConfigMap, data: {b: c}}]\n",
            "items:\n- data:\n    a: (hidden)\n  kind: Secret\n- data:\n    b: c\n  kind: ConfigMap\nkind: List\n",
        ),
        (
            "kind: SecretList\nitems: [{data: {a: eA==}}, x]\n",
            "items:\n- data:\n    a: (hidden)\n- x\nkind: SecretList\n",
        ),
        (
            "kind: Secret\nmetadata:\n  annotations: {kubectl.kubernetes.io/last-applied-configuration: '{}', b: c}\n",
            "kind: Secret\nmetadata:\n  annotations:\n    b: c\n"
            "    kubectl.kubernetes.io/last-applied-configuration: (hidden)\n",
        ),
        ("--- {kind: Secret, data: {a: eA==}}\n", "---\ndata:\n  a: (hidden)\nkind: Secret\n"),
        (
            f"{PLAIN}--- # Source: s.yaml\nkind: Secret\ndata: {{a: eA==}}\n",
            f"{PLAIN}--- # Source: s.yaml\ndata:\n  a: (hidden)\nkind: Secret\n",
        ),
        ('kind: "\\x53ecret"\ndata: {a: eA==}\n', "data:\n  a: (hidden)\nkind: Secret\n"),
        ("kind: !!binary U2VjcmV0\ndata: {a: eA==}\n", "data:\n  a: (hidden)\nkind: Secret\n"),
        ("kind: secret\ndata: {a: eA==}\n", "data:\n  a: (hidden)\nkind: secret\n"),
        ('kind: ConfigMap\ndata: {a: "\\n"}  # as is\n', 'kind: ConfigMap\ndata: {a: "\\n"}  # as is\n'),
        (
            "# Source: s.yaml\nkind: Secret\ndata: {a: eA==\n",
            "# Source: s.yaml\n# (hidden): this document may be a Secret and cannot be read",
        ),
    ],
)
def test_data_of_secrets_is_replaced_by_marks(text: str, hidden: str) -> None:
    assert hide(text) == hidden
