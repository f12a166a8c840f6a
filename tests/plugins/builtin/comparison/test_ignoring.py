from __future__ import annotations

import pytest
from pilothouse.core.errors import UsageError
from states_of_objects import changes, compared, config_map, deployment, live, states


@pytest.mark.parametrize(
    "rule",
    [
        "spec.replicas",
        "Deployment:spec.replicas",
        "deployment/web:spec.replicas",
        "Deployment/w*:spec.replicas",
        "*:spec.replicas",
        "spec.*",
        "spec",
        "*",
        'spec["replicas"]',
    ],
)
def test_rules_that_mean_a_field(rule: str) -> None:
    found = compared(states(deployment(replicas=1), deployment(replicas=2)), ignore=(rule,))
    assert (found.objects, found.unchanged, found.ignored) == ((), 1, 1)


@pytest.mark.parametrize("rule", ["ConfigMap:spec.replicas", "Deployment/db:spec.replicas", "replicas", "spec.replica"])
def test_rules_that_mean_another_field(rule: str) -> None:
    found = compared(states(deployment(replicas=1), deployment(replicas=2)), ignore=(rule,))
    assert (len(found.objects), found.ignored) == (1, 0)


@pytest.mark.parametrize("label", ["app", "*", "0"])
def test_items_go_by_key_by_number_or_all_together(label: str) -> None:
    rule = f"spec.template.spec.containers[{label}].image"
    found = compared(states(deployment(image="a"), deployment(image="b", replicas=9)), ignore=(rule,))
    assert changes(found.objects[0]) == [("spec.replicas", 3, 9, "chart")]
    assert "image" not in str(found.objects[0])
    assert found.ignored == 1


def test_names_with_dots_stand_in_quotes_and_names_of_objects_may_have_colons() -> None:
    def noted(value: str) -> dict[str, object]:
        content = config_map("system:web")
        content["metadata"]["annotations"] = {"example.com/owner": value}
        return content

    rule = 'ConfigMap/system:web:metadata.annotations["example.com/owner"]'
    assert compared(states(noted("a"), noted("b")), ignore=(rule,)).ignored == 1
    added = compared(states(config_map("system:web"), noted("b")), ignore=(rule,))
    assert (added.objects, added.ignored) == ((), 1)


def test_whole_objects_may_be_left_out() -> None:
    made = states(None, config_map(), None, live(config_map()), "create")
    found = compared(made, states(None, deployment()), ignore=("ConfigMap:*",))
    assert ([one.kind for one in found.objects], found.unchanged, found.ignored) == (["Deployment"], 0, 1)


def test_an_error_is_told_whatever_is_ignored() -> None:
    refused = states(None, config_map(), None, None, "none", error="no")
    assert [one.error for one in compared(refused, ignore=("*",)).objects] == ["no"]


def test_drift_that_stays_is_ignored_as_well() -> None:
    there = live(deployment(), replicas=9)
    found = compared(states(deployment(), deployment(), there, there, "none"), ignore=("spec.replicas",))
    assert (found.objects, found.unchanged, found.ignored) == ((), 1, 1)


@pytest.mark.parametrize("rule", ["", ":spec", "Deployment/:spec", "spec.", "a..b", "a[b", 'a["b]', "a]b", "x:"])
def test_what_is_no_rule_is_refused(rule: str) -> None:
    with pytest.raises(UsageError, match="invalid ignore rule") as caught:
        compared(ignore=(rule,))
    assert caught.value.hint.startswith("a rule is [KIND[/NAME]:]PATH")
