"""Документы к заявлению о признании нуждающимся и чем их подтверждают (MSK-DOC-01 … MSK-DOC-03)."""

from portal.regions.api import (
    AllOf,
    Always,
    AnyOf,
    Citation,
    Condition,
    DocumentList,
    DocumentRequirement,
    Form,
    Has,
    Medium,
    Proof,
    Trait,
    replace,
)

_PAPERS = Citation(
    "MSK-DOC-01",
    "829-PP",
    "памятка, шаг 1",
    note="где памятка не говорит, оригинал или копия, принимаем то и другое",
)
_CIRCUMSTANCES = Citation("MSK-DOC-02", "829-PP", "памятка, шаг 1")
OBSTACLE_CITATION = Citation("MSK-DOC-03", "829-PP", "памятка, шаг 1")

_ALWAYS = Always()
_CIRCUMSTANCE_PROOFS = (
    Proof("family_certificate", "справка о составе семьи"),
    Proof("house_book_extract", "выписка из домовой книги"),
    Proof("pension_certificate", "справка о пенсии"),
    Proof("petition", "ходатайство органа или учреждения"),
    Proof("interagency_information", "сведения, которые орган получил сам"),
)
_OBSTACLE_PROOFS = (
    Proof("medical_extract", "медицинская выписка"),
    Proof("disability_certificate_of_relative", "справка об инвалидности родственника"),
    Proof("actual_residence_certificate", "справка о фактическом проживании"),
)


def _paper(
    number: int, code: str, title: str, medium: Medium, when: Condition = _ALWAYS
) -> DocumentRequirement:
    return DocumentRequirement(code, title, _PAPERS, when, f"{number}", medium=medium)


_REQUIREMENTS = (
    _paper(
        1,
        "identity_document",
        "Паспорт или иной документ, удостоверяющий личность; до 14 лет — свидетельство о рождении "
        "со сведениями о месте жительства в Москве",
        Medium.PHOTOCOPY,
    ),
    _paper(
        2,
        "representative_identity",
        "Паспорт или иной документ законного представителя",
        Medium.PHOTOCOPY,
        AnyOf((Has(Trait.MINOR), Has(Trait.INCAPABLE))),
    ),
    replace(
        _paper(
            3,
            "circumstances_proof",
            "Документ об обстоятельствах, из-за которых нужна помощь",
            Medium.ORIGINAL_OR_COPY,
        ),
        accepts=_CIRCUMSTANCE_PROOFS,
        citation=_CIRCUMSTANCES,
    ),
    replace(
        _paper(
            4,
            "relatives_cannot_care_proof",
            "Документ о том, что мешает родственникам ухаживать",
            Medium.ORIGINAL_OR_COPY,
            AnyOf((Has(Trait.HAS_FAMILY), Has(Trait.HAS_CLOSE_RELATIVES))),
        ),
        accepts=_OBSTACLE_PROOFS,
        citation=OBSTACLE_CITATION,
    ),
    _paper(
        5,
        "health_certificate",
        "Справка о состоянии здоровья, в том числе об отсутствии противопоказаний",
        Medium.ORIGINAL,
    ),
    _paper(
        6,
        "disability_certificate",
        "Справка МСЭ об инвалидности",
        Medium.PHOTOCOPY,
        Has(Trait.DISABLED),
    ),
    _paper(
        7,
        "psychiatric_commission_conclusion",
        "Заключение врачебной комиссии психоневрологического диспансера или больницы с диагнозом и "
        "типом учреждения",
        Medium.ORIGINAL,
        Has(Trait.STATIONARY),
    ),
    _paper(
        8,
        "pmpk_conclusion",
        "Заключение психолого-медико-педагогической комиссии",
        Medium.ORIGINAL,
        AllOf((Has(Trait.MINOR), Has(Trait.MENTAL_DISORDER))),
    ),
    _paper(
        9,
        "capacity_court_decision",
        "Решение суда о недееспособности или ограничении дееспособности",
        Medium.ORIGINAL_OR_COPY,
        AnyOf((Has(Trait.INCAPABLE), Has(Trait.LIMITED_CAPACITY))),
    ),
    _paper(
        10,
        "release_certificate",
        "Справка об освобождении из мест лишения свободы",
        Medium.ORIGINAL_OR_COPY,
        Has(Trait.RELEASED),
    ),
    _paper(
        11,
        "income_certificate",
        "Справка о доходах гражданина и членов семьи за 12 календарных месяцев",
        Medium.ORIGINAL,
        Has(Trait.INCOME_TESTED),
    ),
    _paper(
        12,
        "representative_authority",
        "Документ, удостоверяющий личность, и доверенность того, кто действует за получателя",
        Medium.ORIGINAL_OR_COPY,
        Has(Trait.REPRESENTED),
    ),
)

APPLICATION_PAPERS = tuple(
    DocumentList(form, _REQUIREMENTS, _PAPERS)
    for form in (Form.HOME, Form.SEMI_STATIONARY, Form.STATIONARY)
)
