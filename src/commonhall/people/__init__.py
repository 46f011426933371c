"""Contacts: one sealed record a person, found again only through the vault."""
