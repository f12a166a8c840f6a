from __future__ import annotations

from pilothouse.core.model.comparison import Comparison
from states_of_objects import compared, config_map, deployment, live, shown, states


def test_an_upgrade_as_a_terminal_shows_it() -> None:
    recorded, wanted = deployment(image="nginx:1"), deployment(image="nginx:2")
    there, after = live(recorded, replicas=7), live(wanted)
    there["spec"]["template"]["spec"]["containers"][0]["tty"] = True
    after["spec"]["minReadySeconds"] = 5
    after["spec"]["template"]["spec"]["containers"][0]["tty"] = True
    comparison = compared(
        states(recorded, wanted, there, after, source="web/templates/web.yaml"),
        states(None, config_map("new", a="1"), None, live(config_map("new", a="1")), "create"),
        states(config_map("old", a="1"), None, live(config_map("old", a="1")), None, "delete"),
        states(config_map("kept"), None, live(config_map("kept")), live(config_map("kept")), "keep"),
        states(config_map(), config_map(), live(config_map()), live(config_map()), "none"),
        title="upgrade of web",
    )
    assert shown(comparison, context=1) == (
        """\
upgrade of web

change Deployment default/web (apps/v1), web/templates/web.yaml
@@ spec @@
  spec:
+*  minReadySeconds: 5
-!  replicas: 7
+!  replicas: 3
    strategy:
@@ spec.template.spec.containers[app] @@
        containers:
-       - image: nginx:1
+       - image: nginx:2
          name: app

create ConfigMap default/new (v1)
+ apiVersion: v1
+ data:
+   a: "1"
+ kind: ConfigMap
+ metadata:
+   name: new

delete ConfigMap default/old (v1)
- apiVersion: v1
- data:
-   a: "1"
- kind: ConfigMap
- metadata:
-   name: old

keep ConfigMap default/kept (v1)
  # its resource policy keeps it

! drift: the cluster differs from what is recorded, and is brought back
* set by the server
1 to create, 1 to change, 1 to delete, 1 to leave in the cluster; 1 unchanged
"""
    )
    assert shown(comparison, brief=True) == (
        """\
upgrade of web
change Deployment default/web (apps/v1), web/templates/web.yaml
create ConfigMap default/new (v1)
delete ConfigMap default/old (v1)
keep ConfigMap default/kept (v1)
  # its resource policy keeps it

1 to create, 1 to change, 1 to delete, 1 to leave in the cluster; 1 unchanged
"""
    )


def test_drift_that_stays_errors_and_what_is_computed_are_said() -> None:
    there = live(deployment(), replicas=7)
    comparison = compared(
        states(deployment(), deployment(), there, there, "none"),
        states(None, config_map(), None, None, "none", from_cluster=True, error="refused:\nno room"),
        states(config_map(), config_map(), None, live(config_map()), "create", estimated="no dry run"),
        error="broken off",
    )
    assert shown(comparison).splitlines() == [
        "",
        "drift Deployment default/web (apps/v1)",
        "  # drift that stays:",
        "  #   spec.replicas: 7 in the cluster, 3 wanted",
        "",
        "error ConfigMap default/web (v1)",
        "  # error: refused: no room",
        "",
        "create ConfigMap default/web (v1)",
        "  # computed, not the server's own answer: no dry run",
        "  # drift: the release has it and the cluster has not",
        "+ apiVersion: v1",
        "+ data: {}",
        "+ kind: ConfigMap",
        "+ metadata:",
        "+   name: web",
        "",
        "error: broken off",
        "1 to create, 1 with drift that stays, 1 with errors; 0 unchanged",
    ]


def test_nothing_to_say_is_one_line() -> None:
    assert shown(Comparison(unchanged=3, ignored=1)) == "nothing to change; 3 unchanged, 1 difference ignored\n"


def test_texts_are_compared_by_line() -> None:
    before, after = config_map(t="a\nb\n\nd"), config_map(t="a\nB\n\nd\n")
    assert shown(compared(states(before, after)), context=-1).splitlines()[2:11] == [
        "  apiVersion: v1",
        "  data:",
        "-   t: |-",
        "+   t: |",
        "      a",
        "-     b",
        "+     B",
        "",
        "      d",
    ]


def test_space_at_the_end_of_a_line_is_a_difference() -> None:
    lines = shown(compared(states(config_map(t="a\nb"), config_map(t="a \nb"))), context=0).splitlines()
    assert lines[3:5] == ["-     a", "+     a "]


def test_the_head_of_a_run_of_lines_says_what_is_around_its_first_difference() -> None:
    before, after = deployment(), deployment(replicas=4)
    before["metadata"]["namespace"] = after["metadata"]["namespace"] = "default"
    assert shown(compared(states(before, after)), context=3).splitlines()[2:7] == [
        "@@ spec @@",
        "    name: web",
        "    namespace: default",
        "  spec:",
        "-   replicas: 3",
    ]
    texts = [config_map(**{"a.conf": f"1\n2\n3\n{last}\n"}) for last in (4, 5)]
    assert shown(compared(states(*texts)), context=0).splitlines()[2:5] == [
        '@@ data["a.conf"] @@',
        "-     4",
        "+     5",
    ]


def test_items_are_shown_beside_the_ones_that_they_replace() -> None:
    before, after = deployment(args=["-a", "-b"]), deployment(args=["-a", "-c", {"x": []}])
    assert shown(compared(states(before, after)), context=0).splitlines()[2:7] == [
        "@@ spec.template.spec.containers[app].args @@",
        "-         - -b",
        "+         - -c",
        "+         - x: []",
        "",
    ]


def test_what_a_terminal_would_obey_is_shown_as_letters() -> None:
    evil = "\x1b[2J\x1b]0;title\x07\r\u202eabc"
    bad = config_map(f"w{evil}", **{f"k{evil}": f"v{evil}\nnext{evil}", "plain": evil, "bytes": "\udcff"})
    given = states(None, bad, None, bad, "create", source=f"s{evil}", estimated=evil, error=evil)
    comparison = compared(given, title=evil, error=evil)
    for format in ("text", "markdown", "json"):
        text = shown(comparison, format)
        assert not set(text) & set("\x1b\x07\r\u202e\udcff"), format


def test_colours_are_for_whom_they_are_wanted() -> None:
    recorded, wanted = deployment(image="nginx:1"), deployment(image="nginx:2")
    comparison = compared(states(recorded, wanted, live(recorded, replicas=7), live(wanted)), title="t")
    lines = shown(comparison, colour=True, context=0).splitlines()
    assert "\x1b" not in shown(comparison, context=0)
    assert lines[0] == "\x1b[1mt\x1b[0m"
    assert lines[4:6] == ["\x1b[33m-!  replicas: 7\x1b[0m", "\x1b[33m+!  replicas: 3\x1b[0m"]
    assert lines[7:9] == ["\x1b[31m-       - image: nginx:1\x1b[0m", "\x1b[32m+       - image: nginx:2\x1b[0m"]
