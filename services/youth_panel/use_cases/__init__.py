"""What people can do on the panel: one file per verb."""
