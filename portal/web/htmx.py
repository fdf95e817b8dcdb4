"""Whole page or part of it: our thin layer over htmx-flask.

htmx-flask 0.1.0 knows the headers of htmx 1 and 2 and forgets ``Vary``; htmx 4 names the source of
a request differently and says whether it wants a whole page. Response headers are set here by hand,
always in ASCII: gunicorn refuses anything else.
"""

import json
from functools import cached_property
from typing import Any, cast
from urllib.parse import quote

from flask import Flask, Response, make_response, render_template
from flask import redirect as flask_redirect
from flask import request as flask_request
from htmx_flask import Htmx
from htmx_flask.requests import HtmxAwareRequest, HtmxHeaders

URL_CHARACTERS = "/:?#[]@!$&'()*+,;=%-._~"


class PortalHtmxHeaders(HtmxHeaders):
    """The request headers of htmx 4 besides those htmx-flask knows."""

    @cached_property
    def source(self) -> str | None:
        """The element that asked, as "form#sign"."""
        found: str | None = self._headers.get("HX-Source")
        return found

    @cached_property
    def wants_part(self) -> bool:
        """Whether a part answers: neither a whole page, nor a boosted link, nor history."""
        whole = self._headers.get("HX-Request-Type") == "full"
        return bool(self) and not whole and not self.boosted and not self.history_restore_request


class PortalRequest(HtmxAwareRequest):
    """Flask's request with ``request.htmx``."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.htmx = PortalHtmxHeaders(self.headers)


class PortalHtmx(Htmx):
    """htmx-flask with our request class."""

    def init_app(self, app: Flask) -> None:
        super().init_app(app)
        app.request_class = PortalRequest


def init_app(app: Flask) -> None:
    """Make requests know htmx, and every answer say that it depends on it."""
    PortalHtmx(app)
    app.after_request(_vary)


def _vary(response: Response) -> Response:
    response.vary.add("HX-Request")
    return response


def wants_part() -> bool:
    """Whether htmx asks for a part of the page."""
    headers = cast("PortalRequest", flask_request).htmx
    return bool(headers.wants_part)


def render(
    template: str,
    part: str | None = None,
    *,
    status: int = 200,
    event: str | None = None,
    **context: Any,
) -> Response:
    """A whole page, or its part for htmx; ``event`` is announced to the page with the part."""
    only_part = part is not None and wants_part()
    response = make_response(
        render_template(part if only_part and part else template, is_part=only_part, **context),
        status,
    )
    if event and only_part:
        response.headers["HX-Trigger"] = json.dumps(event)
    return response


def redirect(url: str) -> Response:
    """See another page after a successful POST: 303, or htmx's own header."""
    target = quote(url, safe=URL_CHARACTERS)
    if wants_part():
        response = make_response("", 200)
        response.headers["HX-Redirect"] = target
        return response
    return cast("Response", flask_redirect(target, code=303))
