"""Logging in as auth providers of kubeconfig files do (gcp, oidc), by the loader of the `kubernetes` package."""

from __future__ import annotations

import os
import ssl
from typing import TYPE_CHECKING, Any

from kubernetes.client import Configuration
from kubernetes.config.kube_config import KubeConfigLoader

from ....core.errors import KubeError
from ....core.golib import yaml

if TYPE_CHECKING:
    from .cluster_access import ClusterAccess

_PROVIDERS = ("gcp", "oidc")
_RENEWED = ("id-token", "refresh-token", "access-token", "expiry")


class LegacyLogin:
    """The token of an auth provider. What is renewed is written back to the kubeconfig, as kubectl does.

    Raises KubeError for a provider that is not known.
    """

    __slots__ = ("_access", "_provider")

    def __init__(self, access: ClusterAccess) -> None:
        self._access = access
        self._provider: dict[str, Any] = dict(access.auth_provider or {})
        name = self._provider.get("name")
        if name not in _PROVIDERS:
            raise KubeError(
                f'no Auth Provider found for name "{name}"',
                details=(f"user: {access.user_name}",),
                hint="credential plugins (exec) have taken the place of auth providers",
            )
        settings = self._provider["config"] = dict(self._provider.get("config") or {})
        if name == "oidc" and not any(field.startswith("idp-certificate-authority") for field in settings):
            # Without an authority the package would trust whoever says to be the identity provider.
            authorities = ssl.get_default_verify_paths()
            settings["idp-certificate-authority"] = authorities.cafile or authorities.openssl_cafile

    def authorization(self) -> str:
        """The value of the Authorization header, renewed when the token has expired. Raises KubeError."""
        document = {
            "current-context": "c",
            "contexts": [{"name": "c", "context": {"cluster": "c", "user": "u"}}],
            "clusters": [{"name": "c", "cluster": {"server": self._access.server}}],
            "users": [{"name": "u", "user": {"auth-provider": self._provider}}],
        }
        configuration: Any = Configuration()
        loader: Any = KubeConfigLoader
        try:
            loader(document, config_persister=self._save).load_and_set(configuration)
        except Exception as error:
            # Whatever the identity provider or the package makes of it; the text may hold tokens.
            raise self._failure(type(error).__name__) from None
        # The package has changed the name of the key between its versions.
        value = configuration.api_key.get("BearerToken") or configuration.api_key.get("authorization")
        if not value:
            raise self._failure("there is no token")
        return str(value)

    def _save(self) -> None:
        """Write renewed tokens to the file that they came from; where that cannot be, they serve this process."""
        path = os.path.realpath(self._access.user_file)
        try:
            with open(path, "rb") as stream:
                document = yaml.to_json_value(stream.read())
            for entry in document["users"]:
                if entry.get("name") == self._access.user_name:
                    settings = entry["user"]["auth-provider"].setdefault("config", {})
                    settings.update({field: self._config[field] for field in _RENEWED if field in self._config})
            _replace(path, yaml.dump(document).encode("utf-8", "surrogateescape"))
        except (OSError, yaml.YamlError, KeyError, TypeError, AttributeError):
            return

    @property
    def _config(self) -> dict[str, Any]:
        settings: dict[str, Any] = self._provider["config"]
        return settings

    def _failure(self, reason: str) -> KubeError:
        return KubeError(
            f"getting credentials: auth provider {self._provider.get('name')}: {reason}",
            details=(f"user: {self._access.user_name}",),
        )


def _replace(path: str, content: bytes) -> None:
    """Replace a file at once, with the rights of the old one. Raises OSError."""
    mode = os.stat(path).st_mode & 0o777
    temporary = f"{path}.{os.getpid()}.lock"
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(content)
        os.chmod(temporary, mode)
        os.replace(temporary, path)
    except OSError:
        os.unlink(temporary)
        raise
