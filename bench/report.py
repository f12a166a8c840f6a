"""The tables that are printed."""

from __future__ import annotations

import statistics
from typing import Any


def ratio(ours: float, other: float | None) -> str:
    """How many times as much as the other; a dash where there is none."""
    return f"{ours / other:.2f}" if other else "-"


def table(title: str, head: list[str], rows: list[list[str]]) -> None:
    """Print aligned columns, numbers to the right."""
    print(f"\n{title}")
    widths = [max(len(row[column]) for row in [head, *rows]) for column in range(len(head))]
    for row in [head, *rows]:
        cells = [row[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))]
        print("  " + "  ".join(cells).rstrip())


def print_commands(title: str, results: dict[str, Any]) -> None:
    """Short commands beside the bare interpreter and the other helm."""
    rows = []
    for name, medians in results.items():
        ours, floor, helm = medians.get("pilothouse"), medians.get("python"), medians.get("helm")
        if ours is None or floor is None:
            rows.append([name, "fails", "-", "-", "-", "-", "-"])
            continue
        rows.append(
            [
                name,
                f"{ours['cpu_ms']:.1f}",
                f"{floor['cpu_ms']:.1f}",
                f"{helm['cpu_ms']:.1f}" if helm else "-",
                ratio(ours["cpu_ms"], helm["cpu_ms"] if helm else None),
                f"{ours['memory_mib']:.0f}",
                f"{helm['memory_mib']:.0f}" if helm else "-",
            ]
        )
    table(title, ["command", "cpu ms", "bare python", "helm", "x helm", "MiB", "helm MiB"], rows)


def print_charts(results: dict[str, Any]) -> None:
    """`template` by chart, then the sums and the median ratios."""
    rows = []
    for name, chart in sorted(results.items(), key=lambda item: item[1]["template_bytes"]):
        cells = [name, f"{chart['template_bytes'] / 1024:.0f}"]
        helm = chart.get("helm", {}).get("cpu_ms")
        for kind in ("cold", "cached"):
            cost = chart.get(kind, {}).get("cpu_ms")
            cells += ["fails", "-"] if cost is None else [f"{cost:.1f}", ratio(cost, helm)]
        memory = [chart.get(kind, {}).get("memory_mib") for kind in ("cold", "helm")]
        rows.append([*cells, f"{helm:.1f}" if helm else "-", *("-" if one is None else f"{one:.0f}" for one in memory)])
    head = ["chart", "KiB", "cold ms", "x helm", "cached ms", "x helm", "helm ms", "MiB", "helm MiB"]
    table("template, user plus system time", head, rows)
    for kind in ("cold", "cached"):
        costs = [chart[kind]["cpu_ms"] for chart in results.values() if kind in chart]
        ratios = [
            chart[kind]["cpu_ms"] / chart["helm"]["cpu_ms"]
            for chart in results.values()
            if {kind, "helm"} <= set(chart)
        ]
        compared = f", median {statistics.median(ratios):.2f} x helm" if ratios else ""
        if costs:
            print(f"  {kind}: median {statistics.median(costs):.1f} ms of {len(costs)} charts{compared}")


def print_libraries(results: dict[str, Any]) -> None:
    """Parts inside one process."""
    for title, measured in results.items():
        names = sorted({name for medians in measured.values() for name in medians})
        rows = [
            [what, *(f"{medians[name]:.3f}" if name in medians else "-" for name in names)]
            for what, medians in measured.items()
        ]
        table(f"{title} (ms)", ["", *names], rows)


