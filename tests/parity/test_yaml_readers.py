"""The three readers of YAML agree on real documents: values files of charts, and what the charts render to."""

from __future__ import annotations

import tarfile
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from parity.conformance import folder
from pilothouse.core.golib import yaml_blocks, yaml_events
from pilothouse.core.golib.yaml_decoder import decode
from pilothouse.core.golib.yaml_error import YamlError
from pilothouse.core.golib.yaml_input import Input
from pilothouse.core.golib.yaml_parser import Document, parse


def documents() -> Iterator[str]:
    """Every values file, alone or in a package, and every rendered document."""
    charts = folder() / "charts"
    for path in sorted(charts.glob("values/*.yaml")):
        yield path.read_text(encoding="utf-8", errors="surrogateescape")
    for path in sorted(charts.glob("packages/*.tgz")):
        with tarfile.open(path) as package:
            for member in package:
                stream = package.extractfile(member) if member.name.endswith("/values.yaml") else None
                if stream is not None:
                    yield stream.read().decode("utf-8", "surrogateescape")
    for path in sorted(charts.glob("expected/*.yaml")):
        yield from path.read_text(encoding="utf-8", errors="surrogateescape").split("\n---\n")


def outcome(document: Document | None) -> Any:
    try:
        return None if document is None else repr(decode(document, True))
    except YamlError as error:
        return error.args


def test_the_three_readers_agree_on_real_documents(require_suite: Callable[[str], None]) -> None:
    require_suite("charts")
    pytest.importorskip("yaml._yaml", reason="PyYAML was built without libyaml")
    by_events = 0
    for text in dict.fromkeys(documents()):
        read = yaml_events.parse(text)
        everyday = yaml_blocks.read(text, True)
        if read is None and everyday is yaml_blocks.NOT_PLAIN:
            continue
        want = outcome(parse(Input(text)))
        if read is not None:
            assert outcome(read) == want
            by_events += 1
        if everyday is not yaml_blocks.NOT_PLAIN:
            assert repr(everyday) == str(want)
    assert by_events > 1000
