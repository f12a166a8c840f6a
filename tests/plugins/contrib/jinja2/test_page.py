"""The page about charts in Jinja: its example prints what it says, its lists are true."""

from __future__ import annotations

import re
from pathlib import Path

from jinja2.defaults import DEFAULT_FILTERS
from pilothouse.core import testkit
from pilothouse.core.kernel import Kernel

PAGE = (Path(__file__).resolve().parents[4] / "docs" / "jinja2.md").read_text(encoding="utf-8")


def test_the_example_prints_what_the_page_says(tmp_path: Path) -> None:
    for name, text in re.findall(r"^`(beacon/\S+)`\n\n```\w+\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    printed = re.search(r"^`pilothouse (.*)` prints\n\n```yaml\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    assert printed is not None
    command = printed[1].replace("beacon", str(tmp_path / "beacon")).split()
    assert testkit.run(command) == (0, printed[2], "")


def test_the_filters_that_stay_jinja_s_are_those_on_the_page(kernel: Kernel) -> None:
    found = kernel.registry("helm_register_template_functions").winners("jinja2")
    same = sorted({one.entry.name for one in found} & DEFAULT_FILTERS.keys())
    named = re.search(r"it stays Jinja's: (.*?)\. `indent", PAGE, re.DOTALL)
    assert named is not None
    assert re.findall(r"`(\w+)`", named[1]) == same
