"""What an issued paper says of itself in one line of signs: the text under its signature.

The line uses only the signs that a QR code writes two in eleven bits; others are written as %XX of
their UTF-8. It holds nobody's name: whoever has the paper in hand can read that there.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from urllib.parse import quote, unquote

VERSION = "SP1"
_FIELDS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperStatement:
    """Which paper, whose and about how much; ``inputs`` is the SHA-256 of what it was made from.

    ``amount`` is in rubles, None where a paper names no sum; ``inputs`` and the signature after it
    are base32 without padding.
    """

    inn: str
    form: str
    number: str
    day: date
    amount: Decimal | None
    inputs: str
    code: str

    @property
    def text(self) -> str:
        """The line that is signed."""
        kopecks = "" if self.amount is None else str(int(self.amount.scaleb(2)))
        values = (self.inn, self.form.upper(), self.number, f"{self.day:%Y%m%d}", kopecks)
        return ":".join((VERSION, *map(_written, values), self.inputs, self.code.replace("-", "")))


def read_statement(text: str) -> PaperStatement | None:
    """The statement of a line that ``PaperStatement.text`` has written; None for any other."""
    parts = text.split(":")
    if len(parts) != _FIELDS or parts[0] != VERSION:
        return None
    inn, form, number, day, kopecks = map(unquote, parts[1:6])
    try:
        statement = PaperStatement(
            inn=inn,
            form=form.lower(),
            number=number,
            day=date.fromisoformat(day),
            amount=Decimal(int(kopecks)).scaleb(-2) if kopecks else None,
            inputs=parts[6],
            code=f"{parts[7][:4]}-{parts[7][4:8]}-{parts[7][8:]}",
        )
    except ValueError:
        return None
    return statement if statement.text == text else None


def _written(value: str) -> str:
    """The value in signs of the QR code's short alphabet; small letters are escaped too."""
    return "".join(
        sign if sign in "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-./" else _escaped(sign)
        for sign in value
    )


def _escaped(sign: str) -> str:
    quoted = quote(sign, safe="")
    return quoted if quoted != sign else f"%{ord(sign):02X}"
