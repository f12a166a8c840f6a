"""Whole processes: short commands, and `template` over many charts, cold and with its templates cached."""

from __future__ import annotations

import shutil
import subprocess
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from installation import Installation
from processes import Contender, alternate

Medians = dict[str, dict[str, float]]

SHORT = {
    "version --client": ["version", "--client"],
    "--help": ["--help"],
    "template --help": ["template", "--help"],
    "home": ["home"],
    "completion bash": ["completion", "bash"],
}
_NOT_IN_HELM_3 = ("home",)


def helm_major(helm: str, environment: dict[str, str]) -> int:
    """The major version of the helm to compare with."""
    done = subprocess.run(
        [helm, "version", "--client", "--short"], env=environment, capture_output=True, text=True, check=True
    )
    return int(done.stdout.rpartition("v")[2].partition(".")[0])


def short_commands(installation: Installation, helm: str, rounds: int) -> dict[str, Medians]:
    """What the commands cost that do hardly anything but start."""
    environment = installation.environment()
    floor = Contender([str(installation.python), "-I", "-S", "-c", "pass"], environment)
    results = {}
    for name, words in SHORT.items():
        contenders = {"python": floor, "pilothouse": Contender([str(installation.script), *words], environment)}
        if helm and not (name in _NOT_IN_HELM_3 and helm_major(helm, environment) > 2):
            contenders["helm"] = Contender([helm, *words], environment)
        results[name] = alternate(contenders, rounds)
    return results


def choose(packages: list[Path], count: int) -> list[Path]:
    """`count` charts spread evenly over all sizes, the largest among them; all of them for 0."""
    by_size = sorted(packages, key=template_size)
    if not count or count >= len(by_size):
        return by_size
    step = (len(by_size) - 1) / max(1, count - 1)
    return [by_size[round(number * step)] for number in range(count)]


def template_size(package: Path) -> int:
    """How much text the templates of a packaged chart have, subcharts included."""
    with tarfile.open(package) as archive:
        return sum(member.size for member in archive if "/templates/" in member.name)


def template_charts(installation: Installation, helm: str, charts: list[Path], rounds: int) -> dict[str, Any]:
    """What `template` costs for each chart: without compiled templates, with them, and with the other helm."""
    plain = installation.environment()
    primed = installation.home / "primed"
    alternate({"": Contender([str(installation.script), "version", "--client"], installation.environment(primed))}, 1)
    cold = installation.home / "cold"
    words = [str(installation.script), "template"]
    results: dict[str, Any] = {}
    other = [] if not helm else [helm, "template"] if helm_major(helm, plain) == 2 else [helm, "template", "name"]
    for chart in charts:
        contenders = {
            "cold": Contender([*words, str(chart)], installation.environment(cold), _replacing(cold, primed)),
            "cached": Contender([*words, str(chart)], plain),
        }
        if other:
            contenders["helm"] = Contender([*other, str(chart)], plain)
        alternate({"": contenders["cached"]}, 1)  # two runs, which is what filling the cache takes
        size = template_size(chart) if chart.suffix == ".tgz" else 0
        results[chart.stem] = {"template_bytes": size, **alternate(contenders, rounds)}
    return results


def _replacing(folder: Path, pattern: Path) -> Callable[[], None]:
    """What makes a cache folder as it was before the chart was seen: the index of plugins and nothing else."""

    def replace() -> None:
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(pattern, folder)

    return replace
