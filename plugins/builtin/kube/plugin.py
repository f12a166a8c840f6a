"""Answers questions about the cluster."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....hookspecs import hookimpl

if TYPE_CHECKING:
    from ....core.protocols import KernelView


@hookimpl
def helm_default_namespace(kernel: KernelView) -> str:
    """The namespace of the chosen kubeconfig context, else ``default``."""
    from .kubeconfig import context_namespace, kubeconfig_paths

    paths = kubeconfig_paths(kernel.setting("kubeconfig"))
    return context_namespace(paths, kernel.setting("kube-context")) if paths else "default"
