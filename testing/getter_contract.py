"""The tests that every getter passes: what indexes, archives, signatures and values files are fetched by.

A plugin's own tests inherit them and say how something gets behind a URL::

    class TestMine(GetterContract):
        scheme = "mine"

        def publish(self, name, content):
            (folder / name).write_bytes(content)
            return f"mine://{folder}/{name}"
"""

from __future__ import annotations

import re
import threading
import unittest
from collections.abc import Sequence

from ..core.errors import PilothouseError, RepositoryError
from ..core.kernel import Kernel
from ..core.model.options import Fetched, FetchOptions
from ..core.testkit import make_kernel

_CONTENT = bytes(range(256)) * 40 + b"\r\n\0"
_SECRET = "canary-5ecret"  # noqa: S105 - what must not be shown
_THREADS = 4


class GetterContract:
    """Inherit, and define `scheme` and `publish`."""

    scheme: str
    """The scheme of the URLs."""

    plugins_folder = ""
    """The folder of a one-file plugin; nothing for an installed one."""

    missing_sentence = r"(Failed to fetch|Get) .+: .+"
    """The pattern of the message about what is not there: Helm's sentence, ``Failed to fetch URL : STATUS``."""

    hostile: Sequence[str] = ()
    """URLs that cannot be answered (unknown servers, escapes from the folder, answers that never end): all errors."""

    def publish(self, name: str, content: bytes) -> str:
        """Put some content where the getter finds it, in place of what was there; its URL."""
        raise NotImplementedError  # abstract

    def missing(self) -> str:
        """A URL at which there is nothing."""
        url, _, name = self.publish("there.tgz", b"x").rpartition("/")
        return f"{url}/not-{name}"

    def environment(self) -> dict[str, str]:
        """The variables of the kernel."""
        return {}

    # --- tests ---

    def test_the_scheme_is_known(self) -> None:
        """The plugin registers the getter."""
        kernel = self.kernel()
        kernel.find("helm_register_getters", self.scheme)
        assert kernel.has_getter(self.scheme)

    def test_what_is_there_is_fetched_to_the_byte(self) -> None:
        """Empty contents too."""
        for name, content in (("some.tgz", _CONTENT), ("empty.tgz", b"")):
            assert self.kernel().fetch(self.publish(name, content), FetchOptions()) == content

    def test_what_is_not_there_is_an_error_with_helms_sentence(self) -> None:
        """A RepositoryError: whoever asked can go on."""
        failure = self.failure(self.missing())
        assert type(failure) is RepositoryError, repr(failure)
        assert re.match(self.missing_sentence, failure.message), failure.message

    def test_no_more_is_fetched_than_is_wanted(self) -> None:
        """A content of just that size is; one byte more is an error, and not cut off."""
        url = self.publish("large.tgz", _CONTENT)
        assert self.kernel().fetch(url, FetchOptions(max_size=len(_CONTENT))) == _CONTENT
        for size in (len(_CONTENT) - 1, 1):
            assert isinstance(self.failure(url, FetchOptions(max_size=size)), RepositoryError)

    def test_what_has_not_changed_need_not_be_fetched_again(self) -> None:
        """With the validators of the first time; something new is noticed. Getters without validators always fetch."""
        url = self.publish("index.yaml", b"old")
        first = self.kernel().fetch_changes(url, FetchOptions())
        assert first == Fetched(b"old", first.validators)
        if not first.validators:
            raise unittest.SkipTest("the getter gives no validators")
        asked = FetchOptions(validators=first.validators)
        assert self.kernel().fetch_changes(url, asked) == Fetched(b"", first.validators, unchanged=True)
        assert self.publish("index.yaml", b"new and longer") == url
        assert self.kernel().fetch_changes(url, asked).content == b"new and longer"

    def test_errors_do_not_show_passwords(self) -> None:
        """Neither that of the options nor, where URLs have one, that of the URL."""
        url = self.missing()
        options = FetchOptions(username="me", password=_SECRET)
        scheme, _, rest = url.partition("://")
        for failure in (self.failure(url, options), self.failure(f"{scheme}://me:{_SECRET}@{rest}")):
            if failure is not None:
                assert _SECRET not in " ".join([failure.message, *failure.details, failure.hint])

    def test_hostile_addresses_and_answers_are_errors(self) -> None:
        """Declared ones."""
        for url in self.hostile:
            failure = self.failure(url)
            assert isinstance(failure, RepositoryError), f"{url}: {failure!r}"

    def test_several_threads_fetch_at_once(self) -> None:
        """As ``repo update`` does."""
        contents = {f"{number}.tgz": _CONTENT + bytes([number]) for number in range(_THREADS)}
        urls = {name: self.publish(name, content) for name, content in contents.items()}
        kernel = self.kernel()
        fetched: dict[str, bytes] = {}

        def fetch(name: str) -> None:
            fetched[name] = kernel.fetch(urls[name], FetchOptions())

        threads = [threading.Thread(target=fetch, args=(name,)) for name in urls]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert fetched == contents

    # --- tools ---

    def kernel(self) -> Kernel:
        """A kernel that has the getter."""
        folder = {"PILOTHOUSE_PLUGINS_DIR": self.plugins_folder} if self.plugins_folder else {}
        return make_kernel(environment={**folder, **self.environment()})

    def failure(self, url: str, options: FetchOptions | None = None) -> PilothouseError | None:
        """The error that a fetch ends in; None when it ends in none."""
        try:
            self.kernel().fetch(url, options if options is not None else FetchOptions())
        except PilothouseError as error:
            return error
        return None
