"""Messages of other Protocol Buffers implementations, generated once a session."""

from __future__ import annotations

import pytest
from foreign_hapi.messages import Foreign
from foreign_hapi.runtimes import BetterprotoMessages, GoogleMessages, require_compilers


@pytest.fixture(scope="session")
def google_messages(tmp_path_factory: pytest.TempPathFactory) -> GoogleMessages:
    """The messages for Google's runtime."""
    require_compilers()
    return GoogleMessages(tmp_path_factory.mktemp("google"))


@pytest.fixture(scope="session")
def foreign(tmp_path_factory: pytest.TempPathFactory) -> Foreign:
    """Makes messages of betterproto2."""
    require_compilers()
    return Foreign(BetterprotoMessages(tmp_path_factory.mktemp("betterproto")))
