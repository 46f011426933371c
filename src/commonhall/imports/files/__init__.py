"""The files that can be imported, read row by row: none is ever in memory whole.

A row is what stood in the file, by the name of its column; `opening.rows` chooses the reader by what the file holds.
"""
