from __future__ import annotations

import pytest
from pilothouse.core.errors import ManifestError
from pilothouse.plugins.contrib.postrender.documents import join, split
from pilothouse.plugins.contrib.postrender.placing import place


def one(kind: str, name: str, namespace: str = "", api_version: str = "v1", **fields: str) -> str:
    lines = [f"apiVersion: {api_version}", f"kind: {kind}", "metadata:", f"  name: {name}"]
    lines += [f"  namespace: {namespace}"] if namespace else []
    return "\n".join([*lines, *(f"{key}: {value}" for key, value in fields.items())]) + "\n"


FILES = {
    "c/templates/b.yaml": f"{one('Service', 'web')}---\n{one('ConfigMap', 'web')}",
    "c/templates/a.yaml": f"# text\n---\n{one('Deployment', 'web', api_version='extensions/v1beta1')}",
    "c/templates/NOTES.txt": "notes",
}


def placed(output: str, files: dict[str, str] = FILES) -> dict[str, str]:
    return join(files, place(output, split(files), "c/post-renderer/p.yaml"))


def test_the_order_in_which_a_program_prints_does_not_matter() -> None:
    output = "---\n".join(
        [one("ConfigMap", "web"), one("Deployment", "web", api_version="extensions/v1beta1"), one("Service", "web")]
    )
    assert placed(output) == FILES


def test_an_object_is_known_again_in_another_api_version_and_with_a_namespace() -> None:
    output = "---\n".join([
        one("ConfigMap", "web", "shop"), one("Service", "web", "shop"), one("Deployment", "web", "shop", "apps/v1")
    ])  # fmt: skip
    assert placed(output) == {
        "c/templates/b.yaml": f"{one('Service', 'web', 'shop')[:-1]}\n---\n{one('ConfigMap', 'web', 'shop')}",
        "c/templates/a.yaml": f"# text\n---\n{one('Deployment', 'web', 'shop', 'apps/v1')}",
        "c/templates/NOTES.txt": "notes",
    }


def test_the_closest_likeness_wins_whatever_comes_first() -> None:
    files = {"c/x.yaml": one("Role", "r", "x"), "c/y.yaml": one("Role", "r", "y")}
    output = "---\n".join([one("Role", "r", "z"), one("Role", "r", "x")])
    assert placed(output, files) == {"c/x.yaml": files["c/x.yaml"], "c/y.yaml": one("Role", "r", "z")}


def test_what_is_new_goes_where_a_comment_says_or_to_a_file_of_its_own() -> None:
    output = "---\n".join([
        "# Source: c/templates/b.yaml\n" + one("Service", "prefix-web"),
        "# Source: ../../etc/passwd\n" + one("Secret", "other"),
        one("Secret", "more"),
    ])  # fmt: skip
    assert placed(output) == {
        "c/templates/b.yaml": one("Service", "prefix-web"),
        "c/templates/a.yaml": "# text\n",
        "c/templates/NOTES.txt": "notes",
        "c/post-renderer/p.yaml": f"{one('Secret', 'other')}---\n{one('Secret', 'more')}",
    }


def test_of_equal_objects_each_finds_a_place_of_its_own() -> None:
    files = {"c/x.yaml": one("Job", "j", a="1"), "c/y.yaml": one("Job", "j", a="2")}
    output = "---\n".join([one("Job", "j", a="3"), one("Job", "j", a="4"), one("Job", "j", a="5")])
    assert placed(output, files) == {
        "c/x.yaml": one("Job", "j", a="3"),
        "c/y.yaml": one("Job", "j", a="4"),
        "c/post-renderer/p.yaml": one("Job", "j", a="5"),
    }


@pytest.mark.parametrize(
    ("output", "message"),
    [
        ("a: {", "error while parsing post rendered output: yaml: line 1: did not find expected node content"),
        ("Done!\n", "error while parsing post rendered output: document 1 is no object"),
        ("kind: A\n---\n[1]", "error while parsing post rendered output: document 2 is no object"),
    ],
)
def test_output_that_is_no_stream_of_objects_is_an_error(output: str, message: str) -> None:
    with pytest.raises(ManifestError) as caught:
        placed(output)
    assert caught.value.message == message
