"""Addresses, blocks and districts of the city."""
