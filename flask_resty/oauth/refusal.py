"""What a registry says when it does not do what it is asked."""

from __future__ import annotations


class Refusal(Exception):
    """A client asks for what it may not have, or somebody for a client that cannot be.

    Who answers by HTTP makes a document of the two words; neither ever holds a secret, a code or a token.
    """

    def __init__(self, error: str, description: str) -> None:
        super().__init__(description)
        #: A code of RFC 6749, 5.2, or of RFC 7591, 3.2.2: ``invalid_grant``, ``invalid_redirect_uri``, ...
        self.error = error
        #: A sentence for people.
        self.description = description
