"""С чем приходят к поставщику: решение и программа, при подписании — личность (MSK-DOC-04)."""

from portal.regions.api import (
    Citation,
    DocumentList,
    DocumentRequirement,
    Form,
    Has,
    Timeline,
    Trait,
    Version,
)
from portal_moscow.identity import IN_FORCE

_COMES_WITH = Citation("MSK-DOC-04", "829-PP", "п. 4.1 Порядка № 829-ПП")
_AT_SIGNATURE = Citation(
    "MSK-DOC-04",
    "829-PP",
    "п. 4.1, 5.2 Порядка № 829-ПП",
    note="проверяется при подписании, перечень наш",
    verify=True,
)

STARTING_PAPERS = ("decision_copy", "programme")

# Income papers went to the authority: its decision states the result (MSK-FEE-07).
_REQUIREMENTS = (
    DocumentRequirement(
        "decision_copy",
        "Копия решения о признании нуждающимся в социальном обслуживании",
        _COMES_WITH,
    ),
    DocumentRequirement(
        "programme", "Индивидуальная программа предоставления социальных услуг", _COMES_WITH
    ),
    DocumentRequirement(
        "identity_document", "Документ, удостоверяющий личность", _AT_SIGNATURE, at_signature=True
    ),
    DocumentRequirement(
        "representative_authority",
        "Документ о полномочиях представителя, в том числе доверенность",
        _AT_SIGNATURE,
        when=Has(Trait.REPRESENTED),
        at_signature=True,
    ),
)

DOCUMENTS = Timeline(
    Version(
        IN_FORCE,
        tuple(
            DocumentList(form, _REQUIREMENTS, _COMES_WITH)
            for form in (Form.HOME, Form.SEMI_STATIONARY, Form.STATIONARY)
        ),
        _COMES_WITH,
    )
)
