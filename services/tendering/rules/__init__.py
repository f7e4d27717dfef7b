"""Rules of tendering: when, what, who opens, how long to wait. Pure."""
