"""Answers micro cases with Pilothouse's own parts, each kind as its recording describes it.

An answer has the fields of a recorded one: `output`, `outputs`, `result`, `result_text` or `error`, and `warnings`.
"""

from __future__ import annotations

import io
import json
import os
import re
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from parity.conformance import Case
from pilothouse.core.console import Console
from pilothouse.core.errors import PilothouseError, ValuesError
from pilothouse.core.golib import json as go_json
from pilothouse.core.golib import semver, yaml
from pilothouse.core.golib.types import GoError
from pilothouse.core.kernel import Kernel, build_kernel
from pilothouse.core.model.chart import Chart
from pilothouse.core.model.options import CapabilitiesRequest, LoadOptions, ValueSources
from pilothouse.core.model.render import ReleaseContext, RenderOptions
from pilothouse.core.settings import Settings
from pilothouse.plugins.builtin.chart_loader.helmignore import IgnoreRules
from pilothouse.plugins.builtin.client.rendering import render
from pilothouse.plugins.builtin.values import strvals

Answer = dict[str, Any]
RELEASE_SECONDS = 1577934245
_LOG_TIME = re.compile(r"\d{4}/\d\d/\d\d \d\d:\d\d:\d\d ")


class Replayer:
    """Answers cases inside one scratch folder, which is the working directory meanwhile."""

    def __init__(self, scratch: Path) -> None:
        """Everything a case needs on disk goes below `scratch`."""
        self.scratch = scratch
        self.log = io.BytesIO()
        settings = Settings({"HOME": str(scratch), "TZ": "UTC", "PILOTHOUSE_NO_CACHE": "true"})
        self.kernel: Kernel = build_kernel(settings, Console(io.BytesIO(), self.log))
        self.kinds: dict[str, Callable[[Case], Answer]] = {
            "coalesce": self.coalesce,
            "ignore": self.ignore,
            "render": self.render,
            "semver": self.semver,
            "strvals": self.strvals,
            "toyaml": self.to_yaml,
            "yamljson": self.yaml_json,
        }

    def answer(self, case: Case) -> Answer:
        """The answer to a case of any kind; declared errors are answers, all other exceptions are not."""
        self.log.seek(0)
        self.log.truncate()
        try:
            answer = self.kinds[case["kind"]](case)
        except (PilothouseError, GoError) as error:
            answer = {"error": str(error)}
        logged = self.log.getvalue().decode("utf-8", "surrogateescape").splitlines()
        if logged:
            answer["warnings"] = sorted({_LOG_TIME.sub("", line, count=1) for line in logged})
        return answer

    # --- charts ---

    def render(self, case: Case) -> Answer:
        """Values, chart, requirements, coalescing and templates, each through its extension point."""
        overrides = self._user_values(case)
        chart = self.kernel.first("helm_process_requirements", chart=self._load(case), overrides=overrides)
        files = render(
            self.kernel,
            chart,
            overrides,
            ReleaseContext("RELEASE-NAME", "NAMESPACE", revision=1, time=RELEASE_SECONDS * 10**9),
            CapabilitiesRequest(),
            RenderOptions(strict=case.get("strict", False), lint_mode=case.get("lint", False)),
        )
        if case.get("all"):
            return {"outputs": files}
        main = case.get("main", "templates/main.yaml")
        return {"output": files[f"{chart.name}/{main}"]}

    def coalesce(self, case: Case) -> Answer:
        """The values that templates would see, and the subcharts that stayed."""
        overrides = self._user_values(case)
        chart = self.kernel.first("helm_process_requirements", chart=self._load(case), overrides=overrides)
        values = self.kernel.first("helm_coalesce_values", chart=chart, overrides=overrides)
        values = json.loads(go_json.encode(values))
        return {"result": {"values": values, "charts": sorted(_subcharts(chart, ""))}}

    def _user_values(self, case: Case) -> dict[str, Any]:
        """What ``-f``, ``--set``, ``--set-string`` and ``--set-file`` give together."""
        texts = case.get("user_values_yaml", [])
        names = tuple(f"values-{number}.yaml" for number in range(1, len(texts) + 1))
        self._write(dict(zip(names, texts, strict=True)) | case.get("set_files", {}))
        sources = ValueSources(
            files=names,
            set=tuple(case.get("set", ())),
            set_string=tuple(case.get("set_string", ())),
            set_file=tuple(case.get("set_file", ())),
        )
        values: dict[str, Any] = self.kernel.first("helm_read_values", sources=sources)
        return values

    def _load(self, case: Case) -> Chart:
        """The case's chart, packed and read by the chart loader (archives know no .helmignore)."""
        files = dict(case.get("files", {}))
        if "template" in case:
            files["templates/main.yaml"] = case["template"]
        if "Chart.yaml" not in files:
            files["Chart.yaml"] = yaml.dump({"name": "demo", "version": "0.1.0"} | case.get("chart", {}))
        if "values.yaml" not in files and "values_yaml" in case:
            files["values.yaml"] = case["values_yaml"]
        path = self.scratch / "chart.tgz"
        with tarfile.open(path, "w:gz", compresslevel=1) as archive:
            for name in sorted(files, key=lambda name: name.split("/")):
                content = files[name].encode()
                member = tarfile.TarInfo(f"chart/{name}")
                member.size = len(content)
                archive.addfile(member, io.BytesIO(content))
        chart: Chart = self.kernel.first("helm_load_chart", path=str(path), options=LoadOptions(max_ratio=0))
        return chart

    def _write(self, files: dict[str, str]) -> None:
        """Write files below the scratch folder."""
        for name, text in files.items():
            path = self.scratch / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode())

    # --- the parts alone ---

    def strvals(self, case: Case) -> Answer:
        """One flag's text, set into a table."""
        table = yaml.load_map(case.get("base_yaml", ""))
        files = case.get("set_files", {})

        def read(name: str) -> str:
            if name not in files:
                raise ValuesError(f"open {name}: no such file or directory")
            text: str = files[name]
            return text

        readers: dict[str, Callable[[str], Any]] = {
            "set": strvals.typed_value, "set-string": str, "set-file": read,
        }  # fmt: skip
        strvals.parse_into(case["arg"], table, readers[case["mode"]])
        return {"result": table}

    def semver(self, case: Case) -> Answer:
        """Whether a version satisfies a constraint."""
        constraints = semver.Constraints(case["constraint"])
        return {"result": constraints.check(semver.parse(case["version"]))}

    def ignore(self, case: Case) -> Answer:
        """What .helmignore leaves out, path by path and on a walk."""
        rules = IgnoreRules(case["helmignore"], self.kernel.warn)
        paths: list[str] = case["paths"]
        ignored = [path for path in paths if rules.ignores(path.removesuffix("/"), path.endswith("/"))]
        directories = {path.removesuffix("/") for path in paths if path.endswith("/")}
        for path in paths:
            parent = os.path.dirname(path.removesuffix("/"))
            while parent:
                directories.add(parent)
                parent = os.path.dirname(parent)
        # The walk asks about every path once, and not about what lies below an ignored one.
        walk = IgnoreRules(case["helmignore"], self.kernel.warn)
        hidden: set[str] = set()
        loaded = []
        for path in sorted(directories.union(paths), key=lambda path: path.split("/")):
            if path.endswith("/"):
                continue
            if os.path.dirname(path) in hidden or walk.ignores(path, path in directories):
                hidden.add(path)
            elif path not in directories:
                loaded.append(path)
        return {"result": {"ignored": ignored, "loaded": sorted(loaded)}}

    def yaml_json(self, case: Case) -> Answer:
        """YAML as JSON: as it stands, or read as values."""
        if case.get("into") == "values":
            text = go_json.encode(yaml.load_map(case["yaml"], "chartutil.Values"), escape_html=False)
        else:
            text = yaml.to_json_text(case["yaml"])
        return {"result": json.loads(text), "result_text": text}

    def to_yaml(self, case: Case) -> Answer:
        """What the template function `toYaml` prints."""
        found = self.kernel.find("helm_register_template_functions", "toYaml")
        assert found is not None
        target = self.kernel.load(found)
        function = target["toYaml"] if isinstance(target, dict) else target
        return {"output": getattr(function, "function", function)(go_json.decode(case["json"]))}


def _subcharts(chart: Chart, prefix: str) -> list[str]:
    """The names of all subcharts, as paths."""
    names = []
    for dependency in chart.dependencies:
        path = f"{prefix}{dependency.name}"
        names += [path, *_subcharts(dependency, f"{path}/")]
    return names
