"""What every service uses. Nothing in here knows a service."""
