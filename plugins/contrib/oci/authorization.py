"""Getting in: what a registry asks for, and who is given the user's credentials.

Rules: the distribution specification's token authentication. Credentials are for the registry that they belong to. They
go there by Basic, or to the realm that it names, and to neither without encryption but on this machine. A token is for
the registry's origin alone.
"""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from ....core.errors import RepositoryError
from ....core.golib.strconv import quote
from ....core.text import printable
from . import challenges
from .docker_config import Credentials
from .exchange import Exchange, is_loopback, origin_of, shown_url

if TYPE_CHECKING:
    from collections.abc import Callable

    from .exchange import Answer, Origin

_MAX_TOKEN_ANSWER = 1024 * 1024
_MAX_TOKEN = 64 * 1024


class Authorization:
    """What is sent to one registry; `find` is asked for the credentials when they are needed first."""

    def __init__(
        self, exchange: Exchange, origin: Origin, find: Callable[[], Credentials], conceal: Callable[[str], None]
    ) -> None:
        self._exchange = exchange
        self._origin = origin
        self._find = find
        self._conceal = conceal
        self._credentials: Credentials | None = None
        self._header = ""

    def headers(self) -> dict[str, str]:
        """What the next request to the registry carries, by what was asked for so far."""
        return {"Authorization": self._header} if self._header else {}

    @property
    def credentials(self) -> Credentials:
        """The user's credentials for the registry, looked up once. Raises RepositoryError."""
        if self._credentials is None:
            self._credentials = self._find()
            for secret in (self._credentials.password, self._credentials.identity_token):
                self._conceal(secret)
        return self._credentials

    def answer(self, refusal: Answer, scope: str) -> bool:
        """Prepare for asking again after a 401: whether there is something else to send now than before.

        `scope` is what is asked for where the registry does not say. Raises RepositoryError where credentials are
        needed that may not be sent, and for what a realm answers.
        """
        offers = challenges.parse(refusal.header("WWW-Authenticate"))
        before = self._header
        if "bearer" in offers:
            token = self._token(offers["bearer"], scope)
            self._header = f"Bearer {token}"
            # A second 401 with a fresh token is an answer.
            return not before.startswith("Bearer ") or before != self._header
        if "basic" in offers and self.credentials.username:
            _refuse_in_the_open(self._origin)
            self._header = _basic(self.credentials)
            return before != self._header
        return False

    def _token(self, offer: dict[str, str], scope: str) -> str:
        """A token of the realm that the registry names. Raises RepositoryError."""
        realm = offer.get("realm", "")
        origin = origin_of(realm)
        is_near = is_loopback(origin[1]) and is_loopback(self._origin[1])
        if origin[0] != "https" and not is_near and origin != self._origin:
            raise RepositoryError(
                f"the registry {self._origin[1]} sends its users to {shown_url(realm)}, which is not encrypted"
            )
        service, wanted = offer.get("service", ""), offer.get("scope") or scope
        question = [("service", service)] if service else []
        question += [("scope", one) for one in wanted.split(" ") if one]
        credentials = self.credentials
        if credentials:
            _refuse_in_the_open(origin)
        if credentials.identity_token:
            form = [("grant_type", "refresh_token"), ("refresh_token", credentials.identity_token), *question]
            body = urlencode([*form, ("client_id", "pilothouse")]).encode()
            headers = {"Content-Type": "application/x-www-form-urlencoded"}
            answer = self._exchange.send("POST", realm, headers, limit=_MAX_TOKEN_ANSWER, body=body)
        else:
            headers = {"Authorization": _basic(credentials)} if credentials.username else {}
            separator = "&" if "?" in realm else "?"
            url = f"{realm}{separator}{urlencode(question)}" if question else realm
            answer = self._exchange.send("GET", url, headers, limit=_MAX_TOKEN_ANSWER)
        return self._read(answer, realm)

    def _read(self, answer: Answer, realm: str) -> str:
        """The token in the answer of a realm. Raises RepositoryError."""
        if answer.status in (401, 403):
            given = "this user name and password" if self.credentials else "requests without a user name and password"
            hint = f"`oci login {_shown_host(self._origin)}` keeps others"
            raise RepositoryError(f"{shown_url(realm)} does not accept {given}", hint=hint)
        if answer.status != 200:
            raise RepositoryError(f"{shown_url(realm)} answers {answer.status} where it should give a token")
        try:
            document = json.loads(answer.body)
            token = document.get("token") or document.get("access_token")
        except (ValueError, AttributeError, RecursionError):
            token = None
        if not isinstance(token, str) or not 0 < len(token) <= _MAX_TOKEN or not token.isascii() or " " in token:
            raise RepositoryError(f"{shown_url(realm)} answers without a token")
        if not token.isprintable():
            raise RepositoryError(f"{shown_url(realm)} answers without a token")
        self._conceal(token)
        return token


def _basic(credentials: Credentials) -> str:
    text = f"{credentials.username}:{credentials.password}".encode("utf-8", "surrogateescape")
    return f"Basic {base64.b64encode(text).decode()}"


def _refuse_in_the_open(origin: Origin) -> None:
    """Raise RepositoryError where credentials would travel readable for everybody on the way."""
    if origin[0] != "https" and not is_loopback(origin[1]):
        raise RepositoryError(
            f"{quote(printable(origin[1]))} asks for credentials without encryption",
            hint="credentials go by https alone, but for registries on this machine",
        )


def _shown_host(origin: Origin) -> str:
    scheme, host, port = origin
    shown = f"[{host}]" if ":" in host else host
    return shown if port == {"https": 443, "http": 80}[scheme] else f"{shown}:{port}"
