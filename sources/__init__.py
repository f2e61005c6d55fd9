"""Readers: bytes of a file in, raw articles out; one reader a file, one line in SOURCES."""
