"""What makes a browser ask another host, and what does not."""

import pytest

from commonhall.web import outside_hosts


@pytest.mark.parametrize(
    ("text", "kind", "hosts"),
    [
        ('<script src="https://cdn.example/x.js"></script>', ".html", {"cdn.example"}),
        ("<img alt='' src='//pixel.example/1.gif'>", ".html", {"pixel.example"}),
        ('<link rel="stylesheet" href=https://fonts.example/css>', ".html", {"fonts.example"}),
        ('<form class="x" action="https://collect.example/">', ".html", {"collect.example"}),
        ('<div style="background: url(https://img.example/a.png)">', ".html", {"img.example"}),
        ('<svg><use xlink:href="https://icons.example/s.svg#a"/></svg>', ".svg", {"icons.example"}),
        ('<video\n  poster="https://video.example/p.jpg">', ".html", {"video.example"}),
        ('<a href="https://consumer.example/">advice</a>', ".html", set()),
        ('<img src="/static/a.png"> <a href="https://x.example">x</a>', ".html", set()),
        ('<svg xmlns="http://www.w3.org/2000/svg"><path d="M0"/></svg>', ".svg", set()),
        ("@import 'https://fonts.example/a.css';", ".css", {"fonts.example"}),
        ("a { background: url( //img.example/a.png ) }", ".css", {"img.example"}),
        ("a { background: url(../img/a.svg) }", ".css", set()),
        ("fetch('https://api.example/v1')", ".js", {"api.example"}),
        ('import x from"https://esm.example/x.js"', ".js", {"esm.example"}),
        ("new WebSocket(`wss://live.example/`)", ".js", {"live.example"}),
        ('const svg = "http://www.w3.org/2000/svg" // https://htmx.org', ".js", set()),
    ],
)
def test_a_host_is_found_where_a_browser_would_ask_it(text: str, kind: str, hosts: set[str]) -> None:
    assert outside_hosts.asked_by(text, kind) == hosts


@pytest.mark.parametrize(
    ("policy", "hosts"),
    [
        ("default-src 'none'; img-src 'self' data:", set()),
        ("default-src 'none'; script-src 'self' 'nonce-abc' https://cdn.example/x", {"cdn.example"}),
        ("default-src https:", {"https:"}),
        ("default-src *", {"*"}),
        ("img-src 'self'", {"*"}),
        ("", {"*"}),
    ],
)
def test_a_policy_allows_the_hosts_it_names_and_all_when_it_has_no_default(
    policy: str, hosts: set[str]
) -> None:
    assert outside_hosts.allowed_by(policy) == hosts


@pytest.mark.parametrize(
    "script", ["document.cookie='a=1'", "document . cookie = x", "cookieStore.set('a', 1)"]
)
def test_a_script_that_sets_a_cookie_is_seen(script: str) -> None:
    assert outside_hosts.SETS_A_COOKIE.search(script)


@pytest.mark.parametrize("script", ["let c = document.cookie", "if (document.cookie == '') {}"])
def test_a_script_that_reads_cookies_sets_none(script: str) -> None:
    assert not outside_hosts.SETS_A_COOKIE.search(script)
