"""What each answer tells the browser not to do."""

import pytest
from django.test import Client

pytestmark = pytest.mark.urls("tests.web.pages")


@pytest.mark.parametrize("path", ["/healthz", "/tests/quiet/word/", "/tests/breaks/", "/"])
def test_every_answer_is_strict(client: Client, path: str) -> None:
    client.raise_request_exception = False
    headers = client.get(path).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "camera=()" in headers["Permissions-Policy"]
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
