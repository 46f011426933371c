"""Each table with personal data, declared once: why, how long, how found and how erased."""
