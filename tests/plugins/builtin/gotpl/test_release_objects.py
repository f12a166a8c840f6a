from __future__ import annotations

import pytest
from pilothouse.core.model.chart import Chart, File, Metadata
from pilothouse.core.model.manifest import ChartHook, Manifest
from pilothouse.core.model.options import TextTemplate
from pilothouse.core.model.release import FAILED, Release, ReleaseInfo, TestRun, TestSuite
from pilothouse.core.testkit import make_kernel


def a_release() -> Release:
    hook = ChartHook(
        Manifest("c/templates/t.yaml", "kind: Pod\n", "Pod", "v1", "t"),
        ["test-success", "crd-install"],
        -5,
        ["hook-succeeded", "before-hook-creation"],
        3,
    )
    chart = Chart(
        Metadata("c", "1.0.0"),
        [File("templates/a.yaml", b"a: \xff\n")],
        "x: 1\n",
        [Chart(Metadata("sub", "2.0.0"))],
        [File("README.md", b"read")],
    )
    suite = TestSuite(1_000_000_000, None, [TestRun("t", "FAILURE", "why", None, 2_000_000_000)])
    info = ReleaseInfo(FAILED, deleted=5, notes="n", resources="r", last_test_suite_run=suite)
    return Release("r", "ns", 3, chart, info=info, values_text="a: 1\n", manifest="m", hooks=[hook])


@pytest.mark.parametrize(
    ("template", "text"),
    [
        (
            "{{ (index .Release.Hooks 0) }}",
            'name:"t" kind:"Pod" path:"c/templates/t.yaml" manifest:"kind: Pod\\n" events:RELEASE_TEST_SUCCESS '
            "events:CRD_INSTALL weight:-5 delete_policies:SUCCEEDED delete_policies:BEFORE_HOOK_CREATION "
            "delete_timeout:3 ",
        ),
        (
            "{{ .Release.Chart }}",
            'metadata:<name:"c" version:"1.0.0" > templates:<name:"templates/a.yaml" data:"a: \\377\\n" > '
            'dependencies:<metadata:<name:"sub" version:"2.0.0" > values:<> > values:<raw:"x: 1\\n" > '
            'files:<type_url:"README.md" value:"read" > ',
        ),
        (
            "{{ .Release.Info }}",
            'status:<code:FAILED resources:"r" notes:"n" last_test_suite_run:<started_at:<seconds:1 > '
            'results:<name:"t" status:FAILURE info:"why" completed_at:<seconds:2 > > > > deleted:<nanos:5 > ',
        ),
        ("{{ with .Release.Info.FirstDeployed }}x{{ else }}none{{ end }}", "none"),
        ("{{ range .Release.Chart.Dependencies }}{{ .Metadata.Name }}{{ end }}", "sub"),
        ("{{ eq .Release.Info.Status.Code 4 }} {{ printf \"%d\" .Release.Info.Status.Code }}", "true 4"),
        ('{{ printf "%T %T" . .Release }}', "*services.Answer *release.Release"),
    ],
)
def test_a_release_is_seen_as_gos_message(template: str, text: str) -> None:
    rendered = make_kernel().first(
        "helm_render_text",
        template=TextTemplate(template, "_", root_type="services.Answer"),
        data={"Release": a_release()},
    )
    assert rendered == text
