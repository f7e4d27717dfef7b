"""The web edge: routes, problems, remembered answers, health."""
