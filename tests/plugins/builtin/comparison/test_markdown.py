from __future__ import annotations

from states_of_objects import compared, config_map, deployment, live, shown, states


def test_each_object_is_a_section_that_opens() -> None:
    there = live(deployment(), replicas=7)
    comparison = compared(
        states(config_map(a="1"), config_map(a="2"), source="web/a.yaml"),
        states(deployment(), deployment(), there, there, "none"),
        states(None, config_map("new"), None, None, "none", from_cluster=True, error="no"),
        title="upgrade of web",
        error="broken off",
    )
    assert shown(comparison, "markdown", context=0) == (
        """\
### <code>upgrade of web</code>

1 to change, 1 with drift that stays, 1 with errors; 0 unchanged

**error:** <code>broken off</code>

<details><summary>change <code>ConfigMap default/web (v1)</code>, <code>web/a.yaml</code></summary>

```diff
@@ data @@
-   a: "1"
+   a: "2"
```

</details>

<details><summary>drift <code>Deployment default/web (apps/v1)</code></summary>

```diff
# drift that stays:
#   spec.replicas: 7 in the cluster, 3 wanted
```

</details>

<details><summary>error <code>ConfigMap default/new (v1)</code></summary>

- <code>error&#58; no</code>

</details>
"""
    )
    assert shown(comparison, "markdown", brief=True).splitlines()[6:] == [
        "- change <code>ConfigMap default/web (v1)</code>, <code>web/a.yaml</code>",
        "- drift <code>Deployment default/web (apps/v1)</code>",
        "- error <code>ConfigMap default/new (v1)</code>",
        "  - <code>error&#58; no</code>",
    ]


def test_fences_are_longer_than_any_in_the_text() -> None:
    before, after = config_map(t="a\n```\nb"), config_map(t="a\n`````\n</details><script>\nb")
    text = shown(compared(states(before, after)), "markdown")
    inside = text.partition("``````diff\n")[2].partition("\n``````\n")[0]
    assert "</details><script>" in inside
    assert "<script>" not in text.replace(inside, "")


def test_names_are_no_markup_and_nobody_s_name() -> None:
    given = states(
        None, config_map("<b>@team</b>\n\n# head [x](y)"), None, None, "none", from_cluster=True, error="<img>\n\n@me"
    )
    text = shown(compared(given, title="`<i>`"), "markdown")
    assert "<b>" not in text
    assert "<img>" not in text
    assert "@" not in text
    assert "\n# " not in text


def test_a_text_has_an_end_and_says_what_it_lacks() -> None:
    many = [states(config_map(f"c{number}", a="1"), config_map(f"c{number}", a="2" * 100)) for number in range(1000)]
    text = shown(compared(*many, title="t" * 10_000, error="e" * 10_000), "markdown")
    assert len(text) <= 60_000
    hidden = 1000 - text.count("<details>")
    assert f"**{hidden} more objects not shown:** this text would be too long." in text
    lines = "".join(f"line {number}\n" for number in range(20_000))
    text = shown(compared(states(None, config_map(t=lines))), "markdown")
    assert 50_000 < len(text) <= 60_000
    assert " more lines not shown:** this text would be too long.\n" in text
    assert text.count("```") == 2
