"""What the decision behind a programme names: the fields of it, and the lists they offer."""

from __future__ import annotations

from dataclasses import dataclass

from wtforms import BooleanField

from portal.domain.admission import CIRCUMSTANCES, AdmissionRules, CareLeaver, issuing_bodies
from portal.domain.catalogue import Form
from portal.domain.choices import Choice as Listed
from portal.domain.choices import ChoiceList
from portal.domain.law import Citation
from portal.domain.programme_rules import ProgrammeRules
from portal.usecases.programmes import ProgrammeGrounds
from portal.web.fields import Checkboxes
from portal.web.forms import Choice
from portal.web.sheet_fields import SheetForm


@dataclass(frozen=True, slots=True)
class Need:
    """The circumstances of the law, and to which age the mark of a care leaver is put."""

    circumstances: ChoiceList
    care_leaver: CareLeaver | None


def need(rules: AdmissionRules) -> Need | None:
    """What the decision names at least one of (FED-REC-02); None where the region lists nothing."""
    found = next((one for one in rules.lists if one.code == CIRCUMSTANCES), None)
    return Need(found, rules.care_leaver) if found else None


def stay_modes(rules: ProgrammeRules, form: Form) -> ChoiceList | None:
    """How a person may live at the provider's; None for a form of service that asks for no mode."""
    return rules.stay.modes if form is rules.stay.form else None


class GroundsForm(SheetForm):
    """The part of a programme's form that says why, by whom and how one lives in."""

    circumstances = Checkboxes("Обстоятельства, названные в решении", choices=[])
    care_leaver = BooleanField("Вышел из организации для детей-сирот")
    stay = Choice("Режим проживания")
    issuer_kind = Choice("Какой орган вынес решение")
    need: Need | None = None
    modes: ChoiceList | None = None
    bodies: tuple[Listed, ...] = ()
    bodies_clause: Citation | None = None

    def ask_of_grounds(self, rules: AdmissionRules, programme: ProgrammeRules, form: Form) -> None:
        """Offer the region's lists (FED-REC-02, FED-IPP-12, MSK-REC-04)."""
        self.need, self.modes = need(rules), stay_modes(programme, form)
        self.bodies = issuing_bodies(rules)
        self.bodies_clause = rules.deciders[0].citation if rules.deciders else None
        listed = self.need.circumstances.choices if self.need else ()
        self.circumstances.choices = [(one.code, _capital(one.title)) for one in listed]
        modes = self.modes.choices if self.modes else ()
        unchosen = ("", "Выберите")
        self.stay.offer([unchosen, *((one.code, one.title) for one in modes)])
        self.issuer_kind.offer([unchosen, *((one.code, one.title) for one in self.bodies)])

    def grounds(self) -> ProgrammeGrounds:
        """What was typed; fields that the page does not show say nothing."""
        return ProgrammeGrounds(
            circumstances=tuple(self.circumstances.data or ()),
            care_leaver=bool(self.care_leaver.data),
            stay=(self.stay.data or None) if self.modes else None,
            issuer=(self.issuer_kind.data or None) if self.bodies else None,
        )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
