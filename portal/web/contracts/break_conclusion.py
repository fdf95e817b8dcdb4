"""The part of a break's form that takes the medical conclusion (FED-DOC-02)."""

from __future__ import annotations

from flask_wtf.file import FileField
from wtforms import BooleanField

from portal.usecases.documents import LONGEST_ISSUER, LONGEST_NUMBER
from portal.usecases.queries.suspension_desk import HeldConclusion
from portal.usecases.suspension_conclusions import Conclusion
from portal.web.contracts.forms import upload_of
from portal.web.forms import OPTIONAL, DateField, Line, PortalForm


class ConclusionFields(PortalForm):
    """What stands on a medical conclusion; empty for a break on another ground."""

    conclusion_on = DateField("Дата заключения", validators=[OPTIONAL])
    conclusion_number = Line("Номер заключения", longest=LONGEST_NUMBER)
    conclusion_issuer = Line("Какая медицинская организация выдала", longest=LONGEST_ISSUER)
    conclusion_until = DateField("По какой день действует", validators=[OPTIONAL])
    conclusion_endless = BooleanField("Срок в заключении не назван")
    conclusion_named = BooleanField("В заключении названы противопоказания")
    conclusion_scan = FileField("Скан заключения, если есть")

    def fill_conclusion(self, held: HeldConclusion | None) -> None:
        """What the recipient's file knows of the newest one."""
        if held is None or self.is_submitted():
            return
        self.conclusion_on.data, self.conclusion_until.data = held.issued_on, held.expires_on
        self.conclusion_number.data, self.conclusion_issuer.data = held.number, held.issuer
        self.conclusion_named.data = held.contraindications

    def conclusion(self) -> Conclusion | None:
        """None while its day is not entered."""
        if self.conclusion_on.data is None:
            return None
        return Conclusion(
            issued_on=self.conclusion_on.data,
            number=self.conclusion_number.data or "",
            issuer=self.conclusion_issuer.data or "",
            valid_until=self.conclusion_until.data,
            endless=self.conclusion_endless.data,
            contraindicated=self.conclusion_named.data,
            scan=upload_of(self.conclusion_scan.data),
        )
