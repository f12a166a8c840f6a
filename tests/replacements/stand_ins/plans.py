"""Plans of one line: which revision of what."""

from pathlib import Path

from pilothouse.core.model.chart import Chart, Metadata
from pilothouse.core.model.plan import Plan
from pilothouse.core.model.preview import ObjectPreview
from pilothouse.core.model.release import Release
from pilothouse.hookspecs import hookimpl


@hookimpl
def helm_save_plan(plan, path):
    Path(path).write_text(f"{plan.planned.name} {plan.planned.revision}")
    return True


@hookimpl
def helm_open_plan(path):
    name, revision = Path(path).read_text().split()
    note = ObjectPreview("create", "v1", "Note", "", name, None, {"kind": "Note", "revision": int(revision)})
    return Plan(Release(name, "default", int(revision), Chart(Metadata(name))), 1, 1, objects=(note,), server="paper")
