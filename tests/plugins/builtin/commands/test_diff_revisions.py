from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from fake_release_service import FakeReleaseService, make_release
from pilothouse.core.errors import ReleaseNotFoundError
from pilothouse.core.model.manifest import ChartHook, Manifest
from pilothouse.core.model.release import Release
from pilothouse.core.model.release_requests import ReleaseSummary


def manifest(*names: str, **data: str) -> str:
    fields = "".join(f"  {name}: {json.dumps(value)}\n" for name, value in data.items())
    return "".join(
        f"\n---\n# Source: tiny/templates/{name}.yaml\n"
        f"apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {name}\ndata:\n{fields}"
        for name in names
    )


def hook(event: str, image: str) -> ChartHook:
    content = f"apiVersion: v1\nkind: Pod\nmetadata:\n  name: {event}\nspec:\n  image: {image}\n"
    return ChartHook(Manifest("tiny/templates/hook.yaml", content, "Pod", "v1", event), [event])


REVISIONS = {
    1: make_release(revision=1, manifest=manifest("cm", colour="red"), hooks=[]),
    2: make_release(revision=2, manifest=manifest("cm", colour="green"), hooks=[hook("pre-upgrade", "a")]),
    3: make_release(
        revision=3,
        manifest=manifest("cm", "more", colour="blue\r\n"),
        hooks=[hook("pre-upgrade", "b"), hook("test-success", "c")],
    ),
}


def service() -> FakeReleaseService:
    def content(name: str, revision: int = 0) -> Release:
        return REVISIONS[revision or 3]

    summaries = tuple(ReleaseSummary("a", number, "SUPERSEDED") for number in (3, 2, 1))
    return FakeReleaseService(content=content, history=lambda name, limit: summaries[:limit])


BOTH = """\
a: revisions 1 and 2

change ConfigMap default/cm (v1), tiny/templates/cm.yaml
  apiVersion: v1
  data:
-   colour: red
+   colour: green
  kind: ConfigMap
  metadata:
    name: cm

create Pod default/pre-upgrade (v1), chart hook pre-upgrade, tiny/templates/hook.yaml
+ apiVersion: v1
+ kind: Pod
+ metadata:
+   name: pre-upgrade
+ spec:
+   image: a

1 to create, 1 to change; 0 unchanged
"""


def test_two_revisions_are_compared_by_their_records(helm: Any) -> None:
    asked = service()
    assert helm("diff", "revision", "a", "1", "2", service=asked) == (0, BOTH, "")
    assert asked.asked == [("content", "a", 1), ("content", "a", 2)]


@pytest.mark.parametrize(("words", "title"), [(("1",), "1 and 3"), ((), "2 and 3"), (("3", "1"), "3 and 1")])
def test_what_is_not_named_is_the_newest(helm: Any, words: tuple[str, ...], title: str) -> None:
    outcome = helm("diff", "revision", "a", *words, "--brief", service=service())
    assert outcome.stdout.splitlines()[0] == f"a: revisions {title}"


def test_one_revision_has_nothing_to_be_compared_with(helm: Any) -> None:
    alone = FakeReleaseService(history=lambda name, limit: (ReleaseSummary("a", 1, "DEPLOYED"),))
    assert helm("diff", "revision", "a", service=alone) == (
        1,
        "",
        'Error: release "a" has one revision only, and nothing to compare it with\n',
    )


@pytest.mark.parametrize("flag", ["--exit-code", "--detailed-exitcode"])
def test_an_exit_code_tells_whether_something_differs(helm: Any, flag: str) -> None:
    assert helm("diff", "revision", "a", "1", "2", flag, service=service()).code == 2
    assert helm("diff", "revision", "a", "2", "2", flag, service=service()) == (
        0,
        "a: revisions 2 and 2\n\nnothing to change; 2 unchanged\n",
        "",
    )
    broken = FakeReleaseService(content=ReleaseNotFoundError('release: "a" not found'))
    assert helm("diff", "revision", "a", "1", "2", flag, service=broken).code == 1


def test_what_cannot_be_read_is_an_error_after_all_that_can(helm: Any) -> None:
    odd = FakeReleaseService(content=lambda name, revision=0: make_release(manifest="\n---\n{[", hooks=[]))
    outcome = helm("diff", "revision", "a", "1", "2", "--exit-code", service=odd)
    assert outcome.code == 1
    assert "# error: cannot be read: yaml: " in outcome.stdout
    assert outcome.stderr == "Error: 1 object cannot be changed or compared, see above\n"


@pytest.mark.parametrize(
    ("words", "names"),
    [
        (("--no-hooks",), ["cm", "more"]),
        (("--include-tests",), ["cm", "more", "pre-upgrade", "test-success"]),
        (("--suppress", "ConfigMap"), ["pre-upgrade"]),
        (("--ignore", "ConfigMap:data.colour", "--ignore", "*/pre-*:spec"), ["more"]),
    ],
)
def test_flags_say_what_is_compared(helm: Any, words: tuple[str, ...], names: list[str]) -> None:
    outcome = helm("diff", "revision", "a", "2", "3", "-o", "json", *words, service=service())
    assert [found["name"] for found in json.loads(outcome.stdout)["objects"]] == names


