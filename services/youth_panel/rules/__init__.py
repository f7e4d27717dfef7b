"""The panel's rules: who scores, what is hidden until when, what must be on record, and how bids are ranked.

Pure functions over plain values. Nothing here knows a database, the web or the log.
"""
