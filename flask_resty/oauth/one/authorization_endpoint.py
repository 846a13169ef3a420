"""The page that people come to with their browser, to say whether a consumer may act in their name (RFC 5849, 2.2)."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Response
from flask import request

from ..confirmation import confirmation
from ..confirmation import is_confirmed
from ..consent import Consent
from ..consent import ask
from ..consent import refuse
from ..parameters import of_form
from ..parameters import of_query
from ..redirection import with_parameters
from ..refusal import Refusal
from ..visitor import Visitors
from ..visitor import login_address
from ..visitor import redirect
from ..visitor import subject_of
from .models import TemporaryCredentials
from .outcome import tell
from .tokens import Tokens

_UNKNOWN = "The application that sent you here is not known, or not approved, or it took too long. Start again there."


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorizationEndpoint:
    """Answers GET, by which people are asked, and POST, by which they answer. It keeps nothing between the two."""

    tokens: Tokens
    visitors: Visitors
    permission: str

    def __call__(self) -> Response:
        """Answer the request at hand."""
        try:
            held = self._held()
            principal = self.visitors.user()
            if not principal:
                return redirect(login_address(self.visitors.login))
            subject = subject_of(principal)
            return self._answered(held, subject) if request.method == "POST" else self._ask(held, subject, self.visitors.account(principal))
        except Refusal as refusal:
            return refuse(refusal.description)

    def _held(self) -> TemporaryCredentials:
        query = of_query(request)
        query.check()
        held = self.tokens.temporary(query.need("oauth_token"))
        # One that was consented to is not asked about again: nobody is to change who consented.
        if held is None or held.verifier_digest is not None or not held.consumer.is_approved:
            raise Refusal("invalid_request", _UNKNOWN)
        if held.callback is not None and held.callback not in held.consumer.callbacks:
            raise Refusal("invalid_request", "The application asked to have you sent to an address that is not registered for it.")
        return held

    def _ask(self, held: TemporaryCredentials, subject: str, account: str) -> Response:
        consumer = held.consumer
        return ask(
            Consent(
                client=consumer.name,
                description=consumer.description,
                account=account,
                scopes={"": self.permission},
                target=held.callback,
                confirmation=confirmation(subject, held.digest),
            )
        )

    def _answered(self, held: TemporaryCredentials, subject: str) -> Response:
        form = of_form(request)
        if not is_confirmed(form.get("confirmation"), subject, held.digest):
            return refuse("The form was not shown to you here, or your session has ended.", 403)
        name, callback = held.consumer.name, held.callback
        if form.get("answer") != "allow":
            self.tokens.deny(held.digest)
            # A word of the extension for problems: RFC 5849 has none.
            return tell(name, None) if callback is None else _back(callback, oauth_problem="user_refused")
        verifier = self.tokens.allow(held.digest, subject)
        if verifier is None:
            raise Refusal("invalid_request", _UNKNOWN)
        return tell(name, verifier) if callback is None else _back(callback, oauth_verifier=verifier)


def _back(callback: str, **said: str) -> Response:
    return redirect(with_parameters(callback, {"oauth_token": request.args["oauth_token"], **said}))
