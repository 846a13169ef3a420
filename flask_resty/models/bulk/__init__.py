"""Many objects written by one request: what is taken, what becomes of each, and how a client is told."""
