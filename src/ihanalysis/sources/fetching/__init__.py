"""Fetch official releases: the only part of the library that opens a connection."""
