"""Authorization servers to be tried: their tables, fixtures for them, and the steps that clients and people take with them."""
