"""Who sees pages: whoever has the printed address, by a browser that nobody else leads there."""

from __future__ import annotations

import pytest
from pilothouse.plugins.contrib.dashboard.access import Access
from stand_ins.served_pages import Served

HEADERS = {
    "content-security-policy": "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "cache-control": "no-store",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
}
REFUSED = ["# The key is missing", "Open the address that the command has printed: it has a token in it, which is "
           "another one each time."]  # fmt: skip


def test_the_printed_address_hands_out_a_cookie_and_leads_on_without_the_token(pages: Served) -> None:
    access = pages.access
    assert access.url == f"http://127.0.0.1:{pages.port}{access.base}/?token={access.token}"
    answer = pages.ask(f"{access.base}/?token={access.token}")
    assert answer.status == 200
    assert answer.headers["set-cookie"] == (
        f"pilothouse-dashboard={access.cookie}; Path={access.base}/; HttpOnly; SameSite=Strict"
    )
    (lead,) = [one.attributes for one in answer.page.root.all("meta") if "http-equiv" in one.attributes]
    assert lead == {"http-equiv": "refresh", "content": f"0;url={access.base}/"}
    assert access.token not in answer.text


def test_every_start_has_other_secrets_long_enough_not_to_be_guessed() -> None:
    made = [Access.made("127.0.0.1", 1) for _ in range(50)]
    for name, least in (("base", 13), ("token", 32), ("cookie", 32)):
        values = [getattr(one, name) for one in made]
        assert len(set(values)) == 50
        assert min(map(len, values)) >= least


@pytest.mark.parametrize("path", ["/", "/releases/shop", "/api/releases", "/none", "/favicon.ico"])
def test_without_a_key_nothing_is_shown_not_even_what_there_is(pages: Served, path: str) -> None:
    for asked in (path, pages.access.base + path, f"{pages.access.base}{path}?token=wrong"):
        answer = pages.ask(asked)
        assert (answer.status, answer.page.lines) == (403, REFUSED)
        assert pages.access.base not in answer.text


@pytest.mark.parametrize(
    "headers",
    [
        {"Cookie": "pilothouse-dashboard="},
        {"Cookie": "pilothouse-dashboard=é"},
        {"Cookie": "other=1"},
        {"Authorization": "Bearer"},
        {"Authorization": "Bearer wrong"},
        {"Authorization": "Basic dXNlcjpwYXNz"},
    ],
)
def test_a_wrong_key_is_none(pages: Served, headers: dict[str, str]) -> None:
    assert pages.ask(f"{pages.access.base}/", headers).status == 403


def test_the_token_is_no_cookie_and_the_cookie_no_token(pages: Served) -> None:
    access = pages.access
    assert pages.ask(f"{access.base}/", {"Cookie": f"pilothouse-dashboard={access.token}"}).status == 403
    assert pages.ask(f"{access.base}/", {"Authorization": f"Bearer {access.cookie}"}).status == 403
    assert pages.ask(f"{access.base}/?token={access.cookie}").status == 403


def test_a_token_opens_nothing_below_another_path(pages: Served) -> None:
    access = pages.access
    assert pages.ask(f"/?token={access.token}").status == 403
    assert pages.ask(f"{access.base}/releases/shop?token={access.token}").status == 403


def test_scripts_come_with_the_token_in_a_header(pages: Served) -> None:
    answer = pages.ask(f"{pages.access.base}/api/releases", {"Authorization": f"Bearer {pages.access.token}"})
    assert (answer.status, answer.headers["content-type"], answer.data["total"]) == (200, "application/json", 25)


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1:80", 200),
        ("localhost:9000", 200),
        ("LOCALHOST", 200),
        ("[::1]:8265", 200),
        ("10.0.0.1", 200),
        ("evil.example.com", 421),
        ("evil.example.com:8265", 421),
        ("127.0.0.1.evil.example.com", 421),
        ("localhost.evil.example.com", 421),
        ("127.0.0.1@evil.example.com", 421),
        ("localhost:", 421),
        ("[::1", 421),
        ("0x7f000001", 421),
        ("", 421),
    ],
)
def test_a_name_that_anybody_could_point_here_is_refused(pages: Served, host: str, status: int) -> None:
    cookie = f"pilothouse-dashboard={pages.access.cookie}"
    assert pages.ask(f"{pages.access.base}/", {"Host": host, "Cookie": cookie}).status == status
    assert pages.ask(f"{pages.access.base}/?token={pages.access.token}", {"Host": host}).status == status


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND"])
def test_nothing_but_reading_is_answered(pages: Served, method: str) -> None:
    cookie = {"Cookie": f"pilothouse-dashboard={pages.access.cookie}"}
    for path in ("/", "/releases/shop", "/api/releases"):
        answer = pages.ask(pages.access.base + path, cookie, method)
        assert (answer.status, answer.headers["allow"]) == (405, "GET, HEAD")


def test_head_answers_as_get_does_without_the_page(pages: Served) -> None:
    cookie = {"Cookie": f"pilothouse-dashboard={pages.access.cookie}"}
    answer = pages.ask(f"{pages.access.base}/releases/shop", cookie, "HEAD")
    assert (answer.status, answer.body) == (200, b"")


@pytest.mark.parametrize(
    "path", ["", "releases/shop", "releases/shop/objects", "releases/none", "api/releases", "nowhere", "?sort=odd"]
)
def test_every_answer_tells_browsers_to_be_careful(pages: Served, path: str) -> None:
    answers = [pages.get(path), pages.ask(f"/{path}"), pages.ask(f"/{path}", {"Host": "evil.example.com"})]
    for answer in answers:
        assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS
        assert "access-control-allow-origin" not in answer.headers
        assert "server" not in answer.headers


def test_style_and_script_are_for_anybody_and_may_be_kept(pages: Served) -> None:
    page = pages.get("").page
    (style,) = [one.attributes["href"] for one in page.root.all("link") if one.attributes["rel"] == "stylesheet"]
    (script,) = [one.attributes["src"] for one in page.root.all("script")]
    for path, kind in ((style, "text/css"), (script, "text/javascript")):
        answer = pages.ask(path)
        assert (answer.status, answer.headers["content-type"]) == (200, f"{kind}; charset=utf-8")
        assert answer.headers["cache-control"] == "max-age=86400, immutable"
    for path in ("/static/none.css", "/static/..%2fplugin.py", "/static/style.css", "/static/../plugin.py"):
        assert pages.ask(path).status in {403, 404}


def test_a_server_on_all_addresses_is_called_by_the_name_of_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("socket.gethostname", lambda: "Bridge")
    access = Access.made("0.0.0.0", 8265)
    assert access.url == f"http://bridge:8265{access.base}/?token={access.token}"
    assert [access.knows_host([host]) for host in ("bridge:8265", "10.1.2.3", "evil.example.com")] == [
        True,
        True,
        False,
    ]
    assert not access.knows_host(["bridge", "bridge"])
    assert Access.made("::1", 8265).url.startswith("http://[::1]:8265/")
