"""Replays of the recorded flows on real control planes, each a process of its own that runs in the background."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest
from cluster.assets import VARIABLE, assets
from parity.conformance import REPOSITORY, Tally, folder
from parity.sandboxes import program_link

LIMIT = 1800
VERDICT = re.compile(r"(agrees|DIFFERS|BROKEN|n/a) +([\w-]+)")
HEADING = re.compile(r"--- [\w-]+\[|(agrees|DIFFERS|BROKEN|n/a) ")
FOREIGN_FLOWS = (
    "delete-plain", "delete-purge", "get-output", "history-states", "hooks-fail-install", "install-dry-run",
    "install-names", "install-plain", "install-values", "list-filters", "rollback-failed", "status-output",
    "storage-secret", "test-failure", "test-success", "upgrade-failed-then-good", "upgrade-values",
)  # fmt: skip
"""One or two flows of every verb: successes, failures, streams."""


def flow_names() -> list[str]:
    """The names of all recorded flows."""
    return sorted(path.stem for path in (folder() / "flows" / "scenarios").glob("*.json"))


class FlowReplay:
    """A replay with our program in the place of the client, from its start to its verdicts."""

    def __init__(
        self,
        place: Path,
        *,
        jobs: int,
        served: bool,
        only: Iterable[str] = (),
        variables: Mapping[str, str] | None = None,
    ) -> None:
        """Start it.

        With `served` the client speaks to our Tiller, else it does the work itself. `jobs` control planes run side by
        side, `only` names the flows (empty: all), `variables` are more of the client's environment.
        """
        self.place = place
        self.suite = folder() / "flows"
        environment = {
            "PATH": f"{assets()}{os.pathsep}{os.environ['PATH']}",
            "HOME": str(place),
            VARIABLE: str(assets()),
            "PYTHONDONTWRITEBYTECODE": "1",
            "PILOTHOUSE_CACHE_DIR": str(place / "cache"),
            **(variables or {}),
        }
        command = [sys.executable, "replay.py", str(program_link(place)), "--jobs", str(jobs), "--show", "400"]
        if only:
            listed = place / "flows.txt"
            listed.write_text("\n".join(only), encoding="utf-8")
            command.insert(3, f"@{listed}")
        if served:
            program = Path(sys.executable).with_name("pilothouse")
            cache = f"PILOTHOUSE_CACHE_DIR={place / 'tiller-cache'}"
            command += ["--tiller", shlex.join(["env", cache, str(program), "tiller"])]
        with open(place / "replay.log", "wb") as log:
            self._process = subprocess.Popen(
                command, cwd=self.suite, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                start_new_session=True,
            )  # fmt: skip

    def stop(self) -> None:
        """End it with its control planes, unless it has ended."""
        self._process.terminate()
        self._process.wait()

    def report_to(self, tally: Tally) -> None:
        """Wait for its end and note the verdict on each flow that was played; fails where there is none."""
        try:
            self._process.wait(LIMIT)
        except subprocess.TimeoutExpired:
            self.stop()
        text = (self.place / "replay.log").read_text(encoding="utf-8")
        lines = text.splitlines()
        verdicts = [(found[1], found[2]) for found in map(VERDICT.match, lines) if found]
        if not verdicts or not re.search(r"(?m)^\d+ / \d+ scenarios agree", text):
            pytest.fail(f"the replay did not come to its end:\n{text[-4000:]}", pytrace=False)
        for verdict, name in verdicts:
            if verdict != "n/a":
                tally.record(name, "" if verdict == "agrees" else _about(name, lines))


def _about(name: str, lines: list[str]) -> str:
    """What the replay printed about one flow."""
    shown: list[str] = []
    taking = False
    for line in lines:
        if HEADING.match(line):
            taking = line.startswith((f"--- {name}[", f"DIFFERS {name}:", f"BROKEN {name}"))
        if taking:
            shown.append(line)
    return "\n".join(shown)


def served_flows(place: Path) -> FlowReplay:
    """All flows by way of our Tiller."""
    return FlowReplay(place, jobs=2, served=True)


def flows_of_a_foreign_client(place: Path) -> FlowReplay:
    """Some flows of every kind, by way of our Tiller and a client that was generated from our .proto files."""
    plugins = place / "plugins"
    plugins.mkdir()
    shutil.copy(Path(__file__).with_name("foreign_client.py"), plugins)
    generate_messages(plugins / "generated")
    return FlowReplay(
        place, jobs=1, served=True, only=FOREIGN_FLOWS, variables={"PILOTHOUSE_PLUGINS_DIR": str(plugins)}
    )


def generate_messages(place: Path) -> None:
    """Make a package of the messages and services in our .proto files, with the compiler of betterproto2."""
    place.mkdir()
    protocol = REPOSITORY / "core" / "hapi" / "proto"
    tools = str(Path(sys.executable).parent)
    done = subprocess.run(
        [
            sys.executable, "-m", "grpc_tools.protoc", f"--proto_path={protocol}", f"--python_betterproto2_out={place}",
            *(str(path.relative_to(protocol)) for path in sorted(protocol.rglob("*.proto"))),
        ],
        env={**os.environ, "PATH": f"{tools}{os.pathsep}{os.environ['PATH']}"},
        cwd=protocol, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        pytest.fail(done.stdout + done.stderr, pytrace=False)
