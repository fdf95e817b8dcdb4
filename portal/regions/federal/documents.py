"""The federal baseline: the papers a contract needs."""

from portal.domain.catalogue import Form
from portal.domain.conditions import Has, Trait
from portal.domain.documents import DocumentList, DocumentRequirement
from portal.domain.law import Citation

DOCUMENTS = Citation("FED-DOC-01", "442-FZ", "ст. 14, 17 442-ФЗ", verify=True)

_ALWAYS = (
    ("programme", "Индивидуальная программа предоставления социальных услуг"),
    ("identity_document", "Документ, удостоверяющий личность"),
    ("snils", "СНИЛС"),
)
_SOMETIMES = (
    ("representative_authority", "Документ о полномочиях представителя", Trait.REPRESENTED),
    (
        "representative_identity",
        "Документ, удостоверяющий личность представителя",
        Trait.REPRESENTED,
    ),
    ("family_composition", "Сведения о составе семьи", Trait.INCOME_TESTED),
    ("income_certificates", "Сведения о доходах за расчётный период", Trait.INCOME_TESTED),
    ("free_category_proof", "Документ, подтверждающий льготную категорию", Trait.FREE_BY_CATEGORY),
)
FEDERAL_DOCUMENTS = tuple(
    DocumentList(
        form=form,
        requirements=(
            *(DocumentRequirement(code, title, DOCUMENTS) for code, title in _ALWAYS),
            *(
                DocumentRequirement(code, title, DOCUMENTS, when=Has(trait))
                for code, title, trait in _SOMETIMES
            ),
        ),
        citation=DOCUMENTS,
    )
    for form in (Form.HOME, Form.SEMI_STATIONARY, Form.STATIONARY)
)
