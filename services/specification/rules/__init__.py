"""Rules of co-writing: the plan, the text, the criteria, who signs what, and what voids it. Pure."""
