"""The form of the settings page."""

from __future__ import annotations

from portal.domain.choices import ChoiceList
from portal.usecases.provider_settings import ChooseConclusionTerm
from portal.web.forms import PortalForm, Radios, Required


class TermForm(PortalForm):
    """Which of the region's terms the provider keeps to."""

    term = Radios("Срок заключения договора", validators=[Required("Выберите срок")])

    def offer(self, terms: ChoiceList) -> None:
        """The terms in the region's words."""
        self.term.offer([(one.code, one.title) for one in terms.choices])

    def to_command(self) -> ChooseConclusionTerm:
        return ChooseConclusionTerm(self.term.data or "")
