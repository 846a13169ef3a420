"""Real Redis and PostgreSQL: taken from the path or from a wheel, started on a socket in a directory of their own, and stopped."""
