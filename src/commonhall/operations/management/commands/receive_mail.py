"""`commonhall receive-mail`: take in a mail that a mail server hands over."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from commonhall.messaging import receiving
from commonhall.messaging.models import Channel

_BLOCK = 1024 * 1024


class Command(BaseCommand):
    help = (
        "Take in one mail from standard input, with the headers Delivered-To, X-Original-To and Return-Path in front "
        "(Postfix: flags=DORq). Ends with 0 once it is stored; with 75 where it has to be handed over again. Handed "
        "over twice it is kept once. The worker reads it."
    )
    requires_system_checks = []

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        """Django would show the module's name, which nobody types."""
        return super().create_parser(prog_name, subcommand.replace("_", "-"), **kwargs)

    def handle(self, **options: object) -> None:
        raw = sys.stdin.buffer.read(receiving.MOST_BYTES + 1)
        while sys.stdin.buffer.read(_BLOCK):  # a server whose mail is not read to its end hands it over again
            pass
        receiving.take_in(Channel.EMAIL, raw)
