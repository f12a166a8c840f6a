"""The Python API: what the command line does, as functions with types.

Nothing is printed and nobody's process is changed: results are returned, errors are raised (`pilothouse.errors`), and
what is told on the way goes to the logger ``pilothouse``. See docs/python-api.md.
"""

from __future__ import annotations

from .differences import Difference
from .objects import KubeObjects
from .records import Hook, LintResult, Rendered, TestResult
from .releases import Release, ReleaseStatus
from .repositories import Repositories
from .session import Session, connect
from .shortcuts import lint, load, render

__all__ = [
    "Difference",
    "Hook",
    "KubeObjects",
    "LintResult",
    "Release",
    "ReleaseStatus",
    "Rendered",
    "Repositories",
    "Session",
    "TestResult",
    "connect",
    "lint",
    "load",
    "render",
]
