"""Документы по отделениям (VLA-DOC-01, VLA-DOC-02, VLA-DOC-04 … VLA-DOC-06)."""

from portal.regions.api import (
    FEDERAL_DOCUMENTS,
    AllOf,
    Always,
    Choice,
    ChoiceList,
    Citation,
    Condition,
    DocumentList,
    DocumentRequirement,
    Form,
    Has,
    Proof,
    Timeline,
    Trait,
    Version,
    replace,
)
from portal_vladimir.identity import IN_FORCE

_HOME = "порядка обслуживания на дому"
_DAY_CARE = "порядка отделения дневного пребывания"
_REHABILITATION = "порядка отделения реабилитации"
_STATIONARY = "порядка стационарного отделения для несовершеннолетних"
_FAMILY = Has(Trait.HAS_FAMILY)
_REPRESENTED = Has(Trait.REPRESENTED)
_ALWAYS = Always()


def _home(
    letter: str, code: str, title: str, when: Condition = _ALWAYS, *, request: bool = False
) -> DocumentRequirement:
    citation = Citation("VLA-DOC-01", "vla-procedure", f"подп. «{letter}» п. 1 {_HOME}")
    return _requirement(citation, letter, code, title, when, request=request)


def _day_care(
    letter: str, code: str, title: str, when: Condition = _ALWAYS, *, request: bool = False
) -> DocumentRequirement:
    citation = Citation("VLA-DOC-02", "vla-procedure", f"подп. «{letter}» п. 1 {_DAY_CARE}")
    return _requirement(citation, letter, code, title, when, request=request)


def _requirement(
    citation: Citation, letter: str, code: str, title: str, when: Condition, *, request: bool
) -> DocumentRequirement:
    # Income papers may be left to the provider, so their absence holds nothing up (VLA-DOC-03).
    return DocumentRequirement(
        code, title, citation, when, letter, blocking=not request, obtainable_by_provider=request
    )


_APPLICATION = ("application", "Заявление о предоставлении социальных услуг")
_IDENTITY = ("identity_document", "Документ, удостоверяющий личность получателя")
_RESIDENCE = (
    "residence_proof",
    "Документ о месте жительства и (или) пребывания, фактического проживания",
)
_PROGRAMME = (
    "programme",
    "Индивидуальная программа предоставления социальных услуг (ИППСУ)",
)
_COMPOSITION = ("family_composition", "Документы о составе семьи")
_INCOME = (
    "income_certificates",
    "Документ о доходах получателя и членов семьи за 12 месяцев",
)
_MEDICAL = (
    "medical_conclusion",
    "Заключение медицинской организации о состоянии здоровья и отсутствии противопоказаний",
)
_FEDERAL = {requirement.code: requirement for requirement in FEDERAL_DOCUMENTS[0].requirements}
# СНИЛС is not on the regional list and does not hold up the contract (note of VLA-DOC-01).
_KEPT = (_FEDERAL["representative_identity"], _FEDERAL["free_category_proof"])

HOME = DocumentList(
    form=Form.HOME,
    requirements=(
        _home("а", *_APPLICATION),
        _home("б", *_IDENTITY),
        _home(
            "в", "representative_authority", "Документ о полномочиях представителя", _REPRESENTED
        ),
        _home("г", *_RESIDENCE),
        _home("д", *_PROGRAMME),
        _home("е", *_COMPOSITION, _FAMILY),
        _home("ж", *_INCOME, request=True),
        _home("з", *_MEDICAL),
        *_KEPT,
    ),
    citation=Citation("VLA-DOC-01", "vla-procedure", f"п. 1 {_HOME}"),
    unit_code="home_care",
)

DAY_CARE = DocumentList(
    form=Form.SEMI_STATIONARY,
    requirements=(
        _day_care("а", *_APPLICATION),
        _day_care("б", *_IDENTITY),
        _day_care("в", *_RESIDENCE),
        _day_care("г", *_PROGRAMME),
        _day_care("д", *_COMPOSITION, _FAMILY),
        _day_care("е", *_INCOME, request=True),
        _day_care("ж", *_MEDICAL),
        # The list is silent on it although a representative may apply: civil law asks for it.
        replace(
            _FEDERAL["representative_authority"],
            citation=Citation(
                "VLA-DOC-02",
                "GK",
                "ст. 182, 185 ГК РФ",
                note="в перечне отделения нет, спрашиваем по гражданскому закону",
                verify=True,
            ),
        ),
        *_KEPT,
    ),
    citation=Citation("VLA-DOC-02", "vla-procedure", f"п. 1 {_DAY_CARE}"),
)

_ENROLMENT = Citation("VLA-DOC-05", "vla-procedure", f"перечень документов {_REHABILITATION}")
_GROUNDS = Citation("VLA-DOC-06", "vla-procedure", f"перечень оснований {_STATIONARY}")


def _federal(form: Form) -> tuple[DocumentRequirement, ...]:
    return next(papers.requirements for papers in FEDERAL_DOCUMENTS if papers.form is form)


