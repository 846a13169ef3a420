"""Who has credentials, as toys: issuers of tokens, and clients that sign their requests."""
