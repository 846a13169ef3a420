"""The answers of a paginated verb: each says in ``Link`` where the other pages are (RFC 8288)."""

from __future__ import annotations

from typing import Any

from flask import Response
from werkzeug.wrappers import Response as BaseResponse

from .errors import ContractError
from .http.links import link
from .operation import Operation
from .operation import Representation
from .output import NOTHING
from .output import Emit
from .output import unpack
from .pagination import Paged
from .typing import RangedPager


def page_writer(operation: Operation, emit: Emit) -> Emit:
    """Make the step that turns what a paginated handler returned into the response.

    :param emit: the step that does so for any handler.
    :raise ContractError: (the step does) for a success that does not say where the other pages are.
    """

    pager = operation.contract.pager
    unit = pager.range_unit if isinstance(pager, RangedPager) else None

    def emit_page(result: Any, representation: Representation) -> Response:
        data, status, _ = unpack(result)
        if not isinstance(data, Paged):
            if _is_list(data, status):
                # Without Link a client takes the first page for all that there is.
                raise ContractError(f"{operation.name} is paginated, but returned no page. Return page.of(items, total=...).")
            return emit(result, representation)
        response = emit(result, representation)
        if unit is not None:
            response.headers["Accept-Ranges"] = unit
        if data.links:
            # The handler may have given links of its own.
            response.headers.add("Link", ", ".join(link(target, rel) for rel, target in data.links.items()))
        if data.content_range is not None and response.status_code == 200:
            response.status_code = 206
            response.headers["Content-Range"] = data.content_range
        return response

    return emit_page


def _is_list(data: Any, status: int | None) -> bool:
    return (status is None or status < 300) and data is not None and data is not NOTHING and not isinstance(data, BaseResponse)
