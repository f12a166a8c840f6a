"""``--hide-secrets``: manifests without what Secrets hold."""

from __future__ import annotations

from ....core.command import BOOL, Flag
from ....core.secret_manifests import hide, without_secrets, without_secrets_below

__all__ = ["HIDE_SECRETS_FLAG", "hide", "without_secrets", "without_secrets_below"]

HIDE_SECRETS_FLAG = Flag("--hide-secrets", kind=BOOL, help="leave the data of Secrets out of what is printed")
