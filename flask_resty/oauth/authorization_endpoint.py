"""The authorization endpoint: people come here with their browser, and say whether a client may have what it asks for (RFC 6749, 3.1)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Response
from flask import request

from .authorization_request import AuthorizationRequest
from .authorization_request import WayBack
from .authorization_request import asked
from .authorization_request import way_back
from .confirmation import confirmation
from .confirmation import is_confirmed
from .consent import Consent
from .consent import ask
from .consent import refuse
from .parameters import Parameters
from .parameters import of_form
from .parameters import of_query
from .redirection import with_parameters
from .refusal import Refusal
from .registry import Registry
from .visitor import Visitors
from .visitor import login_address
from .visitor import redirect
from .visitor import subject_of


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorizationEndpoint:
    """Answers GET, by which a request comes, and POST, by which the answer of the person does.

    It keeps nothing between the two: the address of the form is that of the request, which is checked again.
    """

    registry: Registry
    issuer: str
    scopes: Mapping[str, str]
    visitors: Visitors
    remember: bool

    def __call__(self) -> Response:
        """Answer the request at hand."""
        try:
            query = of_query(request)
            way = way_back(query, self.registry.clients)
        except Refusal as refusal:
            return refuse(refusal.description)
        principal = self.visitors.user()
        # What stands for nobody may be an object, as current_principal is. Nobody is sent on before we know them, not even by an
        # error: a link to this server would be as good as one to the client (RFC 9700, 4.11.2).
        if not principal:
            return redirect(login_address(self.visitors.login))
        try:
            return self._asked(asked(query, way, self.scopes), principal)
        except Refusal as refusal:
            return self._back(way, error=refusal.error, error_description=refusal.description)

    def _asked(self, wanted: AuthorizationRequest, principal: Any) -> Response:
        subject = subject_of(principal)
        if request.method == "POST":
            return self._answered(wanted, subject)
        if self._is_remembered(wanted, subject):
            return self._allow(wanted, subject)
        return ask(self._consent(wanted, subject, self.visitors.account(principal)))

    def _is_remembered(self, wanted: AuthorizationRequest, subject: str) -> bool:
        # Another program on the device can take the name, or the port, of one that was asked for before (RFC 8252, 8.6).
        is_certain = wanted.way.redirect_uri.startswith("https://")
        if not self.remember or wanted.is_asked_again or not is_certain:
            return False
        return self.registry.grants.covers(wanted.way.client, subject, wanted.scopes)

    def _consent(self, wanted: AuthorizationRequest, subject: str, account: str) -> Consent:
        client = wanted.way.client
        return Consent(
            client=client.name,
            description=client.description,
            account=account,
            scopes={scope: self.scopes[scope] for scope in wanted.scopes},
            target=wanted.way.redirect_uri,
            confirmation=confirmation(subject, request.query_string.decode()),
        )

    def _answered(self, wanted: AuthorizationRequest, subject: str) -> Response:
        form = _form()
        if form is None or not is_confirmed(form.get("confirmation"), subject, request.query_string.decode()):
            return refuse("The form was not shown to you here, or your session has ended.", 403)
        if form.get("answer") == "allow":
            return self._allow(wanted, subject)
        return self._back(wanted.way, error="access_denied", error_description="The request was denied.")

    def _allow(self, wanted: AuthorizationRequest, subject: str) -> Response:
        way = wanted.way
        code = self.registry.codes.create(
            way.client, subject, code_challenge=wanted.code_challenge, scopes=wanted.scopes, redirect_uri=way.redirect_uri
        )
        return self._back(way, code=code)

    def _back(self, way: WayBack, **said: str) -> Response:
        if way.state is not None:
            said["state"] = way.state
        # So that a client of several servers knows which of them answered (RFC 9207, 2).
        return redirect(with_parameters(way.redirect_uri, {**said, "iss": self.issuer}))


def _form() -> Parameters | None:
    try:
        return of_form(request)
    except Refusal:
        return None
