from __future__ import annotations

import pytest
from hooks.making import MakeKernel, implementation, without_folder
from pilothouse.core.errors import ManifestError, PluginError
from pilothouse.core.kernel import Kernel
from pilothouse.core.model.chart import Chart

HOOK = "helm_post_render"
FILES = {"web/templates/a.yaml": "image: docker.io/web"}


def post_render(kernel: Kernel) -> dict[str, str]:
    files: dict[str, str] = kernel.pipe(HOOK, "files", FILES, chart=Chart)
    return files


def plugin(*body: str) -> str:
    return implementation(HOOK, *body, arguments="files")


def test_without_third_parties_files_go_on_unchanged(kernel: Kernel) -> None:
    assert post_render(kernel) is FILES


def test_each_gets_what_the_one_before_gave(make_kernel: MakeKernel) -> None:
    kernel = make_kernel(
        a=plugin("return {name: text + ' a' for name, text in files.items()}"),
        b=plugin("return {name: text + ' b' for name, text in files.items()}"),
    )
    assert post_render(kernel) == {"web/templates/a.yaml": "image: docker.io/web a b"}


def test_what_is_changed_in_place_and_not_returned_has_not_happened(make_kernel: MakeKernel) -> None:
    kernel = make_kernel(a=plugin("files.update(b=5)"))
    assert post_render(kernel) == FILES


def test_one_that_declines_leaves_the_files_to_the_next(make_kernel: MakeKernel) -> None:
    kernel = make_kernel(a=plugin("return None"), b=plugin("return {**files, 'b': ''}"))
    assert post_render(kernel) == {**FILES, "b": ""}


@pytest.mark.parametrize(
    ("answer", "held"), [("{'a': 5}", "int"), ("{b'a': 'x'}", "bytes"), ("{'a': None}", "NoneType")]
)
def test_files_that_are_no_texts_are_refused_by_name(make_kernel: MakeKernel, answer: str, held: str) -> None:
    kernel = make_kernel(other=plugin(f"return {answer}"))
    with pytest.raises(PluginError) as caught:
        post_render(kernel)
    assert without_folder(kernel, caught.value.message) == (
        f"plugin 'other' (other.py) answered helm_post_render with a dict that holds {held}, str is expected"
    )


def test_files_of_the_wrong_type_are_refused_by_name(make_kernel: MakeKernel) -> None:
    kernel = make_kernel(other=plugin("return list(files)"))
    with pytest.raises(PluginError) as caught:
        post_render(kernel)
    assert without_folder(kernel, caught.value.message) == (
        "plugin 'other' (other.py) answered helm_post_render with list, dict is expected"
    )


def test_an_expected_failure_is_passed_on(make_kernel: MakeKernel) -> None:
    kernel = make_kernel(other=plugin("raise ManifestError('a.yaml: policy says no')"))
    with pytest.raises(ManifestError, match="policy says no"):
        post_render(kernel)


def test_a_pipe_cannot_be_wrapped(make_kernel: MakeKernel) -> None:
    kernel = make_kernel(other=implementation(HOOK, "yield", marker="@hookimpl(wrapper=True)"))
    assert kernel.plugins[-1].broken == "helm_post_render: only first-result extension points can be wrapped"
    assert post_render(kernel) is FILES
