"""The tests that every template engine passes: what charts and the commands that render them rely on.

An engine's own tests inherit them and say, in its language, how the usual things are written::

    class TestMine(EngineContract):
        engine = "mine"
        value = "${values.greeting}"
        wrong = "fine\\n${"
        wrong_line = 2

Where the language has no such thing, the attribute stays empty and its tests are skipped.
"""

from __future__ import annotations

import copy
import tempfile
import unittest
from collections.abc import Mapping, Sequence
from typing import Any

from ..core.errors import PilothouseError, TemplateError
from ..core.kernel import Kernel
from ..core.model.capabilities import Capabilities
from ..core.model.chart import Chart, File, Metadata
from ..core.model.options import CapabilitiesRequest
from ..core.model.render import ReleaseContext, RenderOptions, RenderValues
from ..core.testkit import make_kernel, run
from .charts import write_chart

PLAIN = "kind: ConfigMap\nmetadata:\n  name: plain # ☸ ä\n"
"""A text that nobody's language means anything by."""

_SECONDS = "3"


class EngineContract:
    """Inherit, and define `engine`, `value` and `wrong` at least. Templates render as parts of the chart ``web``."""

    engine: str
    """What Chart.yaml calls it."""

    extension = ".yaml"
    """How the names of its templates end."""

    result_extension = ""
    """How the names of what it renders end, where the engine changes `extension`."""

    plugins_folder = ""
    """The folder of a one-file plugin; nothing for an installed one."""

    value: str
    """A template that prints the value ``greeting``, and nothing else."""

    release = ""
    """A template that prints the release's name and namespace with a slash between: ``demo/team``."""

    chart = ""
    """A template that prints the chart's name and version with a dash between: ``web-1.2.3``."""

    partials: Mapping[str, str] = {}
    """Files below templates/ that print nothing by themselves, by name; one of them prints the value ``greeting``…"""

    uses_partial = ""
    """… when this template calls it. It prints nothing else."""

    wrong: str
    """A template that cannot be rendered …"""

    wrong_line = 1
    """… and the line that is to blame; 0 where the engine cannot tell."""

    forbidden: Sequence[str] = ()
    """Templates that reach for what no template may have: each has to be an error."""

    endless = ""
    """A template that would compute for ever."""

    # --- the engine and the kernel ---

    def test_the_engine_is_registered(self) -> None:
        """With a sentence about it and a word for what its templates can reach."""
        found = self.kernel().find("helm_register_engines", self.engine)
        assert found is not None, f"no plugin registers the engine {self.engine!r}"
        assert found.entry.help
        assert found.entry.trust in {"sandboxed", "isolated", "code"}

    def test_charts_of_other_engines_are_left_to_them(self) -> None:
        """The plugin answers for its own charts alone."""
        chart = self.make_chart({"t.yaml": "{{ .Values.greeting }}"})
        chart.metadata.engine = "gotpl" if self.engine != "gotpl" else "no-such-engine"
        found = self.ask(chart, {"greeting": "hello"}, self.kernel())
        expected = {"web/templates/t.yaml": "hello"} if chart.metadata.engine == "gotpl" else None
        assert found == expected

    def test_the_command_template_prints_what_it_renders(self) -> None:
        """Found by the name in Chart.yaml."""
        with tempfile.TemporaryDirectory() as folder:
            name = f"config{self.extension}"
            chart = write_chart(folder, "web", engine=self.engine, templates={name: f"greeting: {self.value}\n"})
            outcome = run(["template", chart, "--set", "greeting=hello"], environment=self.environment())
        assert (outcome.code, outcome.stderr) == (0, "")
        assert "greeting: hello\n" in outcome.stdout

    # --- what templates see ---

    def test_a_text_in_which_nothing_is_to_be_done_stays_as_it_is(self) -> None:
        """Beyond ASCII too."""
        assert self.render_one(PLAIN).rstrip("\n") == PLAIN.rstrip("\n")

    def test_a_value_is_printed_as_it_is(self) -> None:
        """Nothing is escaped: the result is YAML, no page."""
        for text in ("hello", "☸ ünïcode", "<a href='x'>&\"</a>", "back\\slash", "two words"):
            assert self.render_one(self.value, {"greeting": text}) == text

    def test_numbers_and_booleans_look_as_in_yaml(self) -> None:
        """Numbers of values arrive as floats, and are whole all the same."""
        cases = ((80.0, "80"), (0.0, "0"), (-3.0, "-3"), (1.5, "1.5"), (True, "true"), (False, "false"))
        assert {text: self.render_one(self.value, {"greeting": given}) for given, text in cases} == {
            text: text for _, text in cases
        }

    def test_nothing_is_never_printed_as_python_would(self) -> None:
        """A value that is null, or that is not there, is an error or whatever the language prints, but no None."""
        for values in ({"greeting": None}, {}):
            try:
                printed = self.render_one(self.value, values)
            except TemplateError:
                continue
            assert "None" not in printed

    def test_the_release_is_seen(self) -> None:
        """Its name and namespace."""
        assert self.render_one(_given(self.release, "release")) == "demo/team"

    def test_the_chart_is_seen(self) -> None:
        """Its name and version."""
        assert self.render_one(_given(self.chart, "chart")) == "web-1.2.3"

    # --- several files and charts ---

    def test_every_template_is_named_by_its_path_from_the_top_chart(self) -> None:
        """Those in folders, and those of subcharts, which see their own values alone."""
        one = f"one{self.extension}"
        chart = self.make_chart({one: self.value, f"deep/two{self.extension}": self.value})
        child = self.make_chart({one: self.value}, "child")
        child.dependencies.append(self.make_chart({one: self.value}, "grandchild"))
        chart.dependencies.append(child)
        values = {"greeting": "top", "child": {"greeting": "below", "grandchild": {"greeting": "deep"}}}
        assert self.render(chart, values) == {
            self.result("web/templates/one"): "top",
            self.result("web/templates/deep/two"): "top",
            self.result("web/charts/child/templates/one"): "below",
            self.result("web/charts/child/charts/grandchild/templates/one"): "deep",
        }

    def test_partials_are_called_and_print_nothing_themselves(self) -> None:
        """Their files are not in the answer, or have nothing but blanks."""
        uses = _given(self.uses_partial, "uses_partial")
        chart = self.make_chart({**self.partials, f"uses{self.extension}": uses})
        rendered = self.render(chart, {"greeting": "hello"})
        assert rendered.pop(self.result("web/templates/uses")).strip() == "hello"
        assert "".join(rendered.values()).strip() == ""

    def test_a_chart_without_templates_renders_to_nothing(self) -> None:
        """An empty answer, no refusal."""
        assert self.render(self.make_chart({}), {}) == {}

    # --- mistakes and malice ---

    def test_a_wrong_template_is_an_error_that_says_where(self) -> None:
        """A TemplateError with the full name of the file, and its line."""
        name = f"wrong{self.extension}"
        failure = self.failure(self.make_chart({f"fine{self.extension}": PLAIN, name: self.wrong}), {})
        assert type(failure) is TemplateError, repr(failure)
        assert failure.file == f"web/templates/{name}"
        assert failure.line == self.wrong_line
        assert failure.message

    def test_a_wrong_template_ends_the_command_without_a_traceback(self) -> None:
        """Exit code 1, and an error that names the file."""
        with tempfile.TemporaryDirectory() as folder:
            name = f"wrong{self.extension}"
            chart = write_chart(folder, "web", engine=self.engine, templates={name: self.wrong})
            outcome = run(["template", chart], environment=self.environment())
        assert (outcome.code, outcome.stdout) == (1, "")
        assert outcome.stderr.startswith("Error: ")
        assert f"web/templates/{name}" in outcome.stderr
        assert "Traceback" not in outcome.stderr
        assert "failed in helm_render_chart" not in outcome.stderr, "a TemplateError is expected, not another exception"

    def test_bytes_that_are_no_text_are_no_crash(self) -> None:
        """They go through, or are an error."""
        chart = self.make_chart({})
        chart.templates.append(File(f"templates/odd{self.extension}", b"a: \xff\xfe\x00\n"))
        try:
            rendered = self.render(chart, {})
        except TemplateError:
            return
        assert rendered[self.result("web/templates/odd")].encode("utf-8", "surrogateescape").startswith(b"a: ")

    def test_what_no_template_may_have_is_refused(self) -> None:
        """A TemplateError for each of `forbidden`."""
        if not self.forbidden:
            raise unittest.SkipTest("the attribute `forbidden` is empty")
        name = f"t{self.extension}"
        refused = {text: type(self.failure(self.make_chart({name: text}), {})) for text in self.forbidden}
        assert refused == dict.fromkeys(self.forbidden, TemplateError)

    def test_a_template_without_an_end_is_ended(self) -> None:
        """By the engine's own limits, or by those of the program."""
        endless = _given(self.endless, "endless")
        with tempfile.TemporaryDirectory() as folder:
            chart = write_chart(folder, "web", engine=self.engine, templates={f"t{self.extension}": endless})
            outcome = run(["template", chart], environment={**self.environment(), "PILOTHOUSE_CPU_LIMIT": _SECONDS})
        assert (outcome.code, outcome.stdout) == (1, "")
        assert outcome.stderr.startswith("Error: ")
        assert "Traceback" not in outcome.stderr

    # --- the same again ---

    def test_rendering_changes_nothing_and_gives_the_same_again(self) -> None:
        """Charts and values belong to the caller."""
        chart = self.make_chart({f"t{self.extension}": self.value})
        values = {"greeting": "hello", "list": [1.0, {"a": "b"}], "child": {"greeting": "below"}}
        chart.dependencies.append(self.make_chart({f"t{self.extension}": self.value}, "child"))
        before = copy.deepcopy(values)
        kernel = self.kernel()
        assert self.render(chart, values, kernel) == self.render(chart, values, kernel)
        assert values == before
        assert [[file.name, file.data] for one in chart.walk() for file in one.templates] == [
            [f"templates/t{self.extension}", self.value.encode()]
        ] * 2

    # --- tools ---

    def result(self, name: str) -> str:
        """The name of what a template renders to, from its own without the extension."""
        return name + (self.result_extension or self.extension)

    def environment(self) -> dict[str, str]:
        """The variables of every run."""
        return {"PILOTHOUSE_PLUGINS_DIR": self.plugins_folder} if self.plugins_folder else {}

    def kernel(self) -> Kernel:
        """A kernel that has the engine, switched on where it is off until a chart asks for it."""
        kernel = make_kernel(environment=self.environment())
        kernel.find("helm_register_engines", self.engine)
        return kernel

    def make_chart(self, templates: Mapping[str, str], name: str = "web") -> Chart:
        """A chart of this engine in memory, in version 1.2.3, with templates by their names below ``templates/``."""
        metadata = Metadata(name, "1.2.3")
        metadata.engine = self.engine
        files = [File(f"templates/{one}", text.encode("utf-8", "surrogateescape")) for one, text in templates.items()]
        return Chart(metadata, files)

    def ask(self, chart: Chart, values: dict[str, Any], kernel: Kernel) -> dict[str, str] | None:
        """What plugins answer about a chart of whichever engine, as the release ``demo`` in ``team``."""
        capabilities: Capabilities = kernel.first("helm_resolve_capabilities", request=CapabilitiesRequest())
        render_values = RenderValues(values, ReleaseContext("demo", "team", revision=1), capabilities)
        answer: dict[str, str] | None = kernel.first_or_none(
            "helm_render_chart", chart=chart, render_values=render_values, options=RenderOptions()
        )
        return answer

    def render(self, chart: Chart, values: dict[str, Any], kernel: Kernel | None = None) -> dict[str, str]:
        """The rendered files of a chart of this engine. Raises TemplateError."""
        answer = self.ask(chart, values, kernel if kernel is not None else self.kernel())
        assert answer is not None, f"nobody renders charts with the engine {self.engine!r}"
        return answer

    def render_one(self, text: str, values: dict[str, Any] | None = None) -> str:
        """What one template renders to. Raises TemplateError."""
        rendered = self.render(self.make_chart({f"t{self.extension}": text}), values or {})
        assert rendered.keys() == {self.result("web/templates/t")}
        return rendered[self.result("web/templates/t")]

    def failure(self, chart: Chart, values: dict[str, Any]) -> PilothouseError | None:
        """The error that rendering ends in; None when it ends in none."""
        try:
            self.render(chart, values)
        except PilothouseError as error:
            return error
        return None


def _given(text: str, attribute: str) -> str:
    """An attribute of the subclass. Raises SkipTest when it is empty."""
    if not text:
        raise unittest.SkipTest(f"the attribute `{attribute}` is empty")
    return text
