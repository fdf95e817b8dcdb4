"""Leningrad region as a fixture: the same procedures with another first day and other papers.

There is no plugin of it: the region proves that a starting event and a list can differ
(LEN-IPP-01, LEN-DOC-01, LEN-DOC-02), and the columns of a form (LEN-FRM-01).
"""

from dataclasses import replace

from portal.domain.admission import AdmissionRules
from portal.domain.reference import ReferenceValue
from portal.regions.api import (
    EVERY_FORM,
    FEDERAL_ACTS,
    FEDERAL_ADMISSIONS,
    FEDERAL_PROGRAMME,
    AllOf,
    Always,
    Citation,
    Condition,
    DocumentList,
    DocumentRequirement,
    FormField,
    Has,
    Not,
    ProgrammeRules,
    Proof,
    RegionIdentity,
    ServiceCatalogue,
    Timeline,
    Trait,
    Version,
    hookimpl,
    load_form_fields,
)
from portal.regions.federal.legal_acts import IN_FORCE
from portal.regions.registry import build

CODE = "leningrad"
_HANDOVER = Citation("LEN-IPP-01", "442-FZ", "административный регламент Выборгского района")
_ADULT = Citation("LEN-DOC-01", "442-FZ", "административный регламент Выборгского района")
_MINOR = Citation("LEN-DOC-02", "442-FZ", "административный регламент Выборгского района")

# The term starts when the application is registered, not when it is submitted.
PROGRAMME = replace(
    FEDERAL_PROGRAMME,
    deadlines=tuple(
        replace(rule, counts_from="application_registered", citation=_HANDOVER)
        if rule.code == "programme_handover"
        else rule
        for rule in FEDERAL_PROGRAMME.deadlines
    ),
)

_GROWN_UP = Not(Has(Trait.MINOR))
_CHILD = Has(Trait.MINOR)


def _adult(code: str, title: str, when: Condition = _GROWN_UP) -> DocumentRequirement:
    return DocumentRequirement(code, title, _ADULT, when)


def _minor(code: str, title: str, when: Condition = _CHILD) -> DocumentRequirement:
    return DocumentRequirement(code, title, _MINOR, when)


APPEALS = (
    Proof("minor_own_appeal", "обращение самого несовершеннолетнего"),
    Proof("parents_application", "заявление родителей"),
    Proof("prevention_body_petition", "ходатайство органа профилактики"),
    Proof("procedural_order", "постановление следователя, прокурора или судьи"),
    Proof("police_act", "акт оперативного дежурного"),
    Proof("local_body_petition", "ходатайство органа местного самоуправления или объединения"),
)
PAPERS = (
    _adult("application", "Личное заявление"),
    _adult("identity_document", "Документ, удостоверяющий личность"),
    _adult(
        "disability_certificate",
        "Справка об инвалидности и программа реабилитации",
        AllOf((_GROWN_UP, Has(Trait.DISABLED))),
    ),
    _adult("family_certificate", "Справка о составе семьи"),
    _adult("employment_certificate", "Справка с места работы", Has(Trait.EMPLOYED)),
    _adult("unemployment_certificate", "Справка о безработице", Has(Trait.UNEMPLOYED)),
    replace(_minor("appeal", "Обращение, с которого начато дело"), accepts=APPEALS),
    _minor(
        "no_contraindications_certificate",
        "Справка об отсутствии противопоказаний",
        AllOf((_CHILD, Has(Trait.STATIONARY), Has(Trait.TEMPORARY_STAY))),
    ),
    _minor(
        "representative_authority",
        "Документы о полномочиях",
        AllOf((_CHILD, Has(Trait.REPRESENTED))),
    ),
    _adult("data_consent", "Согласие на обработку персональных данных", Always()),
    _adult("circumstances_proof", "Документы об обстоятельствах", Always()),
    _adult("medical_conclusion_need", "Заключение о нуждаемости в медицинских услугах", Always()),
)


def _in_leningrad(federal: AdmissionRules) -> AdmissionRules:
    lists = tuple(DocumentList(form, PAPERS, _ADULT) for form in sorted(EVERY_FORM))
    return replace(federal, application_papers=lists)


class _Plugin:
    @hookimpl
    def region_identity(self) -> RegionIdentity:
        return RegionIdentity(
            code=CODE,
            name="Ленинградская область",
            genitive="Ленинградской области",
            authority="Комитет по социальной защите населения Ленинградской области",
            time_zone="Europe/Moscow",
            acts=FEDERAL_ACTS,
        )

    @hookimpl
    def service_catalogue(self) -> Timeline[ServiceCatalogue]:
        return Timeline(Version(IN_FORCE, ServiceCatalogue(()), _HANDOVER))

    @hookimpl
    def reference_values(self) -> tuple[ReferenceValue, ...]:
        return ()

    @hookimpl
    def admission_rules(self) -> Timeline[AdmissionRules]:
        return FEDERAL_ADMISSIONS.changed(_in_leningrad)

    @hookimpl
    def programme_rules(self) -> Timeline[ProgrammeRules]:
        return Timeline(Version(IN_FORCE, PROGRAMME, _HANDOVER))


LENINGRAD = build(CODE, _Plugin())


def leningrad_programme() -> tuple[FormField, ...]:
    """The fields of the individual programme as the region prints it."""
    return load_form_fields("tests.support", "form-leningrad-programme.toml")