def test_carriage_returns_may_be_passed_over(helm: Any) -> None:
    words = ("diff", "revision", "a", "2", "3", "--suppress=Pod", "-C", "-1", "--strip-trailing-cr")
    assert "+   colour: |\n+     blue\n" in helm(*words, service=service()).stdout
    assert "blue\\r" in helm(*words[:-1], service=service()).stdout


def test_rules_stand_in_a_file(helm: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rules = tmp_path / "rules"
    rules.write_text("# what the operator writes\n\nConfigMap:data.colour\n  Pod:*\n")
    words = ("diff", "revision", "a", "1", "2")
    quiet = (0, "a: revisions 1 and 2\n\nnothing to change; 1 unchanged, 2 differences ignored\n", "")
    assert helm(*words, "--ignore-file", str(rules), service=service()) == quiet
    monkeypatch.chdir(tmp_path)
    assert helm(*words, service=service()).stdout == BOTH
    rules.rename(".pilothouse-diff-ignore")
    assert helm(*words, service=service()) == quiet
    assert helm(*words, "--ignore-file", "/dev/null", service=service()).stdout == BOTH


def test_files_and_rules_that_cannot_be_read_are_errors(helm: Any, tmp_path: Path) -> None:
    words = ("diff", "revision", "a", "1", "2")
    missing, odd, long = tmp_path / "missing", tmp_path / "odd", tmp_path / "long"
    odd.write_bytes(b"\xff")
    long.write_text("#" * 1_000_001)
    for path, reason in (
        (missing, f"open {missing}: no such file or directory"),
        (tmp_path, f"{tmp_path}: Is a directory"),
        (odd, f"{odd} is no UTF-8"),
        (long, f"{long} has more than 1000000 bytes"),
    ):
        assert helm(*words, "--ignore-file", str(path), service=service()) == (
            1,
            "",
            f"Error: cannot read ignore rules: {reason}\n",
        )
    outcome = helm(*words, "--ignore", "a[", service=service())
    assert (outcome.code, outcome.stderr.splitlines()[0]) == (1, 'Error: invalid ignore rule "a["')


def test_formats_have_the_names_of_helm_diff_too(helm: Any) -> None:
    def said(*words: str) -> str:
        return helm("diff", "revision", "a", "1", "2", *words, service=service()).stdout

    assert said("--output", "diff") == BOTH
    assert said("--output", "simple") == said("--brief") != BOTH
    assert said("--output", "markdown").startswith("### <code>a&#58; revisions 1 and 2</code>\n")
    assert helm("diff", "revision", "a", "1", "2", "-o", "dyff", service=service()) == (
        1,
        "",
        'Error: unknown output format "dyff"\n',
    )


def test_colours_are_printed_when_they_are_wanted_and_not_by_themselves(helm: Any) -> None:
    def has_colours(*words: str, **variables: str) -> bool:
        return "\x1b[31m" in helm("diff", "revision", "a", "1", "2", *words, service=service(), **variables).stdout

    assert not has_colours()
    assert has_colours("--color")
    assert has_colours("--color", NO_COLOR="1")
    assert not has_colours("--color", "--no-color")


def test_two_releases_are_compared_by_what_they_have_in_common(helm: Any) -> None:
    contents = {
        name: make_release(name, manifest=manifest(f"{name}-cm", colour=colour), hooks=[hook("pre-install", "a")])
        for name, colour in (("prod", "red"), ("stage", "green"))
    }
    both = FakeReleaseService(content=lambda name, revision=0: contents[name])
    assert helm("diff", "release", "prod", "stage", "-C0", "--exit-code", service=both) == (
        2,
        "releases prod and stage\n\n"
        "change ConfigMap default/stage-cm (v1), tiny/templates/stage-cm.yaml\n"
        "@@ data @@\n"
        "-   colour: red\n"
        "+   colour: green\n"
        "@@ metadata @@\n"
        "-   name: prod-cm\n"
        "+   name: stage-cm\n"
        "\n"
        "1 to change; 1 unchanged\n",
        "",
    )


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("revision",), "This command needs 1 to 3 arguments: release name, revision number, revision number"),
        (("revision", "a", "x"), """invalid revision number '"x"': strconv.ParseInt: parsing "x": invalid syntax"""),
        (("release", "a"), "This command needs 2 arguments: release name, release name"),
        (("upgrade", "a"), "This command needs 2 arguments: release name, chart path"),
        (("rollback",), "This command needs 2 arguments: release name, revision number"),
    ],
)
def test_arguments_are_counted(helm: Any, words: tuple[str, ...], message: str) -> None:
    outcome = helm("diff", *words, service=service())
    assert (outcome.code, outcome.stdout, outcome.stderr) == (1, "", f"Error: {message}\n")
