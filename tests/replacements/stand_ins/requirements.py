"""Every chart requires the same chart, which is made on the spot."""

from pathlib import Path

from pilothouse.core.model.chart import Chart, File, Metadata
from pilothouse.core.model.requirements import RequirementsListing, RequirementStatus
from pilothouse.hookspecs import hookimpl

NAME = "company-base"


@hookimpl
def helm_process_requirements(chart):
    base = Chart(Metadata(NAME, "1.0.0"), [File("templates/base.yaml", b"base: {{ .Chart.Name }}\n")])
    return Chart(chart.metadata, [], chart.values_text, [base])


@hookimpl
def helm_update_requirements(path, options):
    word = "locked" if options.locked else "updated"
    Path(path, word).write_text(NAME)
    return True


@hookimpl
def helm_list_requirements(path):
    known = [word for word in ("locked", "updated") if Path(path, word).exists()]
    return RequirementsListing(True, (RequirementStatus(NAME, "1.0.0", "company", " and ".join(known)),))
