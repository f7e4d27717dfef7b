"""Shared selects and the read side."""
