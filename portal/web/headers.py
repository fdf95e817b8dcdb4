"""Security headers of every answer (promise 24), and what a foreign site may not send."""

from urllib.parse import urlsplit

from flask import Flask, Response, request
from werkzeug.exceptions import BadRequest, RequestURITooLarge

CONTENT_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "object-src 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": CONTENT_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
}
A_YEAR = 365 * 24 * 3600
# The longest filter of our own lists has 3000 signs. Servers answer longer ones themselves, in
# English, so theirs is set well above (gunicorn.conf.py).
LONGEST_ADDRESS = 4000


class ForeignOrigin(BadRequest):
    """A form that a page of another site has sent."""


def init_app(app: Flask, *, https: bool) -> None:
    """Put the headers on every answer; HSTS only where HTTPS is served."""
    app.before_request(_refuse_long_address)
    app.before_request(_refuse_foreign_origin)

    @app.after_request
    def secure(response: Response) -> Response:
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if https:
            response.headers["Strict-Transport-Security"] = f"max-age={A_YEAR}; includeSubDomains"
        return _keep_out_of_caches(response)


def _refuse_foreign_origin() -> None:
    """A form sent from another site is refused whatever token it carries (promise 23)."""
    origin = request.headers.get("Origin")
    if request.method == "POST" and origin and not sent_from_here():
        raise ForeignOrigin


def sent_from_here() -> bool:
    """Whether the browser itself says that a page of this portal has sent the request."""
    return urlsplit(request.headers.get("Origin", "")).netloc == request.host


def _refuse_long_address() -> None:
    if len(request.environ["PATH_INFO"]) + len(request.query_string) > LONGEST_ADDRESS:
        raise RequestURITooLarge


def _keep_out_of_caches(response: Response) -> Response:
    # Only files addressed by their contents (asset()) may stay with the reader.
    if request.endpoint == "static" and "v" in request.args:
        response.headers["Cache-Control"] = f"public, max-age={A_YEAR}, immutable"
    else:
        response.headers["Cache-Control"] = "no-store"
    return response
