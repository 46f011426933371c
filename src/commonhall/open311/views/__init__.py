"""Answers: the catalogue, requests, their updates; and the screen of keys."""