def print_releases(results: dict[str, Any]) -> None:
    """Whole commands on a real control plane, beside Go's recorded figures and beside `kubectl apply`."""
    import releases

    for title, recorded in (("rested", releases.GO_RESTED), ("back to back", releases.GO_BACK_TO_BACK)):
        found = results[title]
        rows = [
            [name, f"{cost:.0f}", f"{recorded[name]:.0f}" if name in recorded else "-", ratio(cost, recorded.get(name)),
             ratio(cost, found.get("kubectl apply"))]
            for name, cost in found.items()
        ]  # fmt: skip
        table(f"one object, {title}, elapsed", ["command", "ms", "Go ms", "x Go", "x kubectl apply"], rows)
    requests = results["requests"]
    rows = [[name, str(number), str(releases.GO_REQUESTS[name])] for name, number in requests.items()]
    table("requests with warm caches", ["command", "ours", "Go"], rows)
    twenty = results["20 objects"]
    rows = [[name, f"{cost:.0f}", ratio(cost, twenty["kubectl apply"])] for name, cost in twenty.items()]
    table("20 objects, elapsed", ["command", "ms", "x kubectl apply"], rows)
    rows = []
    for name, cost in results["lists"].items():
        go = releases.GO_LISTS.get(name.partition(",")[0])
        scale = 10 if "2000" in name else 1
        rows.append([name, f"{cost:.0f}", ratio(cost, go * scale if go else None)])
    title = "lists, elapsed (Go's recorded figures for 200 releases, ten times that for 2,000)"
    table(title, ["list", "ms", "x Go"], rows)
    rows = [[name, f"{peak:.0f}"] for name, peak in results["memory"].items()]
    table("peak memory", ["list", "MiB"], rows)


def print_repositories(results: dict[str, Any]) -> None:
    """Commands on a large index and on archives, beside Go's recorded figures."""
    import repositories

    rows = []
    for name, medians in results.items():
        wall, cpu, memory = repositories.GO[name]
        ours = medians.get("pilothouse")
        if ours is None:
            rows.append([name, "fails", *"-----"])
            continue
        rows.append(
            [
                name,
                f"{ours['wall_ms']:.0f}",
                ratio(ours["wall_ms"], wall),
                f"{ours['cpu_ms']:.0f}",
                ratio(ours["cpu_ms"], cpu),
                f"{ours['memory_mib']:.0f}",
                ratio(ours["memory_mib"], memory),
            ]
        )
    head = ["command", "elapsed ms", "x Go", "cpu ms", "x Go", "MiB", "x Go"]
    table("repositories (Go's recorded figures; the index has 20 MB)", head, rows)


def print_tiller(results: dict[str, Any]) -> None:
    """Commands with and without a server between, lists by server, memory by server."""
    import releases

    rows = []
    for name, costs in results["commands"].items():
        here, there = costs.get("in process"), costs.get("served")
        known = here is not None and there is not None
        rows.append([name, *(f"{cost:.0f}" if cost else "fails" for cost in (here, there)),
                     f"{there - here:+.1f}" if known else "-"])  # fmt: skip
    table("whole commands, elapsed ms", ["command", "in process", "served", "added"], rows)
    lists = {"ls": results["ls"], **results["lists"]}
    servers = list(results["ls"])
    rows = [
        [name, *(f"{costs[server]:.1f}" if server in costs else "-" for server in servers),
         f"{releases.GO_LISTS['ls']:.0f}" if name == "ls" else "-"]
        for name, costs in lists.items()
    ]  # fmt: skip
    table("lists of 200 releases, elapsed ms", ["", *servers, "Go, recorded"], rows)
    found = results["memory"]
    rows = [[*(f"{found[when]:.0f}" for when in ("idle", "200", "2000")), ratio(found["2000"], found["200"])]]
    table("resident memory of our server, MiB", ["idle", "200 calls", "2,000 calls", "x"], rows)


def print_plugins(results: dict[str, Any]) -> None:
    """Commands with foreign plugins installed, as ratios to the same without."""
    kinds = [kind for kind in next(iter(results.values())) if kind != "none"]
    rows = []
    for name, medians in results.items():
        plain = medians["none"]["cpu_ms"]
        ratios = [ratio(medians[kind]["cpu_ms"], plain) if kind in medians else "fails" for kind in kinds]
        rows.append([name, f"{plain:.1f}", *ratios])
    table("20 foreign plugins, user plus system time", ["command", "none, ms", *(f"x {kind}" for kind in kinds)], rows)
