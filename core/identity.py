"""Which Helm this is: the version whose behaviour is reproduced, as clients, servers and templates report it."""

from __future__ import annotations

HELM_VERSION = "v2.17.0"
GIT_COMMIT = "a690bad98af45b015bd3da1a41f6218b1a451dbe"
GIT_TREE_STATE = "clean"
