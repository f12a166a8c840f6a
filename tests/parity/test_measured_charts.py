"""Real charts render the same while it is measured what is reached of their templates."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from parity.conformance import deadline, folder, read_cases
from pilothouse.core.testkit import run, write_plugins

SECONDS = 60
EVERY = 6
"""One chart of so many is rendered."""

MEASURING = """
    from pilothouse.core.model.coverage import Coverage
    from pilothouse.hookspecs import hookimpl


    @hookimpl(wrapper=True)
    def helm_render_chart(options, kernel):
        coverage = options.coverage = Coverage()
        try:
            return (yield)
        finally:
            statements = [hits for one in coverage.templates.values() for hits in one.statements.values()]
            kernel.warn(f"measured: {len(statements)} lines, {sum(map(bool, statements))} reached")
"""


def test_real_charts_render_the_same_while_they_are_measured(
    require_suite: Callable[[str], None], tmp_path: Path
) -> None:
    require_suite("charts")
    write_plugins(tmp_path / "plugins", {"measuring": MEASURING})
    plain = {"HOME": str(tmp_path), "TZ": "UTC", "PILOTHOUSE_CACHE_DIR": str(tmp_path / "cache")}
    measured = {**plain, "PILOTHOUSE_PLUGINS_DIR": str(tmp_path / "plugins")}
    data = folder() / "charts"
    for case in [case for case in read_cases("charts") if not case["random_lines"]][::EVERY]:
        words = ["template", str(data / "packages" / case["package"])]
        if case["values"]:
            words += ["-f", str(data / "values" / case["values"])]
        with deadline(SECONDS):
            expected = run(words, environment=plain)
            got = run(words, environment=measured)
        lines = {line for line in got.stderr.splitlines() if " measured: " in line}
        rest = [line for line in got.stderr.splitlines() if line not in lines]
        assert (got.code, got.stdout) == (expected.code, expected.stdout), case["id"]
        assert rest == expected.stderr.splitlines(), case["id"]
        if not expected.code:
            assert len(lines) == 1, case["id"]
            assert not next(iter(lines)).split(" measured: ")[1].startswith("0 "), case["id"]
