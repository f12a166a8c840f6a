"""Whole commands on a real control plane: install, upgrade, rollback, delete, lists of many releases, records.

Go's figures are those that were recorded with Helm and Tiller v2.17.0 on the same kind of control plane (its two cores
were another machine's, so only ratios count); `kubectl` is run in turn with us, on the very same server.
"""

from __future__ import annotations

import os
import shutil
import statistics
import sys
import time
from pathlib import Path
from typing import Any

from installation import ROOT, Installation
from processes import run

sys.path.insert(0, str(ROOT / "tests"))

GO_RESTED = {"install": 173.0, "upgrade": 215.0, "rollback": 186.0, "delete": 178.0}
GO_BACK_TO_BACK = {"install": 349.0, "upgrade": 1248.0, "rollback": 1029.0, "delete": 1320.0}
GO_REQUESTS = {"install": 49, "upgrade": 51, "rollback": 8, "delete": 11}
GO_LISTS = {"ls": 149.0, "ls -a -m 0": 141.0, "ls -q": 120.0}
REST = 2.5
CHARTS = {
    "tiny": {"data": 1},
    "twenty": {"data": 20},
}
DOCUMENT = """apiVersion: v1
kind: ConfigMap
metadata:
  name: {name}-{number}
  labels: {{release: {name}}}
data:
  message: {message}
"""


def measure(installation: Installation, rounds: int) -> dict[str, Any]:
    """All figures, in milliseconds of elapsed time but for the numbers of requests."""
    from cluster.assets import assets
    from cluster.control_plane import ControlPlane

    plane = ControlPlane(assets())
    plane.start()
    try:
        bench = Bench(plane, installation, rounds)
        return {
            "rested": bench.verbs(REST),
            "back to back": bench.verbs(0.0),
            "requests": bench.requests(),
            "20 objects": bench.twenty(),
            "lists": bench.lists(),
            "memory": bench.memory,
        }
    finally:
        plane.stop()


