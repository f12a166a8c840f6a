"""Go behaviour that Helm leans on, one module per Go package: values, formatting, YAML, JSON, semver, globbing.

Knows nothing of Helm and imports only the standard library (and, where a module says so, PyYAML's libyaml binding).
"""
