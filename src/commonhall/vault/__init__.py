"""Keys, sealing, sealed files, and settle, which takes the traces of order and time away."""
