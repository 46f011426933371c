"""Webhooks: other programs are told what everybody may know of requests, when everybody may know it."""
