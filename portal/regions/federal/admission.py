"""The federal baseline: how a person comes to services before there is a programme."""

from portal.domain.admission import AdmissionRules, CareLeaver
from portal.domain.choices import Choice, ChoiceList
from portal.domain.deadlines import DeadlineRule
from portal.domain.deadlines import Unit as TermUnit
from portal.domain.documents import MedicalPaper
from portal.domain.law import Citation, Timeline, Version
from portal.domain.norms import Norm, Place
from portal.regions.federal.legal_acts import IN_FORCE, MEDICAL_ORDER

APPLICATION = Citation("FED-REC-01", "442-FZ", "ст. 3, 14 442-ФЗ")
NEED = Citation("FED-REC-02", "442-FZ", "ч. 1 ст. 15 442-ФЗ")
DECISION = Citation("FED-REC-03", "442-FZ", "ч. 2–4 ст. 15 442-ФЗ", verify=True)
CHOICE_OF_PROVIDER = Citation("FED-REC-04", "442-FZ", "ст. 9, 10, 16 442-ФЗ")
MEDICAL_PAPER = Citation("FED-DOC-02", "202n", "ч. 3 ст. 18 442-ФЗ, приказ Минздрава № 202н")

_CHANNELS = ChoiceList(
    "application_channels",
    "способ подачи заявления",
    (Choice("written", "письменно"), Choice("electronic", "в электронной форме")),
    APPLICATION,
)
_APPLICANTS = ChoiceList(
    "applicants",
    "кто обратился",
    (
        Choice("citizen", "гражданин"),
        Choice("legal_representative", "законный представитель"),
        Choice("other_citizen", "другой гражданин в его интересах"),
        Choice("state_body", "государственный орган"),
        Choice("local_body", "орган местного самоуправления"),
        Choice("public_association", "общественное объединение"),
    ),
    APPLICATION,
)
_ENTITLED = ChoiceList(
    "entitled_persons",
    "кто имеет право на социальное обслуживание",
    (
        Choice("russian_citizen", "гражданин России"),
        Choice("resident_foreigner", "иностранный гражданин, постоянно живущий в России"),
        Choice("resident_stateless", "лицо без гражданства, постоянно живущее в России"),
        Choice("refugee", "беженец"),
    ),
    APPLICATION,
)
_IDENTITY = ChoiceList(
    "identity_documents",
    "документ, удостоверяющий личность",
    (
        Choice("passport", "паспорт гражданина России"),
        Choice("foreign_passport", "паспорт иностранного гражданина"),
        Choice("refugee_certificate", "удостоверение беженца"),
        Choice("release_certificate", "справка об освобождении"),
        Choice("birth_certificate", "свидетельство о рождении"),
        Choice("other", "иной документ"),
    ),
    APPLICATION,
)
_CIRCUMSTANCES = ChoiceList(
    "circumstances",
    "обстоятельства, ухудшающие условия жизнедеятельности",
    (
        Choice(
            "loss_of_self_care",
            "человек полностью или частично не может обслуживать себя, передвигаться и "
            "обеспечивать свои основные потребности из-за болезни, травмы, возраста или "
            "инвалидности",
        ),
        Choice(
            "disabled_person_in_family",
            "в семье есть инвалид или ребёнок-инвалид, которому нужен постоянный уход",
        ),
        Choice(
            "child_adaptation",
            "в семье есть ребёнок, в том числе под опекой, которому трудно даётся социальная "
            "адаптация",
        ),
        Choice(
            "no_care",
            "некому ухаживать, хотя бы временно, за инвалидом или ребёнком, нет попечения над ними",
        ),
        Choice(
            "family_conflict",
            "в семье конфликт, в том числе с людьми с зависимостью или психическим расстройством, "
            "либо насилие",
        ),
        Choice(
            "homeless",
            "нет определённого места жительства, в том числе у того, кто вышел из организации для "
            "детей-сирот",
        ),
        Choice("no_work_no_means", "нет работы и средств к существованию"),
        Choice("regional_other", "иное обстоятельство, признанное актом региона"),
    ),
    NEED,
)
_PROVIDER_KINDS = ChoiceList(
    "provider_kinds",
    "кто может быть поставщиком",
    (
        Choice("organisation", "организация"),
        Choice("individual_entrepreneur", "индивидуальный предприниматель"),
    ),
    CHOICE_OF_PROVIDER,
)
_OWNERSHIP = ChoiceList(
    "provider_ownership",
    "форма собственности поставщика",
    (
        Choice("state", "государственный"),
        Choice("municipal", "муниципальный"),
        Choice("private", "частный"),
    ),
    CHOICE_OF_PROVIDER,
)
_DECISION_CHANNELS = ChoiceList(
    "decision_channels",
    "как сообщают решение",
    (Choice("written", "письменно"), Choice("electronic", "в электронной форме")),
    DECISION,
)

# A decision for urgent services is made in the same moment (ч. 4 ст. 15 442-ФЗ).
_DEADLINES = (
    DeadlineRule(
        "recognition_decision", 5, TermUnit.WORKING_DAY, "application_submitted", DECISION
    ),
    DeadlineRule(
        "urgent_recognition_decision", 0, TermUnit.HOUR, "urgent_application_submitted", DECISION
    ),
)

FEDERAL_ADMISSION = AdmissionRules(
    lists=(
        _CHANNELS,
        _APPLICANTS,
        _ENTITLED,
        _IDENTITY,
        _CIRCUMSTANCES,
        _PROVIDER_KINDS,
        _OWNERSHIP,
        _DECISION_CHANNELS,
    ),
    deadlines=_DEADLINES,
    contract_applicants=("citizen", "legal_representative"),
    care_leaver=CareLeaver("homeless", 23, NEED),
    unlisted_may_be_refused=False,
    choice_citation=CHOICE_OF_PROVIDER,
    medical_paper=MedicalPaper(
        MEDICAL_ORDER,
        ChoiceList(
            "medical_conclusion",
            "заключение уполномоченной медицинской организации",
            (
                Choice("issuer", "кто выдал"),
                Choice("number", "номер"),
                Choice("date", "дата"),
                Choice("contraindication_present", "есть ли противопоказания"),
                Choice("valid_until", "срок действия"),
            ),
            MEDICAL_PAPER,
        ),
    ),
)

FEDERAL_ADMISSIONS = Timeline(Version(IN_FORCE, FEDERAL_ADMISSION, APPLICATION))

ADMISSION_NORMS = (
    Norm(
        "recognised_first",
        "Сначала признание нуждающимся",
        "Договор заключают только с тем, кого орган социальной защиты признал нуждающимся. Если за "
        "человека попросили другие, помогите ему или его законному представителю подать заявление.",
        (Place.RECIPIENT, Place.PROGRAMME),
        APPLICATION,
    ),
    Norm(
        "decision_may_be_challenged",
        "Отказ можно обжаловать",
        "О решении гражданину сообщают письменно или в электронной форме. Отказ признать "
        "нуждающимся можно обжаловать в суде.",
        (Place.RECIPIENT, Place.CABINET),
        DECISION,
    ),
    Norm(
        "free_choice_of_provider",
        "Поставщика выбирает гражданин",
        "С программой можно прийти к любому поставщику из реестра региона, даже если в программе "
        "он не назван. Отказать из-за этого нельзя.",
        (Place.PROGRAMME, Place.CONTRACT, Place.CABINET),
        CHOICE_OF_PROVIDER,
    ),
)
