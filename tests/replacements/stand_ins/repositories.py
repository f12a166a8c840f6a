"""One repository for all, whose charts are where this program is run."""

import json
import os
import shutil
from pathlib import Path

from pilothouse.core.model.chart import Metadata
from pilothouse.core.model.repository import ChartVersion, DownloadedChart, RepositoryEntry
from pilothouse.core.repository_index import DerivedIndex
from pilothouse.hookspecs import hookimpl

COMPANY = RepositoryEntry("company", "memory:")
CHARTS = {"web": ["2.0.0", "1.0.0"]}


@hookimpl
def helm_open_repositories(kernel):
    return Company(kernel)


@hookimpl
def helm_fetch_repository_index(entry, path):
    Path(path).write_text(json.dumps(CHARTS))
    return Index(CHARTS)


@hookimpl
def helm_open_repository_index(path):
    return Index(json.loads(Path(path).read_text()))


@hookimpl
def helm_locate_chart(location):
    name = location.reference.removeprefix("company/")
    return os.path.abspath(name) if name != location.reference else None


@hookimpl
def helm_command_started(command, kernel):
    kernel.warn(f"{command} is run")


class Company:
    def __init__(self, kernel):
        self._kernel = kernel

    def entries(self):
        return [COMPANY]

    def index(self, entry):
        return self._kernel.first("helm_open_repository_index", entry=entry, path="index.json")

    def refresh(self, entries, *, skip_local=True):
        for entry in entries:
            self._kernel.first("helm_fetch_repository_index", entry=entry, path="index.json")
        return iter(())

    def download(self, location, destination, *, verification="never"):
        path = shutil.copy("web/Chart.yaml", os.path.join(destination, "web-2.0.0.tgz"))
        return DownloadedChart(path)


class Index(DerivedIndex):
    def __init__(self, charts):
        self._charts = charts

    def names(self):
        return sorted(self._charts)

    def versions(self, name):
        return [ChartVersion(Metadata(name, version), []) for version in self._charts.get(name, ())]
