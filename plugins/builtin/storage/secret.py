"""Records in Secrets, whose values are base64 once more. Rules: pkg/storage/driver/secrets.go."""

from __future__ import annotations

from binascii import Error as Base64Error
from binascii import a2b_base64, b2a_base64
from collections.abc import Mapping

from ....core.errors import RecordExistsError
from ....core.golib.strconv import quote
from ....core.model.kube_object import ApiResource
from .kube_records import KubeRecords


class Secrets(KubeRecords):
    """The store ``secret``."""

    name = "Secret"
    resource = ApiResource("", "v1", "Secret", "secrets", namespaced=True)

    def wrapped(self, text: str) -> str:
        """Base64 of the text."""
        return b2a_base64(text.encode("utf-8", "surrogateescape"), newline=False).decode("ascii")

    def unwrapped(self, value: str) -> str:
        """The text in base64."""
        try:
            return a2b_base64(value).decode("utf-8", "surrogateescape")
        except (Base64Error, ValueError):
            return value

    def taken(self, key: str, labels: Mapping[str, str]) -> RecordExistsError:
        """Tiller names the release here, not the key."""
        return RecordExistsError(f"release: {quote(labels.get('NAME', key))} already exists")
