"""Test suites as they stand in YAML files. Form: DOCUMENT.md of github.com/helm-unittest/helm-unittest."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from ....core.errors import ChartError
from ....core.golib import semver, yaml
from ....core.golib.types import GoError
from ....core.record import Record
from .assertions import ASSERTIONS
from .fields import Fields, Source
from .overrides import SetPath, SetPathError, read_set_path
from .paths import Path, PathError, read_path

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .checks import Check

FORMAT_VERSION = "1.1.0"
"""The release of helm-unittest whose form is read; suites that need a newer one are skipped."""

_SEPARATOR = re.compile(r"^---(?=\s|\Z)[ \t]*", re.MULTILINE)
_SNAPSHOT_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._ -]{0,99}")
_MOST_REPAIRS = 200

_SHARED = frozenset((
    "values", "set", "template", "templates", "documentIndex", "documentSelector", "release", "capabilities", "chart",
    "kubernetesProvider", "postRenderer", "skip",
))  # fmt: skip
_SUITE = _SHARED | {"suite", "excludeTemplates", "includeCrds", "snapshotId", "tests"}
_TEST = _SHARED | {"it", "asserts"}
_RELEASE = frozenset(("name", "namespace", "revision", "upgrade", "isUpgrade"))
_CAPABILITIES = frozenset(("majorVersion", "minorVersion", "apiVersions"))
_CHART = frozenset(("version", "appVersion"))
_SELECTOR = frozenset(("path", "value", "matchMany", "skipEmptyTemplates"))
_SKIP = frozenset(("reason", "minimumVersion"))
_ASSERTION = frozenset(("template", "documentIndex", "documentSelector", "not"))

_REFUSED = {
    "postRenderer": "a test file may not run programs: postRenderer is not supported",
    "kubernetesProvider": "templates of Helm v2 cannot look up objects: kubernetesProvider is not supported",
    "includeCrds": "Helm v2 installs nothing from a crds folder: includeCrds is not supported",
}


class Selector(Record):
    """Which documents count: those with `value` at a path, or with the path at all when `value` is null."""

    path: Path
    value: Any = None
    match_many: bool = False
    skip_empty: bool = False


class Assertion(Record):
    """One assertion: its `name`, what it checks, and which documents. `negated` is the ``not`` of the file.

    With `negative` the check is asked for the contrary; `wants_failure` is that of rendering.
    """

    name: str
    check: Check
    negated: bool = False
    negative: bool = False
    wants_failure: bool = False
    template: str = ""
    document_index: int | None = None
    selector: Selector | None = None


class Scope(Record):
    """What suites and tests both say; `capabilities` and `release` have only what is given."""

    values: tuple[str, ...] = ()
    set: tuple[tuple[SetPath, Any], ...] = ()
    templates: tuple[str, ...] = ()
    document_index: int | None = None
    selector: Selector | None = None
    release: dict[str, Any] = {}
    capabilities: dict[str, Any] = {}
    chart: dict[str, str] = {}
    skip: str = ""
    refused: str = ""


class Test(Record):
    """One test: its name, what it says for itself, and its assertions."""

    __test__ = False

    name: str
    scope: Scope
    assertions: tuple[Assertion, ...]


class Suite(Record):
    """One suite of a test file."""

    name: str
    scope: Scope
    tests: tuple[Test, ...]
    exclude: tuple[str, ...] = ()
    snapshot_id: str = ""


def read_suites(name: str, text: str, *, strict: bool, rendered: bool = False) -> list[Suite]:
    """The suites of a test file, which messages call `name`. Raises ChartError with the line of what is wrong.

    With `strict` fields that there are not are errors. Suites that were `rendered` from templates need names, and get
    their number as the ID of their snapshots.
    """
    suites: list[Suite] = []
    for source in _split(name, text):
        value = _load(source)
        if value is None:
            continue
        fields = Fields(source, (), value, "the suite")
        if rendered and not fields.text("suite"):
            raise fields.error("a suite that comes from a template needs a name, suite")
        suite = _suite(fields, strict)
        if rendered and not suite.snapshot_id:
            suite = suite.replace(snapshot_id=str(len(suites)))
        suites.append(suite)
    return suites


def _split(name: str, text: str) -> Iterator[Source]:
    """The documents of a file with the lines on which they begin."""
    text = text.replace("\r\n", "\n").removeprefix("\ufeff")
    start = line = counted = 0
    for end, begin in [*(mark.span() for mark in _SEPARATOR.finditer(text)), (len(text), len(text))]:
        line += text.count("\n", counted, start)
        counted = start
        if text[start:end].strip():
            yield Source(name, text[start:end], line)
        start = begin


def _load(source: Source) -> Any:
    """The value of a document. Backslashes that YAML does not know, as in ``"\\d"``, stand for themselves."""
    for _ in range(_MOST_REPAIRS):
        try:
            return yaml.to_json_value(source.text)
        except yaml.YamlError as error:
            at = _backslash(source.text, error)
            if at < 0:
                problem = re.sub(r"\Ayaml: (?:line \d+: )?", "", str(error))
                raise ChartError(f"{source.name}:{source.first_line + (error.line or 1)}: {problem}") from None
            source.text = source.text[:at] + "\\" + source.text[at:]
    raise source.error((), "too many backslashes in quotes that YAML does not know")


def _backslash(text: str, error: yaml.YamlError) -> int:
    """Where the backslash is that the reader did not know; -1 when that was not the problem."""
    if "unknown escape character" not in str(error) or not error.line:
        return -1
    start = 0
    for _ in range(error.line - 1):
        start = text.find("\n", start) + 1
    return text.rfind("\\", start, start + (error.column or 0) + 1)


def _suite(fields: Fields, strict: bool) -> Suite:
    if strict:
        fields.only(_SUITE)
    name = fields.text("suite")
    snapshot_id = fields.text("snapshotId")
    if snapshot_id and not _SNAPSHOT_ID.fullmatch(snapshot_id):
        raise fields.error("letters, digits, dots, dashes and underscores are expected", "snapshotId")
    items = fields.items("tests")
    if not items:
        raise fields.error("no tests found")
    tests = tuple(
        _test(Fields(fields.source, ("tests", index), item, f"tests[{index}]"), strict)
        for index, item in enumerate(items)
    )
    return Suite(name, _scope(fields, strict), tests, fields.texts("excludeTemplates"), snapshot_id)


def _test(fields: Fields, strict: bool) -> Test:
    if strict:
        fields.only(_TEST)
    items = fields.items("asserts")
    if not items:
        raise fields.error("no asserts found")
    assertions = tuple(
        _assertion(
            Fields(fields.source, (*fields.place, "asserts", index), item, f"{fields.title}.asserts[{index}]"), strict
        )
        for index, item in enumerate(items)
    )
    return Test(_name(fields), _scope(fields, strict), assertions)


def _name(fields: Fields) -> str:
    """The name of a test, be it a number or the like."""
    value = fields.anything("it")
    return "" if value is None else value if isinstance(value, str) else str(value)


def _scope(fields: Fields, strict: bool) -> Scope:
    refused = ""
    for name, reason in _REFUSED.items():
        if fields.anything(name):
            refused = refused or str(fields.error(reason, name))
    template = fields.text("template")
    return Scope(
        fields.texts("values"),
        tuple(_set(fields)),
        fields.texts("templates") or ((template,) if template else ()),
        _index(fields),
        _selector(fields, strict),
        _release(fields, strict),
        _capabilities(fields, strict),
        _chart(fields, strict),
        _skip(fields, strict),
        refused,
    )


def _set(fields: Fields) -> Iterator[tuple[SetPath, Any]]:
    below = fields.below("set")
    for key, value in below.values.items():
        try:
            yield read_set_path(key), value
        except SetPathError as error:
            raise below.error(str(error), key) from None


def _index(fields: Fields) -> int | None:
    index = fields.integer("documentIndex")
    if index is not None and index < -1:
        raise fields.error("an index counts from 0", "documentIndex")
    return None if index == -1 else index


def _selector(fields: Fields, strict: bool) -> Selector | None:
    if not fields.has("documentSelector"):
        return None
    below = fields.below("documentSelector")
    if strict:
        below.only(_SELECTOR)
    try:
        path = read_path(below.text("path", required=True))
    except PathError as error:
        raise below.error(str(error), "path") from None
    return Selector(path, below.anything("value"), below.flag("matchMany"), below.flag("skipEmptyTemplates"))


def _release(fields: Fields, strict: bool) -> dict[str, Any]:
    below = fields.below("release")
    if strict:
        below.only(_RELEASE)
    given: dict[str, Any] = {
        "name": below.text("name"),
        "namespace": below.text("namespace"),
        "revision": below.integer("revision"),
        "upgrade": below.flag("upgrade") or below.flag("isUpgrade"),
    }
    if len(given["name"]) > 53:
        raise below.error("the name of a release may have 53 characters", "name")
    return {name: value for name, value in given.items() if value}


def _capabilities(fields: Fields, strict: bool) -> dict[str, Any]:
    """What is given; ``apiVersions: null`` is, too: it takes away those of the suite."""
    below = fields.below("capabilities")
    if strict:
        below.only(_CAPABILITIES)
    given: dict[str, Any] = {name: below.text(name) for name in ("majorVersion", "minorVersion") if below.has(name)}
    if "apiVersions" in below.values:
        given["apiVersions"] = below.texts("apiVersions") if below.has("apiVersions") else None
    return given


def _chart(fields: Fields, strict: bool) -> dict[str, str]:
    below = fields.below("chart")
    if strict:
        below.only(_CHART)
    return {name: below.text(name) for name in _CHART if below.text(name)}


def _skip(fields: Fields, strict: bool) -> str:
    """Why a suite or a test is skipped, empty when it is not."""
    below = fields.below("skip")
    if strict:
        below.only(_SKIP)
    minimum = below.text("minimumVersion")
    if minimum:
        try:
            if semver.parse(FORMAT_VERSION).compare(semver.parse(minimum)) < 0:
                return f"the suite needs helm-unittest {minimum}; the form that is read is that of {FORMAT_VERSION}"
        except GoError as error:
            raise below.error(str(error), "minimumVersion") from None
    return below.text("reason")


def _assertion(fields: Fields, strict: bool) -> Assertion:
    names = [name for name in fields.values if name in ASSERTIONS]
    if len(names) > 1:
        raise fields.error(f"assertion type `{names[0]}` and `{names[1]}` is declared duplicately")
    fields.only(_ASSERTION | ASSERTIONS.keys())
    if not names:
        raise fields.error("no assertion type defined")
    name = names[0]
    kind = ASSERTIONS[name]
    below = fields.below(name)
    if strict:
        below.only(kind.fields)
    negated = fields.flag("not")
    return Assertion(
        name,
        kind.read(below),
        negated,
        negated is not kind.antonym,
        kind.wants_failure,
        fields.text("template"),
        _index(fields),
        _selector(fields, strict),
    )
