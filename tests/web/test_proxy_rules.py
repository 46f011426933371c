"""Which lines of an nginx configuration break a promise: the shipped one has none, each change for the worse one."""

import re
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonhall.web import nginx, proxy_rules
from tests.settings import PROJECT

SHIPPED = PROJECT / "deploy/nginx/nginx.conf"
TEXT = SHIPPED.read_text("utf-8")
# What somebody writes in place of a line, and the promise that breaks. An empty text takes the line out.
WORSE = {
    "access_log off;": [("access_log /var/log/nginx/access.log;", "visits.minimal"), ("", "visits.minimal")],
    "error_log /dev/null emerg;": [("error_log stderr;", "visits.minimal"), ("", "visits.minimal")],
    "proxy_request_buffering off;": [
        ("proxy_request_buffering on;", "purpose.protect"),
        ("", "purpose.protect"),
    ],
    "proxy_max_temp_file_size 0;": [("", "purpose.protect")],
    "proxy_cache off;": [("proxy_cache pages;", "purpose.protect")],
    "proxy_store off;": [("proxy_store on;", "purpose.protect")],
    "server_tokens off;": [
        ("client_body_in_file_only clean;", "purpose.protect"),
        ("userid on;", "cookies.functional"),
        ("add_header Set-Cookie visitor=1;", "cookies.functional"),
        ("sub_filter </body> '<script src=//tracker.example></script></body>';", "visits.third-parties"),
    ],
    "ssl_protocols TLSv1.2 TLSv1.3;": [("ssl_protocols TLSv1 TLSv1.2;", "purpose.protect")],
    "ssl_session_tickets off;": [("ssl_session_tickets on;", "visits.minimal"), ("", "visits.minimal")],
    "worker_connections 4096;": [("debug_connection 192.0.2.0/24;", "visits.minimal")],
    "proxy_set_header X-Forwarded-For $remote_addr;": [
        ("", "visits.security"),
        ("proxy_set_header X-Forwarded-For $http_x_forwarded_for;", "visits.security"),
    ],
    "proxy_next_upstream off;": [
        ("access_log /tmp/log; # in a location", "visits.minimal"),
        ("error_log /tmp/log warn;", "visits.minimal"),
        ("mirror /copy;", "purpose.protect"),
    ],
}
CHANGES = [(line, instead, promise) for line, others in WORSE.items() for instead, promise in others]


def test_the_shipped_configuration_keeps_every_promise_it_touches() -> None:
    looked = proxy_rules.look(SHIPPED)
    assert looked.breaks == ()
    assert looked.count > 60


@pytest.mark.parametrize(("line", "instead", "promise"), CHANGES)
def test_a_line_for_the_worse_is_named_with_its_promise(line: str, instead: str, promise: str) -> None:
    assert TEXT.count(line) == 1
    looked = proxy_rules.judge(nginx.parse(TEXT.replace(line, instead)))
    assert {found.promise for found in looked.breaks} == {promise}
    if instead:
        at = TEXT[: TEXT.index(line)].count("\n") + 1
        assert [found.place for found in looked.breaks] == [f"nginx.conf:{at}"]


def test_pages_without_tls_are_named() -> None:
    ours = re.sub(r"listen 443 ssl;(?=\n *listen \[::\]:443 ssl;\n *server_name)", "listen 8080;", TEXT)
    looked = proxy_rules.judge(nginx.parse(ours))
    assert [(found.promise, "listen 443 ssl" in found.how) for found in looked.breaks] == [
        ("purpose.protect", True)
    ]


def test_debians_own_configuration_is_not_enough(tmp_path: Path) -> None:
    (tmp_path / "sites").mkdir()
    (tmp_path / "sites/city").write_text(
        "server { listen 80; location / { proxy_pass http://127.0.0.1:8000; } }"
    )
    whole = tmp_path / "nginx.conf"
    whole.write_text(
        "error_log /var/log/nginx/error.log;\nevents { }\n"
        "http {\n access_log /var/log/nginx/access.log;\n include sites/*;\n}\n"
    )
    looked = proxy_rules.look(whole)
    assert {found.promise for found in looked.breaks} == {
        "visits.minimal",
        "purpose.protect",
        "visits.security",
    }
    assert f"{tmp_path}/sites/city:1" in {found.place for found in looked.breaks}
    assert f"{whole}:4" in {found.place for found in looked.breaks}


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("http {", "ends in the middle of http"),
        ("http { } }", ":1 closes a block that is not open"),
        ("a b", "ends in the middle of a"),
        ("a\n;;", ":2 has ; where a directive should begin"),
        ('a "b', ":1 cannot be read"),
    ],
)
def test_what_nginx_would_not_read_is_refused_with_its_line(text: str, complaint: str) -> None:
    with pytest.raises(nginx.Unreadable, match=re.escape(complaint)):
        nginx.parse(text)


def test_a_file_that_includes_itself_or_none_is_refused(tmp_path: Path) -> None:
    (tmp_path / "nginx.conf").write_text("include nginx.conf;")
    with pytest.raises(nginx.Unreadable, match="includes itself"):
        nginx.read(tmp_path / "nginx.conf")
    with pytest.raises(nginx.Unreadable, match="cannot be read"):
        nginx.read(tmp_path / "none.conf")


WORDS = st.text(st.characters(codec="utf-8", exclude_characters="\0\r"), max_size=12)


@given(st.lists(st.lists(WORDS, min_size=1, max_size=4), max_size=5))
def test_quoted_words_come_back_as_they_were_written(directives: list[list[str]]) -> None:
    def quoted(word: str) -> str:
        return '"' + word.replace("\\", "\\\\").replace('"', '\\"') + '"'

    text = "\n".join(" ".join(["name", *map(quoted, words)]) + ";" for words in directives)
    assert [list(each.words) for each in nginx.parse(text).inside] == directives


@given(st.text(alphabet="ab \n;{}#\"'\\$*", max_size=40))
def test_any_text_is_read_or_refused(text: str) -> None:
    with suppress(nginx.Unreadable):
        nginx.parse(text)