class Bench:
    """A control plane and a way to run commands on it."""

    def __init__(self, plane: Any, installation: Installation, rounds: int) -> None:
        self.plane = plane
        self.installation = installation
        self.rounds = rounds
        self.work = installation.home / "releases"
        self.memory: dict[str, float] = {}
        """Peak memory of a list, in MiB, by number of releases."""
        shutil.rmtree(self.work, ignore_errors=True)
        self.charts = {name: self._chart(name, count["data"]) for name, count in CHARTS.items()}
        self.environment = installation.environment(self.work / "cache") | {"KUBECONFIG": str(plane.kubeconfig)}

    def _chart(self, name: str, objects: int) -> Path:
        folder = self.work / name
        (folder / "templates").mkdir(parents=True)
        (folder / "Chart.yaml").write_text(f"name: {name}\nversion: 0.1.0\n", encoding="utf-8")
        (folder / "values.yaml").write_text("message: one\n", encoding="utf-8")
        template = DOCUMENT.replace("{{", "{").replace("}}", "}")
        for number in range(objects):
            text = template.replace("{name}", "{{ .Release.Name }}").replace("{number}", str(number))
            text = text.replace("{message}", "{{ .Values.message }}")
            (folder / "templates" / f"object-{number}.yaml").write_text(text, encoding="utf-8")
        return folder

    def run(self, *words: str, environment: dict[str, str] | None = None) -> float:
        """Run a command; its elapsed milliseconds."""
        cost = run([str(self.installation.script), *words], environment or self.environment)
        if cost.code:
            raise SystemExit(f"pilothouse {' '.join(words)} failed")
        self.peak = cost.memory
        return cost.wall

    def kubectl(self, *words: str) -> float:
        """Run kubectl; its elapsed milliseconds."""
        program = shutil.which("kubectl", path=f"{self.plane.assets}{os.pathsep}{os.environ['PATH']}")
        if program is None:
            return 0.0
        return run([program, *words], self.environment).wall

    def verbs(self, rest: float) -> dict[str, float]:
        """Median time of each verb on the chart of one object, and of `kubectl apply` of the same object."""
        chart = str(self.charts["tiny"])
        plain = self.work / "plain.yaml"
        plain.write_text(DOCUMENT.format(name="plain", number=0, message="one"), encoding="utf-8")
        steps = {
            "install": ("install", chart, "--name", "tiny"),
            "upgrade": ("upgrade", "tiny", chart, "--set", "message=two"),
            "rollback": ("rollback", "tiny", "1"),
            "delete": ("delete", "--purge", "tiny"),
        }
        times: dict[str, list[float]] = {name: [] for name in (*steps, "kubectl apply")}
        for number in range(self.rounds + 1):
            for name, words in steps.items():
                time.sleep(rest)
                cost = self.run(*words)
                if number:
                    times[name].append(cost)
            time.sleep(rest)
            cost = self.kubectl("apply", "-f", str(plain))
            self.kubectl("delete", "-f", str(plain))
            if number:
                times["kubectl apply"].append(cost)
        return {name: statistics.median(costs) for name, costs in times.items()}

    def requests(self) -> dict[str, int]:
        """How many requests each verb makes with warm caches."""
        from cluster.proxy import FaultyProxy

        proxy = FaultyProxy(self.plane.port)
        try:
            kubeconfig = self.plane.write_kubeconfig("counted", proxy.url)
            environment = self.environment | {"KUBECONFIG": str(kubeconfig)}
            chart = str(self.charts["tiny"])
            counts = {}
            for _ in range(2):
                for name, words in (
                    ("install", ("install", chart, "--name", "tiny")),
                    ("upgrade", ("upgrade", "tiny", chart, "--set", "message=two")),
                    ("rollback", ("rollback", "tiny", "1")),
                    ("delete", ("delete", "--purge", "tiny")),
                ):
                    proxy.reset()
                    self.run(*words, environment=environment)
                    counts[name] = proxy.arrived
            return counts
        finally:
            proxy.close()

    def twenty(self) -> dict[str, float]:
        """Installing 20 objects, and applying them with kubectl."""
        plain = self.work / "twenty.yaml"
        documents = (DOCUMENT.format(name="plain", number=number, message="one") for number in range(20))
        plain.write_text("---\n".join(documents), encoding="utf-8")
        ours, theirs = [], []
        for _ in range(self.rounds):
            ours.append(self.run("install", str(self.charts["twenty"]), "--name", "twenty"))
            theirs.append(self.kubectl("apply", "-f", str(plain)))
            self.run("delete", "--purge", "twenty")
            self.kubectl("delete", "-f", str(plain))
        return {"install": statistics.median(ours), "kubectl apply": statistics.median(theirs)}

    def lists(self) -> dict[str, float]:
        """Listing 200 and 2,000 releases, with what was learnt from the list before."""
        found = {}
        made = 0
        for total in (200, 2000):
            self.make_releases(made, total)
            made = total
            for words in ("ls", "ls -a -m 0", "ls -q"):
                costs = [self.run(*words.split()) for _ in range(self.rounds + 1)]
                self.memory[f"{words}, {total} releases"] = self.peak
                found[f"{words}, {total} releases, first"] = costs[0]
                found[f"{words}, {total} releases"] = statistics.median(costs[1:])
        return found

    def make_releases(self, start: int, stop: int) -> None:
        """Store releases like that of the chart of one object, without installing them."""
        self.run("install", str(self.charts["tiny"]), "--name", "model")
        path = "/api/v1/namespaces/kube-system/configmaps"
        model = self.plane.api.get(f"{path}/model.v1")
        self.run("delete", "--purge", "model")
        from pilothouse.core.hapi import record

        release = record.unpack(model["data"]["release"], "model.v1")
        for number in range(start, stop):
            release.name = f"many-{number:04d}"
            labels = {**model["metadata"]["labels"], "NAME": release.name}
            body = {
                "metadata": {"name": f"{release.name}.v1", "labels": labels},
                "data": {"release": record.pack(release)},
            }
            self.plane.api.request("POST", path, body)
