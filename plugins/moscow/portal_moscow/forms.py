"""Печатные формы: договор по приложению 9 к приказу № 1171, акт по форме по умолчанию."""

from portal.regions.api import FEDERAL_FORMS, Citation, Timeline, Version, replace
from portal_moscow.acts import FORM
from portal_moscow.identity import IN_FORCE

_CONTRACT = Citation("MSK-FRM-09", "1171", "приложение 9 к приказу № 1171")
_APPROVED_BY = {"contract": _CONTRACT, "act": FORM}

FORMS = Timeline(
    Version(
        IN_FORCE,
        tuple(
            replace(form, citation=_APPROVED_BY.get(form.code, form.citation))
            for form in FEDERAL_FORMS
        ),
        _CONTRACT,
    )
)
