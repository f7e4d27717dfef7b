"""Who must hear what, by which channel, and whether it arrived."""
