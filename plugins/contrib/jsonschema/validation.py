"""Checking the values of a chart, and of every subchart, against their schemas.

Rules: Helm 3 (pkg/chartutil/jsonschema.go): the coalesced values of each chart that has a schema, parents first; all
that is wrong is said at once. Drafts 4 to 2020-12; draft 7 where a schema does not say.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ....core.errors import PilothouseError, ValuesError
from ....core.extras import require
from ....core.text import printable
from .keywords import Budget, TooMuchError, keywords
from .messages import Finding, findings
from .numbers import exact
from .reading import pointer, read_schema, schema_error, without_dialects

if TYPE_CHECKING:
    from ....core.model.chart import Chart
    from ....core.protocols import KernelView

_SENTENCE = "values don't meet the specifications of the schema(s) in the following chart(s):"

_WIDEST = 200

MAX_FINDINGS = 100
"""How many violations are listed of one chart."""


def check_values(chart: Chart, values: dict[str, Any], kernel: KernelView) -> None:
    """Raise ValuesError when values do not fit the schemas of a chart and its subcharts.

    `values` are coalesced; a subchart's are the table under its name. Raises ChartError for a schema that is wrong,
    MissingExtraError without the library.
    """
    found = [
        (one, path, violations)
        for one, path, table in _charts(chart, exact(values), ())
        if (violations := _check_chart(one, table))
    ]
    if not found:
        return
    from .origins import origin_of

    lines = [_SENTENCE]
    details = []
    for one, path, violations in found:
        lines.append(f"{one.name}:")
        for finding in violations[:MAX_FINDINGS]:
            lines.append(f"- {finding.text}")
            place = (*path, *finding.place)
            origin = origin_of(kernel, chart, place, finding.value)
            details.append(f"{pointer(place) or '/'}{': ' if origin else ''}{origin}")
        if len(violations) > MAX_FINDINGS:
            lines.append(f"- and {len(violations) - MAX_FINDINGS} more")
    raise ValuesError("\n".join(lines), details=tuple(dict.fromkeys(details)))


def _charts(chart: Chart, values: Any, path: tuple[str, ...]) -> list[tuple[Chart, tuple[str, ...], Any]]:
    """A chart and all below it, each with the names that lead to it and its table of the values."""
    charts = [(chart, path, values)]
    for subchart in chart.dependencies:
        below = values.get(subchart.name) if isinstance(values, dict) else None
        charts += _charts(subchart, below if below is not None else {}, (*path, subchart.name))
    return charts


def _check_chart(chart: Chart, values: Any) -> list[Finding]:
    """What is wrong with the values of one chart, without its subcharts."""
    schema = read_schema(chart)
    if schema is None or schema is True:
        return []
    require("jsonschema", "jsonschema", "checking values against a schema")
    try:
        return _validate(chart, schema, values)
    except TooMuchError as error:
        raise schema_error(chart, error.message) from None
    except PilothouseError:
        raise
    except RecursionError:
        raise schema_error(chart, "it leads too deep") from None
    except Exception as error:
        # The library takes schemas for what their drafts allow, and drafts do not say the type of every keyword.
        raise schema_error(chart, _cut(printable(f"{type(error).__name__}: {error}"))) from error


def _validate(chart: Chart, schema: Any, values: Any) -> list[Finding]:
    import referencing
    from jsonschema import validators

    from .formats import format_checker

    base = _dialect(chart, schema)
    _check_schema(chart, base, schema)
    budget = Budget()
    dialect = validators.extend(base, keywords(base, budget))
    bare = without_dialects(schema)
    # An empty registry: what is not in the schema itself, nor a draft's own schema, is not looked for.
    validator = dialect(bare, registry=referencing.Registry(), format_checker=format_checker())
    _check_references(chart, base, bare)
    return findings(validator.iter_errors(values))


def _dialect(chart: Chart, schema: Any) -> Any:
    """The library's validator class for the draft that a schema names."""
    import jsonschema

    drafts = {
        draft.META_SCHEMA.get("$id", draft.META_SCHEMA.get("id", "")).rstrip("#"): draft
        for draft in (
            jsonschema.Draft4Validator,
            jsonschema.Draft6Validator,
            jsonschema.Draft7Validator,
            jsonschema.Draft201909Validator,
            jsonschema.Draft202012Validator,
        )
    }
    named = schema.get("$schema", "") if isinstance(schema, dict) else ""
    if not isinstance(named, str):
        raise schema_error(chart, "a draft is named by a text", place=("$schema",))
    wanted = named.rstrip("#").replace("https://json-schema.org/draft-0", "http://json-schema.org/draft-0")
    if wanted in ("", "http://json-schema.org/schema", "https://json-schema.org/schema"):
        return jsonschema.Draft7Validator
    if wanted not in drafts:
        raise schema_error(
            chart, f"the draft {named} is not known", place=("$schema",), hint="known are " + ", ".join(sorted(drafts))
        )
    return drafts[wanted]


def _check_schema(chart: Chart, base: Any, schema: Any) -> None:
    """Raise ChartError when a schema does not fit the schema of its draft."""
    from jsonschema.exceptions import SchemaError, best_match

    errors = base(base.META_SCHEMA).iter_errors(schema)
    error: SchemaError | None = best_match(errors)
    if error is not None:
        raise schema_error(chart, _cut(error.message), place=tuple(error.absolute_path))


def _cut(text: str) -> str:
    """A text that may repeat a whole schema, cut to what a line bears."""
    return text if len(text) <= _WIDEST else text[: _WIDEST - 3] + "..."


def _check_references(chart: Chart, base: Any, schema: Any) -> None:
    """Raise ChartError when a schema refers to what is not in it."""
    from jsonschema.validators import SPECIFICATIONS
    from referencing.exceptions import Unresolvable
    from referencing.jsonschema import specification_with

    specification = specification_with(base.META_SCHEMA["$schema"])
    resource = specification.create_resource(schema)
    pending = [(resource, SPECIFICATIONS.resolver_with_root(resource))]
    while pending:
        part, resolver = pending.pop()
        if not isinstance(part.contents, dict):
            continue
        reference = part.contents.get("$ref")
        if isinstance(reference, str):
            try:
                resolver.lookup(reference)
            except (Unresolvable, ValueError, LookupError, TypeError):
                raise schema_error(
                    chart,
                    f"it refers to {reference}, which is not in it",
                    hint="schemas are read from the chart alone, never from other files or the network",
                ) from None
        pending += [(below, resolver.in_subresource(below)) for below in part.subresources()]


