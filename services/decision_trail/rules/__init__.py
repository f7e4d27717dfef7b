"""Rules of the trail: how entries are chained, what is withheld until when, and how its story is told. Pure."""
