"""The mark of a database that `commonhall demo` made; its owner, the superuser, is the demo's alone."""

DEMO_MARK = "made by commonhall demo"
