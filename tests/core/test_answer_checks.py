from __future__ import annotations

from pathlib import Path

import pytest
from pilothouse.core import testkit
from pilothouse.core.errors import PluginError
from pilothouse.core.model.chart import Chart, Metadata
from pilothouse.core.model.kube_object import ClusterTarget
from pilothouse.core.model.options import LoadOptions, ValueSources

IMPORTS = (
    "from pilothouse.hookspecs import hookimpl\n"
    "from pilothouse.core.model.chart import Chart, File, Metadata\n"
    "from pilothouse.core.model.manifest import ChartHook, ClassifiedManifests, Manifest\n"
)
ARGUMENTS = {
    "helm_load_chart": {"path": "/", "options": LoadOptions()},
    "helm_read_values": {"sources": ValueSources()},
    "helm_coalesce_values": {"chart": Chart(Metadata("a", "1")), "overrides": {}},
    "helm_classify_manifests": {"files": {}, "order": "install"},
    "helm_connect_kube": {"target": ClusterTarget("x")},
    "helm_find_getter": {"scheme": "x"},
}


@pytest.mark.parametrize(
    ("hook", "answer", "complaint"),
    [
        ("helm_load_chart", "Chart(None)", "a Chart whose metadata is NoneType, Metadata is expected"),
        ("helm_load_chart", "Chart(Metadata(7))", "a Metadata whose name is int, str is expected"),
        ("helm_load_chart", "Chart(Metadata('a'), ['x'])", "a Chart whose templates hold str, File is expected"),
        ("helm_load_chart", "Chart(Metadata('a'), [File('x', 'text')])", "a File whose data is str, bytes is expected"),
        ("helm_load_chart", "Chart(Metadata('a'), values_text=b'')",
         "a Chart whose values_text is bytes, str is expected"),
        ("helm_load_chart", "Chart(Metadata('a'), dependencies=[1])",
         "a Chart whose dependencies hold int, Chart is expected"),
        ("helm_load_chart", "Chart(Metadata('a'), dependencies=[Chart(None)])",
         "a Chart whose metadata is NoneType, Metadata is expected"),
        ("helm_load_chart", "(c := Chart(Metadata('a')), c.dependencies.append(c))[0]",
         "a Chart that is its own subchart"),
        ("helm_load_chart", "Chart.__new__(Chart)", "a Chart whose metadata is NoneType, Metadata is expected"),
        ("helm_read_values", "{1: 2}", "a dict with a key that is int, str is expected"),
        ("helm_coalesce_values", "{None: 2}", "a dict with a key that is NoneType, str is expected"),
        ("helm_classify_manifests", "ClassifiedManifests(None, [], [])",
         "a ClassifiedManifests whose hooks is NoneType, list is expected"),
        ("helm_classify_manifests", "ClassifiedManifests([], ['x'], [])",
         "a ClassifiedManifests whose manifests hold str, Manifest is expected"),
        ("helm_classify_manifests", "ClassifiedManifests([], [Manifest('a', None)], [])",
         "a Manifest whose content is NoneType, str is expected"),
        ("helm_classify_manifests", "ClassifiedManifests([ChartHook('x', [])], [], [])",
         "a ChartHook whose manifest is str, Manifest is expected"),
        ("helm_connect_kube", "{'a': 1}", "dict, KubeClient is expected"),
        ("helm_find_getter", "object()", "object, Getter is expected"),
    ],
)  # fmt: skip
def test_answers_are_looked_into(tmp_path: Path, hook: str, answer: str, complaint: str) -> None:
    kernel = testkit.make_kernel(tmp_path, {"liar": f"{IMPORTS}@hookimpl\ndef {hook}():\n    return {answer}\n"})
    with pytest.raises(PluginError) as caught:
        kernel.first(hook, **ARGUMENTS[hook])
    assert caught.value.message == f"plugin 'liar' ({tmp_path / 'liar.py'}) answered {hook} with {complaint}"
    assert caught.value.hint == "-p no:liar leaves the plugin out"
