"""The tests that template functions pass: callable from Go templates, checked, and the same whenever they are called.

A plugin's own tests inherit them and give cases::

    class TestMine(FunctionsContract):
        cases = [('{{ slug "Hello World" }}', "hello-world")]
        wrong = ["{{ slug 3 }}", "{{ slug }}"]
"""

from __future__ import annotations

import copy
import re
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from ..core.errors import PilothouseError, TemplateError
from ..core.kernel import Kernel
from ..core.model.chart import Chart, File, Metadata
from ..core.model.options import CapabilitiesRequest
from ..core.model.render import ReleaseContext, RenderOptions, RenderValues
from ..core.testkit import make_kernel

_HOOK = "helm_register_template_functions"
_LEAVING = (
    "socket.connect",
    "socket.getaddrinfo",
    "socket.gethostby",
    "socket.sendto",
    "subprocess.Popen",
    "os.system",
)


class FunctionsContract:
    """Inherit, and define `cases`: templates, and the texts that they render to."""

    functions: Sequence[str] = ()
    """The names of all functions; without them, those that the cases call are tested."""

    cases: Sequence[tuple[str, str]]
    """Templates with what they print. The values of the chart are `values`."""

    wrong: Sequence[str] = ()
    """Templates that give a function what it does not take: too few arguments, a number for a text."""

    values: dict[str, Any] = {}
    """What the templates see as ``.Values``."""

    changing: Sequence[str] = ()
    """Functions whose results are meant to differ, such as random ones: nothing is said about repetition."""

    plugins_folder = ""
    """The folder of a one-file plugin; nothing for an installed one."""

    def test_each_function_is_registered_and_has_a_case(self) -> None:
        """And can be imported."""
        kernel = self.kernel()
        for name in self.functions:
            found = kernel.registry(_HOOK).find(name)
            assert found is not None, f"no plugin registers the function {name!r}"
            assert kernel.load(found) is not None
        called = {word for template, _ in self.cases for word in re.findall(r"\w+", template)}
        assert [name for name in self.functions if name not in called] == []

    def test_templates_print_what_is_expected(self) -> None:
        """Every case, called from a Go template."""
        assert self.cases
        assert [(template, self.render(template)) for template, _ in self.cases] == list(self.cases)

    def test_what_a_function_does_not_take_is_an_error_of_the_template(self) -> None:
        """A TemplateError with file and line: neither an accepted value nor a failure of the plugin."""
        for template in self.wrong:
            failure = self.failure(template)
            assert type(failure) is TemplateError, f"{template}: {failure!r}"
            assert failure.file == "web/templates/t.yaml", template
            assert failure.line == 1, template

    def test_functions_give_the_same_again_and_leave_their_arguments_alone(self) -> None:
        """Charts render to the same whenever and wherever they do."""
        before = copy.deepcopy(self.values)
        for template, _ in self.cases:
            if not any(name in template for name in self.changing):
                assert len({self.render(template), self.render(template), self.render(template)}) == 1, template
        assert self.values == before

    def test_functions_reach_neither_networks_nor_programs(self) -> None:
        """A chart is not to be trusted with either."""
        for template, _ in self.cases:
            with watched() as left:
                self.failure(template)
            assert left == [], template

    def kernel(self) -> Kernel:
        """A kernel that has the functions."""
        return make_kernel(environment={"PILOTHOUSE_PLUGINS_DIR": self.plugins_folder} if self.plugins_folder else {})

    def render(self, template: str) -> str:
        """What a template of the chart ``web`` prints, as the release ``demo``. Raises TemplateError."""
        kernel = self.kernel()
        capabilities = kernel.first("helm_resolve_capabilities", request=CapabilitiesRequest())
        rendered: dict[str, str] = kernel.first(
            "helm_render_chart",
            chart=Chart(Metadata("web", "1.2.3"), [File("templates/t.yaml", template.encode())]),
            render_values=RenderValues(self.values, ReleaseContext("demo", "default", revision=1), capabilities),
            options=RenderOptions(),
        )
        return rendered["web/templates/t.yaml"]

    def failure(self, template: str) -> PilothouseError | None:
        """The error that a template ends in; None when it ends in none."""
        try:
            self.render(template)
        except PilothouseError as error:
            return error
        return None


_watching: dict[int, list[str]] = {}


def _listen(event: str, _arguments: Any) -> None:
    seen = _watching.get(threading.get_ident()) if _watching else None
    if seen is not None and event.startswith(_LEAVING):
        seen.append(event)
        raise PermissionError(f"{event}: template functions reach neither networks nor programs")


@contextmanager
def watched() -> Iterator[list[str]]:
    """Refuse this thread networks and programs within a block; what it tried is in the list."""
    if not getattr(_listen, "is_added", False):
        sys.addaudithook(_listen)
        _listen.is_added = True  # type: ignore[attr-defined]  # audit hooks are for ever, so there is one
    seen = _watching[threading.get_ident()] = []
    try:
        yield seen
    finally:
        del _watching[threading.get_ident()]
