from __future__ import annotations

from typing import Any

import pytest
from fake_release_service import FakeReleaseService, make_release, make_status
from pilothouse.core.errors import ReleaseNotFoundError
from pilothouse.core.model.chart import Chart, Metadata
from pilothouse.core.model.manifest import ChartHook, Manifest

DUMP = """REVISION: 1
RELEASED: Mon Jan  2 15:04:05 2006
CHART: tiny-0.1.0
USER-SUPPLIED VALUES:
top: over

COMPUTED VALUES:
message: hello
top: over

HOOKS:
---
# a-job
kind: Job

MANIFEST:

---
# Source: tiny/templates/cm.yaml
kind: ConfigMap
metadata:
  name: a

"""
NOT_FOUND = ReleaseNotFoundError('release: "a" not found')
SECRET = "\n---\n# Source: s.yaml\nkind: Secret\ndata:\n  password: czNjcmV0\n---\n# Source: c.yaml\nkind: ConfigMap\n"
HIDDEN = "\n---\n# Source: s.yaml\ndata:\n  password: (hidden)\nkind: Secret\n---\n# Source: c.yaml\nkind: ConfigMap\n"


def service() -> FakeReleaseService:
    return FakeReleaseService(content=make_release(), status=make_status(notes="read me\n"))


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("get a", DUMP),
        ("get manifest a", "\n---\n# Source: tiny/templates/cm.yaml\nkind: ConfigMap\nmetadata:\n  name: a\n\n"),
        ("get hooks a", "---\n# a-job\nkind: Job\n\n"),
        ("get notes a", "NOTES:\nread me\n\n"),
        ("get values a", "top: over\n\n"),
        ("get values a --all", "message: hello\ntop: over\n\n"),
        ("get values a --output json", '{"top":"over"}\n'),
        ("get values a -a --output=", "message: hello\ntop: over\n\n"),
        ("get --tls --tiller none values a", "top: over\n\n"),
    ],
)
def test_what_is_recorded_is_printed(helm: Any, words: str, text: str) -> None:
    assert helm(*words.split(), service=service()) == (0, text, "")


@pytest.mark.parametrize(
    ("words", "asked"),
    [
        ("get --revision 2 a", ("content", "a", 2)),
        ("get a", ("content", "a", 0)),
        ("get manifest a b --revision 3", ("content", "a", 3)),
        ("get hooks a --revision 4", ("content", "a", 4)),
        ("get notes a --revision 5", ("status", "a", 5)),
        ("get --revision 6 values a", ("content", "a", 6)),
    ],
)
def test_a_revision_is_asked_for(helm: Any, words: str, asked: tuple[Any, ...]) -> None:
    fake = service()
    assert helm(*words.split(), service=fake).code == 0
    assert fake.asked == [asked]


@pytest.mark.parametrize("words", ["get", "get values", "get manifest", "get hooks", "get notes", "get --debug"])
def test_a_release_has_to_be_named(helm: Any, words: str) -> None:
    assert helm(*words.split()) == (1, "", "Error: release name is required\n")


@pytest.mark.parametrize(
    ("words", "printed"),
    [("get a", ""), ("get values a", ""), ("get manifest a", ""), ("get notes a", ""), ("get hooks a", "a\n")],
)
def test_an_unknown_release_is_an_error(helm: Any, words: str, printed: str) -> None:
    fake = FakeReleaseService(content=NOT_FOUND, status=NOT_FOUND)
    assert helm(*words.split(), service=fake) == (1, printed, 'Error: release: "a" not found\n')


def test_no_notes_print_nothing(helm: Any) -> None:
    assert helm("get", "notes", "a", service=FakeReleaseService(status=make_status())) == (0, "", "")


def test_values_in_an_unknown_format_are_an_error(helm: Any) -> None:
    assert helm("get", "values", "a", "--output", "x", service=service()) == (
        1,
        "",
        'Error: Unknown output format "x"\n',
    )


def test_documents_have_sorted_keys(helm: Any) -> None:
    fake = FakeReleaseService(content=make_release(values_text="b: {d: 1, c: [{z: 1, x: 2}]}\na: 1000000\n"))
    assert helm("get", "values", "a", "--output", "json", service=fake).stdout == (
        '{"a":1000000,"b":{"c":[{"x":2,"z":1}],"d":1}}\n'
    )


def test_no_values_are_an_empty_table(helm: Any) -> None:
    fake = FakeReleaseService(content=make_release(values_text="", chart=Chart(Metadata("tiny", "1"))))
    assert helm("get", "values", "a", service=fake).stdout == "{}\n\n"
    assert helm("get", "values", "a", "--all", "--output", "json", service=fake).stdout == "{}\n"


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("{{ .Release.Name }} {{ .Release.Version }} {{ .Release.Chart.Metadata.Version }}", "a 1 0.1.0"),
        ("{{ .Release.Info.Status.Code }} {{ .Release.Namespace }}", "DEPLOYED default"),
        ("{{ .Release.Config.Raw }}", "top: over\n"),
        ("{{ .Release.Info.LastDeployed.Seconds }}", "1136214245"),
        ("{{ range .Release.Hooks }}{{ .Name }} {{ .Kind }} {{ .Path }} {{ .Events }}{{ end }}",
         "a-job Job tiny/templates/h.yaml [PRE_INSTALL]"),
        ("{{ .Release.Manifest | len }}", "74"),
        ("{{ .Release.GetName }}{{ with .Release.Info.Deleted }}x{{ end }}", "a"),
        ("{{ .Release.Info }}",
         "status:<code:DEPLOYED > first_deployed:<seconds:1136214245 nanos:7 > "
         "last_deployed:<seconds:1136214245 nanos:7 > "
         'Description:"Install complete" '),
    ],
)  # fmt: skip
def test_a_template_is_rendered_over_the_release(helm: Any, template: str, text: str) -> None:
    assert helm("get", "a", "--template", template, service=service()) == (0, text, "")


@pytest.mark.parametrize(
    ("template", "message"),
    [
        (
            "{{ .Nope }}",
            'template: _:1:3: executing "_" at <.Nope>: can\'t evaluate field Nope in type '
            "*services.GetReleaseContentResponse",
        ),
        (
            "{{ .Release.Nope }}",
            'template: _:1:11: executing "_" at <.Release.Nope>: can\'t evaluate field Nope in type *release.Release',
        ),
    ],
)
def test_a_template_that_asks_for_what_there_is_not_is_an_error(helm: Any, template: str, message: str) -> None:
    assert helm("get", "a", "--template", template, service=service()) == (1, "", f"Error: {message}\n")


def test_data_of_secrets_is_hidden_on_request(helm: Any) -> None:
    hook = ChartHook(Manifest("h.yaml", "kind: Secret\nstringData: {a: b}\n", "Secret", "v1", "h"), ["pre-install"])
    fake = FakeReleaseService(content=make_release(manifest=SECRET, hooks=[hook]))
    assert helm("get", "manifest", "a", service=fake).stdout == SECRET + "\n"
    assert helm("get", "manifest", "a", "--hide-secrets", service=fake).stdout == HIDDEN + "\n"
    assert helm("get", "hooks", "a", "--hide-secrets", service=fake).stdout == (
        "---\n# h\nkind: Secret\nstringData:\n  a: (hidden)\n\n"
    )
    whole = helm("get", "a", "--hide-secrets", service=fake).stdout
    assert "czNjcmV0" not in whole
    assert whole.count("(hidden)") == 2