def _original(code: str) -> tuple[Proof, ...]:
    """The paper itself, which the federal set asks for, stands for its copy (VLA-DOC-05)."""
    return (Proof(code, _FEDERAL[code].title),)


REHABILITATION = DocumentList(
    form=Form.SEMI_STATIONARY,
    unit_code="child_rehabilitation",
    requirements=(
        *_federal(Form.SEMI_STATIONARY),
        DocumentRequirement(
            "parent_application", "Заявление родителя (законного представителя)", _ENROLMENT
        ),
        DocumentRequirement(
            "parent_identity_copy",
            "Копия документа, удостоверяющего личность родителя (законного представителя)",
            _ENROLMENT,
            accepts=_original("representative_identity"),
        ),
        DocumentRequirement(
            "child_identity_copy",
            "Копия документа, удостоверяющего личность ребёнка",
            _ENROLMENT,
            accepts=_original("identity_document"),
        ),
        DocumentRequirement(
            "disability_certificate_copy",
            "Копия справки МСЭ об установлении инвалидности",
            _ENROLMENT,
            when=AllOf((Has(Trait.MINOR), Has(Trait.DISABLED))),
        ),
        DocumentRequirement(
            "rehabilitation_programme_copy",
            "Копия индивидуальной программы реабилитации (ИПРА), если она есть",
            _ENROLMENT,
            blocking=False,
            optional=True,
        ),
        DocumentRequirement(
            "data_consent", "Согласие на обработку персональных данных", _ENROLMENT
        ),
    ),
    citation=_ENROLMENT,
)

MINORS_STATIONARY = DocumentList(
    form=Form.STATIONARY,
    unit_code="minors_stationary",
    requirements=(
        *_federal(Form.STATIONARY),
        # One ground is enough; the code of the paper handed in tells which of them it was.
        DocumentRequirement(
            "ground_document",
            "Основание программы: личное обращение несовершеннолетнего старше 10 лет, заявление "
            "родителей или законных представителей, ходатайство органа системы профилактики, "
            "постановление дознавателя, следователя, прокурора или судьи либо акт о немедленном "
            "отобрании ребёнка",
            _GROUNDS,
            accepts=(
                Proof("minor_own_appeal", "Личное обращение несовершеннолетнего", from_age=10),
                Proof("parent_application", "Заявление родителей или законных представителей"),
                Proof("prevention_body_petition", "Ходатайство органа системы профилактики"),
                Proof(
                    "investigator_decision",
                    "Постановление дознавателя, следователя, прокурора или судьи",
                ),
                Proof("immediate_removal_act", "Акт о немедленном отобрании ребёнка"),
            ),
        ),
        DocumentRequirement(
            "orphan_status_documents",
            "Документы о статусе оставшегося без попечения родителей, если он есть",
            _GROUNDS,
            blocking=False,
            optional=True,
        ),
        DocumentRequirement(
            "other_documents",
            "Иные документы в защиту прав несовершеннолетнего",
            _GROUNDS,
            blocking=False,
            optional=True,
        ),
    ),
    citation=_GROUNDS,
)

# The list is cut off in the source and says deprivation of parental rights; 120-ФЗ says
# imprisonment of the parents: both are offered.
REMOVAL_CASES = ChoiceList(
    "investigator_decision_cases",
    "в каких случаях выносят постановление",
    (
        Choice("detention", "задержание родителей"),
        Choice("administrative_arrest", "административный арест"),
        Choice("custody", "заключение под стражу"),
        Choice("sentence_to_arrest", "осуждение к аресту"),
        Choice("restriction_of_liberty", "осуждение к ограничению свободы"),
        Choice("imprisonment", "осуждение к лишению свободы"),
        Choice("deprivation_of_parental_rights", "лишение родительских прав"),
    ),
    replace(
        _GROUNDS,
        note="пункт 4 в источнике оборван: предложены и лишение свободы, и лишение прав",
        verify=True,
    ),
)

_URGENT_PAPERS = Citation(
    "VLA-DOC-04", "vla-procedure", "подп. «а»–«в» раздела IV порядка срочных социальных услуг"
)
URGENT = DocumentList(
    form=Form.URGENT,
    requirements=(
        DocumentRequirement(
            "urgent_application",
            "Заявление в произвольной форме",
            _URGENT_PAPERS,
            letter="а",
            accepts=(Proof("organisation_message", "Сообщение другой организации"),),
        ),
        DocumentRequirement(*_IDENTITY, _URGENT_PAPERS, letter="б", blocking=False),
        DocumentRequirement(
            "need_circumstances",
            "Документы об обстоятельствах, из-за которых нужна помощь, если они есть",
            _URGENT_PAPERS,
            letter="в",
            blocking=False,
            optional=True,
        ),
    ),
    citation=_URGENT_PAPERS,
)

_LISTS = (
    HOME,
    DAY_CARE,
    REHABILITATION,
    MINORS_STATIONARY,
    # Departments without a list of their own, prevention among them, ask for the federal papers.
    *(papers for papers in FEDERAL_DOCUMENTS if papers.form in (Form.HOME, Form.STATIONARY)),
)

DOCUMENTS = Timeline(Version(IN_FORCE, _LISTS, HOME.citation))
