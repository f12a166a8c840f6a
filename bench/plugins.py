"""Commands with 20 foreign plugins installed, beside the same commands without them.

Three kinds of plugins: ``records`` only register things; ``engines`` also render charts of their own engine, and reach
clusters and repositories of their own; ``asked`` take part in every rendering and have nothing to say, so that each of
them has to be imported and called.
"""

from __future__ import annotations

import shutil
import subprocess
import time
from pathlib import Path

from installation import MOST_TRIES, ROOT, Installation
from processes import Contender, alternate

COUNT = 20
_RECORDS = '''
from pilothouse.core.entries import EngineEntry, GetterEntry, LintRuleEntry, SettingEntry, StorageDriverEntry
from pilothouse.core.entries import TemplateFunctionEntry
from pilothouse.hookspecs import hookimpl

@hookimpl
def helm_register_settings():
    return [SettingEntry("idle-{number}", "IDLE_{number}", "", "nothing")]

@hookimpl
def helm_register_template_functions():
    return [TemplateFunctionEntry("idle{number}", "idle_{number}:shout")]

@hookimpl
def helm_register_engines():
    return [EngineEntry("idle-{number}", "nothing")]

@hookimpl
def helm_register_storage_drivers():
    return [StorageDriverEntry("idle-{number}", "idle_{number}:connect")]

@hookimpl
def helm_register_getters():
    return [GetterEntry("idle-{number}", "idle_{number}:fetch")]

@hookimpl
def helm_register_lint_rules():
    return [LintRuleEntry("idle-{number}", "idle_{number}:check", enabled=False)]
'''
_ENGINES = '''
@hookimpl
def helm_render_chart(chart):
    return {{}} if chart.metadata.engine == "idle-{number}" else None

@hookimpl
def helm_connect_kube_transport(target):
    return None

@hookimpl
def helm_fetch_repository_index(entry):
    return None
'''
_ASKED = '''
from pilothouse.hookspecs import hookimpl

@hookimpl
def helm_locate_chart(location):
    return None

@hookimpl
def helm_post_render(files):
    return None
'''
KINDS = {"records": _RECORDS, "engines": _RECORDS + _ENGINES, "asked": _ASKED}
COMMANDS = {"--help": ["--help"], "plugins list": ["plugins", "list"]}


def measure(installation: Installation, packages: list[Path], rounds: int) -> dict[str, dict[str, dict[str, float]]]:
    """Medians by command and kind of plugins (``none``: without)."""
    folder = installation.home / "foreign"
    environments = {"none": _environment(installation, folder / "none", "")}
    for kind, source in KINDS.items():
        environments[kind] = _environment(installation, folder / kind, source)
    charts = [ROOT / "examples" / "charts" / "lighthouse", *packages[-1:]]
    words = {**COMMANDS, **{f"template {chart.stem}": ["template", str(chart)] for chart in charts}}
    return {
        name: alternate(
            {kind: Contender([str(installation.script), *own], environments[kind]) for kind in environments}, rounds
        )
        for name, own in words.items()
    }


def _environment(installation: Installation, site: Path, source: str) -> dict[str, str]:
    """An environment in which plugins of that source are installed, their index kept and their byte code written."""
    shutil.rmtree(site, ignore_errors=True)
    site.mkdir(parents=True)
    for number in range(COUNT if source else 0):
        (site / f"idle_{number}.py").write_text(source.format(number=number), encoding="utf-8")
        metadata = site / f"idle_{number}-1.0.dist-info"
        metadata.mkdir()
        (metadata / "METADATA").write_text(f"Metadata-Version: 2.1\nName: idle-{number}\nVersion: 1.0\n")
        (metadata / "entry_points.txt").write_text(f"[pilothouse.plugins]\nidle{number} = idle_{number}\n")
    cache = site.with_name(f"{site.name}-cache")
    environment = {**installation.environment(cache), "PYTHONPATH": str(site)}
    for _ in range(MOST_TRIES):
        if any(cache.glob("plugins*")):
            break
        time.sleep(0.5)
        words = [str(installation.script), "version", "--client"]
        subprocess.run(words, env=environment, stdout=subprocess.DEVNULL, check=True)
    return environment
