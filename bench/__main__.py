"""Measures Pilothouse as it is installed: ``make bench``, or ``python bench --help``.

Commands are run in turn, so that a machine that is busy for a while slows all of them; figures are medians of user plus
system time, to be read as ratios. Results go to bench/results as JSON.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import time
from pathlib import Path

import commands
import libraries
import releases
import report
import repositories
import tiller
from installation import ROOT, Installation

import plugins

PARTS = ("commands", "charts", "libraries", "releases", "repositories", "tiller", "plugins")
DEFAULT_DATA = ROOT.parent / "shared" / "conformance"


def main() -> None:
    """Measure what the command line asks for, print the tables and keep the figures."""
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("--rounds", type=int, default=9, help="runs of each command (default 9)")
    parser.add_argument("--charts", type=int, default=24, help="how many of the recorded charts; 0 for all")
    parser.add_argument("--only", choices=PARTS, help="measure one part alone")
    parser.add_argument("--helm", default=os.environ.get("PILOTHOUSE_BENCH_HELM", ""), help="a helm to compare with")
    parser.add_argument(
        "--tiller", default=os.environ.get("PILOTHOUSE_BENCH_TILLER", ""), help="a Tiller of Helm's too"
    )
    options = parser.parse_args()
    data = Path(os.environ.get("PILOTHOUSE_CONFORMANCE") or DEFAULT_DATA) / "charts"
    installation = Installation()
    packages = sorted((data / "packages").glob("*.tgz"))
    if not packages:
        print(f"no charts in {data}: only the example chart is rendered", file=sys.stderr)
    results = {
        "when": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        "python": platform.python_version(),
        "machine": platform.platform(),
        "helm": options.helm,
        "rounds": options.rounds,
    }
    if options.only in (None, "commands"):
        results["commands"] = commands.short_commands(installation, options.helm, options.rounds)
        report.print_commands("Short commands", results["commands"])
    if options.only in (None, "charts"):
        chosen = commands.choose(packages, options.charts) or [ROOT / "examples" / "charts" / "lighthouse"]
        results["charts"] = commands.template_charts(installation, options.helm, chosen, options.rounds)
        report.print_charts(results["charts"])
    if options.only in (None, "libraries"):
        results["libraries"] = libraries.measure(installation, packages)
        report.print_libraries(results["libraries"])
    if options.only in (None, "releases"):
        results["releases"] = releases.measure(installation, options.rounds)
        report.print_releases(results["releases"])
    if options.only in (None, "repositories"):
        results["repositories"] = repositories.measure(installation, options.helm, packages, options.rounds)
        report.print_repositories(results["repositories"])
    if options.only in (None, "tiller"):
        results["tiller"] = tiller.measure(installation, options.tiller, options.rounds)
        report.print_tiller(results["tiller"])
    if options.only in (None, "plugins"):
        results["plugins"] = plugins.measure(installation, sorted(packages, key=commands.template_size), options.rounds)
        report.print_plugins(results["plugins"])
    folder = ROOT / "bench" / "results"
    folder.mkdir(exist_ok=True)
    path = folder / f"{results['when'].replace(':', '')}.json"
    path.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    print(f"\nwritten to {path.relative_to(ROOT)}")


main()
