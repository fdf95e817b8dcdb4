"""QR codes as pictures: a receipt's payment code (ГОСТ Р 56042-2014), a page's signed statement."""

import io
from base64 import b64encode

import segno

# Any mask is a valid code; trying all eight takes four fifths of the time.
_MASK = 3
_DOTS_PER_MODULE = 4
_QUIET_ZONE = 4
# Each page draws it, and the PDF enlarges it without blur.
_DOTS_OF_A_MARK = 2


def payment_code(payload: str) -> segno.QRCode:
    """The code itself: UTF-8 as its header ST00012 says, no ECI, error level M."""
    return segno.make_qr(
        payload, error="m", encoding="utf-8", eci=False, mask=_MASK, boost_error=False
    )


def png(payload: str) -> bytes:
    """The code as a black and white PNG with its quiet zone."""
    buffer = io.BytesIO()
    payment_code(payload).save(buffer, kind="png", scale=_DOTS_PER_MODULE, border=_QUIET_ZONE)
    return buffer.getvalue()


def svg(payload: str) -> str:
    """The code as an SVG picture for a page; its size is the page's matter."""
    return payment_code(payload).svg_inline(border=_QUIET_ZONE, omitsize=True)


def data_uri(payload: str) -> str:
    """The PNG as an address that needs no request."""
    return "data:image/png;base64," + b64encode(png(payload)).decode("ascii")


def mark_uri(statement: str) -> str:
    """A signed statement as a PNG in an address; its signs are those of the short alphabet."""
    buffer = io.BytesIO()
    code = segno.make_qr(statement, error="m", mask=_MASK, boost_error=False)
    code.save(buffer, kind="png", scale=_DOTS_OF_A_MARK, border=_QUIET_ZONE)
    return "data:image/png;base64," + b64encode(buffer.getvalue()).decode("ascii")
