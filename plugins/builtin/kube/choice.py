"""From a kubeconfig to the cluster that was chosen. Rules: clientcmd (client_config.go, validation.go)."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from ....core.errors import KubeError
from ....core.golib import base64
from ....core.golib.oserrors import path_error
from ....core.golib.types import GoError
from .cluster_access import ClusterAccess
from .kubeconfig import Kubeconfig, load_kubeconfig

if TYPE_CHECKING:
    from ....core.model.kube_object import ClusterTarget

SANDBOX_HINT = (
    "there is no kubeconfig (--kubeconfig, KUBECONFIG, ~/.kube/config): name one, "
    "or try the embedded cluster with --cluster sandbox"
)
DEFAULT_SERVER = "http://localhost:8080"


def choose_cluster(target: ClusterTarget) -> ClusterAccess:
    """The cluster that a target names: of the kubeconfig, else the one around this Pod, else the default server.

    Raises KubeError (``could not get Kubernetes config for context "C": …``, rule: cmd/helm/helm.go).
    """
    try:
        access = _configured(load_kubeconfig(target.kubeconfig), target.context)
        if not access.server:
            access = _unconfigured(access.hint)
    except KubeError as error:
        raise KubeError(
            f'could not get Kubernetes config for context "{target.context}": {error.message}',
            details=error.details,
            hint=error.hint,
        ) from None
    if access.insecure and access.authority:
        raise KubeError(
            "could not get Kubernetes client: "
            "specifying a root certificates file with the insecure flag is not allowed",
            details=(f"cluster: {access.cluster_name}",),
        )
    return access


def default_namespace(target: ClusterTarget) -> str:
    """The namespace of the chosen context, else that of this Pod, else ``default``.

    A kubeconfig that is of no use says nothing: rendering needs no cluster. Rules: cmd/helm/helm.go
    (defaultNamespace), clientcmd.DeferredLoadingClientConfig.Namespace.
    """
    try:
        access = _configured(load_kubeconfig(target.kubeconfig), target.context)
    except KubeError:
        return "default"
    if access.namespace:
        return access.namespace
    from . import in_cluster

    return in_cluster.namespace() if in_cluster.is_possible() else "default"


def _unconfigured(hint: str) -> ClusterAccess:
    """The cluster when no kubeconfig names one. Rule: clientcmd.ClusterDefaults, which Helm sets."""
    from . import in_cluster

    if in_cluster.is_possible():
        return in_cluster.access()
    return ClusterAccess(os.environ.get("KUBERNETES_MASTER") or DEFAULT_SERVER, hint=hint)


def _configured(config: Kubeconfig, wanted: str) -> ClusterAccess:
    """The cluster of a context; without a server, and with a hint why, when the files name none. Raises KubeError."""
    name = wanted or config.current_context
    context = config.contexts.get(name)
    if context is None and wanted:
        raise KubeError(f'context "{wanted}" does not exist', details=_known_contexts(config))
    if context is None and name:
        raise KubeError(
            f"invalid configuration: context was not found for specified context: {name}",
            details=_known_contexts(config),
        )
    context = context or {}
    place = f'context "{name}"'
    access = ClusterAccess("", context_name=name)
    access.cluster_name, access.user_name = _text(context, "cluster", place), _text(context, "user", place)
    access.namespace = _text(context, "namespace", place)
    access.user_file = config.user_files.get(access.user_name, "")
    problems: list[str] = []
    _read_user(access, config.users.get(access.user_name, {}), problems)
    cluster = config.clusters.get(access.cluster_name)
    if cluster:
        _read_cluster(access, cluster, problems)
    else:
        access.hint = _missing_cluster(config, access)
    if problems:
        joined = problems[0] if len(problems) == 1 else f"[{', '.join(problems)}]"
        raise KubeError(f"invalid configuration: {joined}")
    return access


def _missing_cluster(config: Kubeconfig, access: ClusterAccess) -> str:
    """Why there is no cluster in the files."""
    if not config.paths:
        return SANDBOX_HINT
    files = ", ".join(config.paths)
    if not access.context_name:
        return f"no context is chosen in {files}: choose one with --kube-context, or try --cluster sandbox"
    return f'context "{access.context_name}" has cluster "{access.cluster_name}", which is not in {files}'


def _known_contexts(config: Kubeconfig) -> tuple[str, ...]:
    names = ", ".join(sorted(config.contexts))
    return (f"contexts in {', '.join(config.paths) or 'no file'}: {names or 'none'}",)


def _read_cluster(access: ClusterAccess, cluster: dict[str, Any], problems: list[str]) -> None:
    """Fill in where the server is and whom to trust. Rule: validateClusterInfo."""
    name = access.cluster_name
    place = f'cluster "{name}"'
    access.server = _text(cluster, "server", place)
    access.server_name = _text(cluster, "tls-server-name", place)
    access.proxy_url = _text(cluster, "proxy-url", place)
    access.insecure = _flag(cluster, "insecure-skip-tls-verify", place)
    extensions = cluster.get("extensions")
    access.cluster_extensions = extensions if isinstance(extensions, list) else []
    if not access.server:
        problems.append(f'no server found for cluster "{name}"' if name else "default cluster has no server defined")
    path, data = _text(cluster, "certificate-authority", place), _data(cluster, "certificate-authority-data", place)
    if path and data:
        problems.append(
            f"certificate-authority-data and certificate-authority are both specified for {name}. "
            "certificate-authority-data will override."
        )
    access.authority = data or _file(path, f"unable to read certificate-authority {path} for {name}", problems)


def _read_user(access: ClusterAccess, user: dict[str, Any], problems: list[str]) -> None:
    """Fill in the credentials. Rule: validateAuthInfo."""
    name = access.user_name
    place = f'user "{name}"'
    access.token = _text(user, "token", place)
    access.token_file = _text(user, "tokenFile", place)
    access.username, access.password = _text(user, "username", place), _text(user, "password", place)
    methods = ["token"] if access.token else []
    if access.username or access.password:
        methods.append("basicAuth")
    _read_certificate(access, user, problems)
    access.exec_plugin = _mapping(user, "exec", place)
    access.auth_provider = _mapping(user, "auth-provider", place)
    if access.exec_plugin is not None:
        _check_exec(access, problems)
    if len(methods) > 1:
        problems.append(
            f"more than one authentication method found for {name}; found [{' '.join(methods)}], only one is allowed"
        )
    access.impersonate = _text(user, "as", place)
    access.groups = _texts(user.get("as-groups"), f"as-groups of {place}")
    extra = (_mapping(user, "as-user-extra", place) or {}).items()
    access.extra = tuple((key, value) for key, values in extra for value in _texts(values, f"as-user-extra of {place}"))
    if (access.groups or access.extra) and not access.impersonate:
        problems.append(f"requesting groups or user-extra for {name} without impersonating a user")


def _read_certificate(access: ClusterAccess, user: dict[str, Any], problems: list[str]) -> None:
    name = access.user_name
    place = f'user "{name}"'
    certificate, key = _text(user, "client-certificate", place), _text(user, "client-key", place)
    access.certificate = _data(user, "client-certificate-data", place)
    access.key = _data(user, "client-key-data", place)
    if not certificate and not access.certificate:
        return
    if certificate and access.certificate:
        problems.append(
            f"client-cert-data and client-cert are both specified for {name}. client-cert-data will override."
        )
    if key and access.key:
        problems.append(f"client-key-data and client-key are both specified for {name}; client-key-data will override")
    if not key and not access.key:
        problems.append(
            f"client-key-data or client-key must be specified for {name} to use the clientCert authentication method."
        )
    access.certificate = access.certificate or _file(
        certificate, f"unable to read client-cert {certificate} for {name}", problems
    )
    access.key = access.key or _file(key, f"unable to read client-key {key} for {name}", problems)


def _check_exec(access: ClusterAccess, problems: list[str]) -> None:
    plugin, name = access.exec_plugin or {}, access.user_name
    place = f'exec of user "{name}"'
    for field in ("command", "apiVersion", "interactiveMode", "installHint"):
        _text(plugin, field, place)
    _texts(plugin.get("args"), f"args of {place}")
    if access.auth_provider is not None:
        problems.append(f"authProvider cannot be provided in combination with an exec plugin for {name}")
    if not plugin.get("command"):
        problems.append(f"command must be specified for {name} to use exec authentication plugin")
    if not plugin.get("apiVersion"):
        problems.append(f"apiVersion must be specified for {name} to use exec authentication plugin")
    variables = plugin.get("env") or []
    if not isinstance(variables, list) or not all(isinstance(variable, dict) for variable in variables):
        raise KubeError(f"invalid configuration: env of {place} is no list of mappings")
    for variable in variables:
        _text(variable, "value", place)
        if not _text(variable, "name", place):
            problems.append(f"env variable name must be specified for {name} to use exec authentication plugin")


def _file(path: str, failure: str, problems: list[str]) -> bytes:
    if not path:
        return b""
    try:
        with open(path, "rb") as stream:
            return stream.read(1 << 20)
    except OSError as error:
        problems.append(f"{failure} due to {path_error('open', path, error)}")
        return b""


def _text(entry: dict[str, Any], field: str, place: str) -> str:
    value = entry.get(field)
    if not isinstance(value, str | None):
        raise KubeError(f"invalid configuration: {field} of {place} is no text")
    return value or ""


def _texts(value: Any, place: str) -> tuple[str, ...]:
    if not isinstance(value, list | None) or not all(isinstance(text, str) for text in value or ()):
        raise KubeError(f"invalid configuration: {place} is no list of texts")
    return tuple(value or ())


def _flag(entry: dict[str, Any], field: str, place: str) -> bool:
    value = entry.get(field)
    if not isinstance(value, bool | None):
        raise KubeError(f"invalid configuration: {field} of {place} is neither true nor false")
    return bool(value)


def _mapping(entry: dict[str, Any], field: str, place: str) -> dict[str, Any] | None:
    value = entry.get(field)
    if not isinstance(value, dict | None):
        raise KubeError(f"invalid configuration: {field} of {place} is no mapping")
    return value


def _data(entry: dict[str, Any], field: str, place: str) -> bytes:
    try:
        return base64.decode(_text(entry, field, place))
    except GoError as error:
        raise KubeError(f"invalid configuration: {field} of {place}: {error}") from None
