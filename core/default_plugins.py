"""The names of the plugins that ship with Pilothouse, in registration order. Strings only.

Modules are relative to the package. Contrib plugins are off until something that they provide is asked for; `CONTRIB`
says what that is, as ``(kind, name)`` pairs such as ``("engine", "jinja2")``. Beside the kinds of records there are
``scheme`` (of an address that a chart or repository is named by) and ``setting`` (that the user has given).
"""

from __future__ import annotations

BUILTIN: dict[str, str] = {
    "commands": "plugins.builtin.commands.plugin",
    "client": "plugins.builtin.client.plugin",
    "chart_loader": "plugins.builtin.chart_loader.plugin",
    "values": "plugins.builtin.values.plugin",
    "requirements": "plugins.builtin.requirements.plugin",
    "capabilities": "plugins.builtin.capabilities.plugin",
    "gotpl": "plugins.builtin.gotpl.plugin",
    "sprig": "plugins.builtin.sprig.plugin",
    "helm_functions": "plugins.builtin.helm_functions.plugin",
    "manifests": "plugins.builtin.manifests.plugin",
    "kube": "plugins.builtin.kube.plugin",
    "sandbox": "plugins.builtin.sandbox.plugin",
    "apply": "plugins.builtin.apply.plugin",
    "readiness": "plugins.builtin.readiness.plugin",
    "chart_hooks": "plugins.builtin.chart_hooks.plugin",
    "object_tables": "plugins.builtin.object_tables.plugin",
    "storage": "plugins.builtin.storage.plugin",
    "releases": "plugins.builtin.releases.plugin",
    "output": "plugins.builtin.output.plugin",
    "getter_http": "plugins.builtin.getter_http.plugin",
    "getter_file": "plugins.builtin.getter_file.plugin",
    "repositories": "plugins.builtin.repositories.plugin",
    "packaging": "plugins.builtin.packaging.plugin",
    "provenance": "plugins.builtin.provenance.plugin",
    "lint": "plugins.builtin.lint.plugin",
    "lint_pitfalls": "plugins.builtin.lint_pitfalls.plugin",
    "scaffold": "plugins.builtin.scaffold.plugin",
    "chart_server": "plugins.builtin.chart_server.plugin",
    "command_plugins": "plugins.builtin.command_plugins.plugin",
    "tiller_manifests": "plugins.builtin.tiller_manifests.plugin",
    "tiller_client": "plugins.builtin.tiller_client.plugin",
    "tiller_server": "plugins.builtin.tiller_server.plugin",
    "plugin_authoring": "plugins.builtin.plugin_authoring.plugin",
    "preview": "plugins.builtin.preview.plugin",
    "comparison": "plugins.builtin.comparison.plugin",
    "plans": "plugins.builtin.plans.plugin",
    "drift": "plugins.builtin.drift.plugin",
    "chart_tests": "plugins.builtin.chart_tests.plugin",
}
"""Built-in plugins by name."""

ESSENTIAL = frozenset(("commands",))
"""Built-in plugins that refuse to be left out: without them there is no command line."""

CONTRIB: dict[str, tuple[str, tuple[tuple[str, str], ...]]] = {
    "jinja2": ("plugins.contrib.jinja2.plugin", (("engine", "jinja2"),)),
    "s3": (
        "plugins.contrib.s3.plugin",
        (("storage_driver", "s3"), ("getter", "s3"), ("scheme", "s3"), ("command", "s3")),
    ),
    "encrypted": ("plugins.contrib.encrypted.plugin", (("storage_driver", "encrypted"), ("command", "encryption"))),
    "oci": ("plugins.contrib.oci.plugin", (("getter", "oci"), ("scheme", "oci"), ("command", "oci"))),
    "git": (
        "plugins.contrib.git.plugin",
        tuple((kind, f"git+{way}") for kind in ("getter", "scheme") for way in ("https", "ssh", "file")),
    ),
    "jsonschema": ("plugins.contrib.jsonschema.plugin", (("setting", "validate-schema"),)),
    "secrets": ("plugins.contrib.secrets.plugin", (("setting", "resolve-secrets"),)),
    "postrender": (
        "plugins.contrib.postrender.plugin",
        tuple(("setting", name) for name in ("post-renderer", "post-renderer-args", "post-render-patches")),
    ),
    "migration": (
        "plugins.contrib.migration.plugin",
        (("command", "export"), ("command", "import"), ("command", "mapkubeapis")),
    ),
    "dashboard": ("plugins.contrib.dashboard.plugin", (("command", "dashboard"),)),
}
"""Contrib plugins by name: their module and what they provide."""
