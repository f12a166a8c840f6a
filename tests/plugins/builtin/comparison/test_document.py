from __future__ import annotations

import json

from states_of_objects import compared, config_map, deployment, live, shown, states


def test_all_that_is_known_is_in_the_document() -> None:
    there = live(deployment(), replicas=7)
    comparison = compared(
        states(config_map(a="1"), config_map(a="2"), source="web/a.yaml"),
        states(deployment(), deployment(), there, there, "none"),
        states(None, config_map("new"), chart_hook="pre-install", action="create"),
        title="t",
    )
    document = json.loads(shown(comparison, "json"))
    drifted = document["objects"].pop(1)
    assert document == {
        "version": 1,
        "title": "t",
        "error": "",
        "differs": True,
        "summary": {
            "create": 1, "change": 1, "recreate": 0, "restart": 0, "delete": 0, "keep": 0, "drift": 1, "error": 0,
            "unchanged": 0, "ignored": 0,
        },
        "objects": [
            {
                "apiVersion": "v1",
                "kind": "ConfigMap",
                "namespace": "default",
                "name": "web",
                "action": "change",
                "verdict": "change",
                "source": "web/a.yaml",
                "chartHook": "",
                "estimated": "",
                "error": "",
                "before": config_map(a="1"),
                "after": config_map(a="2"),
                "changes": [{"path": "data.a", "before": "1", "after": "2", "cause": "chart"}],
                "left": [],
            },
            {
                "apiVersion": "v1",
                "kind": "ConfigMap",
                "namespace": "default",
                "name": "new",
                "action": "create",
                "verdict": "create",
                "source": "",
                "chartHook": "pre-install",
                "estimated": "",
                "error": "",
                "before": None,
                "after": config_map("new"),
                "changes": [{"path": "", "cause": "chart"}],
                "left": [],
            },
        ],
    }  # fmt: skip
    assert (drifted["verdict"], drifted["left"]) == (
        "drift",
        [{"path": "spec.replicas", "before": 7, "after": 3, "cause": "drift"}],
    )


def test_in_brief_objects_have_no_fields() -> None:
    document = json.loads(shown(compared(states(config_map(a="1"), config_map(a="2"))), "json", brief=True))
    assert not {"before", "after", "changes", "left"} & document["objects"][0].keys()


def test_bytes_that_are_no_characters_do_not_break_it() -> None:
    text = shown(compared(states(config_map(a="1"), config_map(a="\udcff\x9b"))), "json")
    assert text.isascii()
    assert json.loads(text)["objects"][0]["after"]["data"] == {"a": "\ufffd\x9b"}
