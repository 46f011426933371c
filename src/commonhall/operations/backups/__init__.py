"""Backups: three folders that lie apart (data, files, keys), and a city put back from them.

Tables travel as `COPY` writes them, each in the order of its primary key: keys are random, so that a backup does not
say who came when, as a copy of the pages would (`docs/decisions/0030-*`).
"""
