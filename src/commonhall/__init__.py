"""Commonhall: a city's resident services, with a privacy policy that is kept by code."""
