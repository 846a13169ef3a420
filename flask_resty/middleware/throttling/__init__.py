"""What throttles do with requests: who is counted, by which quotas, where, and what clients are told."""
