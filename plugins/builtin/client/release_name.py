"""Names of releases on the command line: name templates and the check of Kubernetes' name rule."""

from __future__ import annotations

import re

from ....core.errors import UsageError
from ....core.kernel import Kernel
from ....core.model.options import TextTemplate

_LABEL = "[a-z0-9]([-a-z0-9]*[a-z0-9])?"
_SUBDOMAIN = rf"{_LABEL}(\.{_LABEL})*"
_MAX_LENGTH = 253


def name_from_template(kernel: Kernel, text: str) -> str:
    """Render ``--name-template``; Sprig's functions are there, environment functions included."""
    name: str = kernel.first("helm_render_text", template=TextTemplate(text, "name-template", True), data={})
    return name


def check_release_name(name: str) -> None:
    """Raise UsageError unless `name` is empty or a DNS-1123 subdomain (k8s.io/apimachinery validation)."""
    reasons = []
    if len(name) > _MAX_LENGTH:
        reasons.append(f"must be no more than {_MAX_LENGTH} characters")
    if not re.fullmatch(_SUBDOMAIN, name):
        reasons.append(
            "a DNS-1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start "
            "and end with an alphanumeric character (e.g. 'example.com', regex used for validation is "
            rf"'{_SUBDOMAIN}')"
        )
    if name and reasons:
        raise UsageError(f"release name {name} is invalid: {';'.join(reasons)}")
