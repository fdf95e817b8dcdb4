"""Security headers of every answer (promise 24), and what a foreign site may not send."""

from urllib.parse import urlsplit

from flask import Flask, Response, abort, request

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


def init_app(app: Flask, *, https: bool) -> None:
    """Put the headers on every answer; HSTS only where HTTPS is served."""
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
    if request.method == "POST" and origin and urlsplit(origin).netloc != request.host:
        abort(400)


def _keep_out_of_caches(response: Response) -> Response:
    # Only files addressed by their contents (asset()) may stay with the reader.
    if request.endpoint == "static" and "v" in request.args:
        response.headers["Cache-Control"] = f"public, max-age={A_YEAR}, immutable"
    else:
        response.headers["Cache-Control"] = "no-store"
    return response
