"""A served Tiller: what calls through it add to whole commands, how fast it lists, and what it holds in memory.

A real Tiller of Helm may be given, which then is asked the same by the same clients in turn with ours. Go's recorded
figures are those of `releases`.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from installation import ROOT, Installation
from processes import Contender, alternate
from releases import Bench

RELEASES = 200
LISTS = 40
FEW, MANY = 200, 2000
REST = 2.0


def measure(installation: Installation, tiller: str, rounds: int) -> dict[str, Any]:
    """Elapsed milliseconds by command and by way, of lists by server, and resident memory in MiB by server."""
    sys.path.insert(0, str(ROOT / "tests"))
    from cluster.assets import assets
    from cluster.control_plane import ControlPlane

    plane = ControlPlane(assets())
    plane.start()
    try:
        return _TillerBench(Bench(plane, installation, rounds), tiller).all()
    finally:
        plane.stop()


class _Server:
    """A Tiller that serves."""

    def __init__(self, process: subprocess.Popen[bytes], address: str) -> None:
        self._process = process
        self.address = address

    def resident(self) -> float:
        """What it holds in memory at rest, in MiB."""
        time.sleep(REST)
        status = Path(f"/proc/{self._process.pid}/status").read_text(encoding="ascii")
        found = re.search(r"VmRSS:\s+(\d+) kB", status)
        return int(found[1]) / 1024 if found else 0.0


class _TillerBench:
    """Our Tiller, and another one if there is one, on one control plane."""

    def __init__(self, bench: Bench, tiller: str) -> None:
        self.bench = bench
        self.commands = {"ours": [str(bench.installation.script), "tiller"]}
        if tiller:
            self.commands["Go"] = [tiller]

    @contextmanager
    def served(self, *names: str) -> Iterator[dict[str, _Server]]:
        """Fresh servers by name."""
        from cluster.control_plane import free_ports, wait_until

        processes: list[subprocess.Popen[bytes]] = []
        servers = {}
        try:
            for name in names or self.commands:
                port, probe = free_ports(2)
                address = f"127.0.0.1:{port}"
                processes.append(
                    subprocess.Popen(
                        [*self.commands[name], "--listen", address, "--probe-listen", f"127.0.0.1:{probe}"],
                        env=self.bench.environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                        stderr=subprocess.DEVNULL,
                    )
                )  # fmt: skip
                servers[name] = _Server(processes[-1], address)
                wait_until(lambda address=address: self._calls("version", 1, address), f"{name} did not answer", 30)
            yield servers
        finally:
            for process in processes:
                process.kill()
                process.wait()

    def _calls(self, *words: object) -> Any:
        """What `calls.py` finds; None where the server does not answer."""
        script = str(ROOT / "bench" / "calls.py")
        done = subprocess.run(
            [str(self.bench.installation.python), script, *map(str, words)],
            env=self.bench.environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False,
        )  # fmt: skip
        return json.loads(done.stdout) if done.returncode == 0 else None

    def all(self) -> dict[str, Any]:
        """All figures."""
        with self.served("ours") as servers:
            commands = self.compared_commands(servers["ours"])
        self.bench.make_releases(0, RELEASES)
        with self.served() as servers:
            lists = self.compared_lists(servers)
        return {"commands": commands, **lists, "memory": self.memory()}

    def compared_commands(self, server: _Server) -> dict[str, dict[str, float]]:
        """Whole commands in turn: in this process, and by way of the server."""
        chart, script = str(self.bench.charts["tiny"]), str(self.bench.installation.script)
        ways = {"in process": {}, "served": {"HELM_HOST": server.address}}
        words = {
            "ls": ["ls"],
            "status": ["status", "NAME"],
            "get": ["get", "NAME"],
            "upgrade": ["upgrade", "NAME", chart, "--set", "message=two"],
            "install": ["install", chart, "--name", "NAME"],
        }
        results = {}
        for name in ("here", "there"):
            self.bench.run("install", chart, "--name", name)
        for command, pattern in words.items():
            contenders = {}
            for (way, variables), release in zip(ways.items(), ("here", "there"), strict=True):
                line = [script, *(release if word == "NAME" else word for word in pattern)]
                prepare = self._purging(release) if command == "install" else lambda: None
                contenders[way] = Contender(line, self.bench.environment | variables, prepare)
            medians = alternate(contenders, self.bench.rounds)
            results[command] = {way: cost["wall_ms"] for way, cost in medians.items()}
        return results

    def _purging(self, release: str) -> Callable[[], None]:
        return lambda: self.bench.run("delete", "--purge", release) and None

    def compared_lists(self, servers: dict[str, _Server]) -> dict[str, Any]:
        """Whole ``ls``, and the list alone, by server."""
        script = str(self.bench.installation.script)
        contenders = {"in process": Contender([script, "ls"], self.bench.environment)}
        for name, server in servers.items():
            contenders[name] = Contender([script, "ls"], self.bench.environment | {"HELM_HOST": server.address})
        whole = alternate(contenders, self.bench.rounds)
        names = {server.address: name for name, server in servers.items()}
        alone = self._calls("list", LISTS, *names)
        return {
            "ls": {name: cost["wall_ms"] for name, cost in whole.items()},
            "lists": {
                call: {names[address]: median for address, median in medians.items()} for call, medians in alone.items()
            },
        }

    def memory(self) -> dict[str, float]:
        """Resident memory of a fresh server of ours: idle, after few calls, after many. (Go's throttles itself.)"""
        with self.served("ours") as servers:
            server = servers["ours"]
            found = {"idle": server.resident()}
            self._calls("mixed", FEW, server.address)
            found[str(FEW)] = server.resident()
            self._calls("mixed", MANY - FEW, server.address)
            found[str(MANY)] = server.resident()
            return found
