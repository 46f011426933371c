"""Asking the staff API as a program does: a token, JSON, no cookie."""

import json
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.test import Client

BASE = "/api/v1"


@dataclass(frozen=True)
class Caller:
    token: str = ""

    def get(self, path: str, answers: int = 200, **arguments: str) -> Any:
        return self._read(self.asked("GET", path, arguments), answers)

    def post(self, path: str, answers: int = 200, **body: object) -> Any:
        return self._read(self.asked("POST", path, body), answers)

    def asked(self, method: str, path: str, given: object = None) -> HttpResponse:
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        client = Client(headers=headers)
        if method == "GET":
            return client.get(BASE + path, given)
        return client.generic(method, BASE + path, json.dumps(given), content_type="application/json")

    @staticmethod
    def _read(answer: HttpResponse, answers: int) -> Any:
        assert answer.status_code == answers, answer.content
        said = json.loads(answer.content)
        if answers >= 400:
            assert set(said) == {"status", "message", "fields", "refusals"}
            assert said["status"] == answers
        assert answer.headers["Cache-Control"] == "no-store"
        assert not answer.cookies
        assert "Access-Control-Allow-Origin" not in answer.headers
        return said
