"""Answers of the API, and the screen of tokens."""
