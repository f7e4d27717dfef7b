"""Rules about who may take part, and how they prove who they are. Pure."""
