"""All data of a city, taken out for other programs: JSON Lines, a folder a room, sealed as it lies.

What is in it is documented in `docs/operate/export.md`; why keys are not, in `docs/decisions/0034-*`.
"""
