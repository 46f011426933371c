"""The staff API: what staff do on screens, for their programs. Tokens, walls, requests, people."""
