"""The federal baseline: on which grounds services end, who may end them, with which paper."""

from datetime import timedelta

from portal.domain.catalogue import Form
from portal.domain.choices import Choice, ChoiceList
from portal.domain.demands import Demand
from portal.domain.grounds import LegalGround
from portal.domain.law import Citation
from portal.domain.termination import Initiator, LastDay, TerminationGround, TerminationRules
from portal.domain.waiver import ALL_SERVICES, SOME_SERVICES, WaiverRules
from portal.regions.federal.legal_acts import EVERY_FORM, MEDICAL_ORDER

_COMMON = Citation(
    "FED-TER-07", "939n", "примерные порядки, приказы № 935н, 938н, 939н", verify=True
)
_INITIATIVE = Citation("FED-TER-05", "874n", "подп. «и» п. 10, п. 14 примерной формы договора")
_NOTICE = Citation("FED-TER-06", "874n", "п. 15 примерной формы договора")
_WAIVER = Citation("FED-TER-01", "442-FZ", "ч. 1, 2 ст. 18 442-ФЗ")
_BREACH = Citation(
    "FED-TER-04", "442-FZ", "ч. 1 ст. 11 442-ФЗ, подп. «а» п. 7 примерной формы договора"
)
_NO_VACANCY = Citation("FED-TER-02", "442-FZ", "ст. 18 442-ФЗ")
_MEDICAL = Citation("FED-TER-03", "442-FZ", "ч. 3 ст. 18 442-ФЗ")
_MEDICAL_BEFORE = Citation(
    "FED-TER-03",
    "442-FZ",
    "ч. 3 ст. 18 442-ФЗ в прежней редакции",
    note="до 23.05.2023 отказ по медицинским противопоказаниям допускался только в стационаре",
)
_LAST_DAY_BEFORE = MEDICAL_ORDER - timedelta(days=1)
_RESIDENTIAL = frozenset({Form.STATIONARY})

WRITTEN_WAIVER = Demand(
    "refusal_application",
    "written_refusal_required",
    "Отказ оформляется письменно. Зарегистрируйте заявление получателя или его представителя.",
    _WAIVER,
)
WRITTEN_CLAIM = Demand(
    "recipient_claim",
    "documents_missing",
    "Договор прекращают по требованию получателя. Зарегистрируйте его письменное заявление о "
    "расторжении.",
    _INITIATIVE,
)
BREACH_RECORD = Demand(
    "breach_record",
    "evidence_missing",
    "Нарушение нужно подтвердить. Запишите, что и когда нарушено, и приложите документ.",
    _BREACH,
)
MEDICAL_CONCLUSION = Demand(
    "medical_conclusion",
    "medical_conclusion_missing",
    "Нужно заключение уполномоченной медицинской организации. Внесите, кем, когда и под каким "
    "номером оно выдано.",
    _MEDICAL,
)
_FREE_PLACES = Demand(
    "no_free_place",
    "vacancy_exists",
    "В этой форме обслуживания есть свободное место: отказать из-за отсутствия мест нельзя.",
    _NO_VACANCY,
)


def _paper(code: str, title: str) -> Demand:
    return Demand(code, "documents_missing", f"Приложите документ: {title}.", _COMMON)


def _both_sign(code: str) -> Demand:
    return Demand(
        code,
        "signature_missing",
        "Соглашение о расторжении подписывают обе стороны. Получите недостающую подпись.",
        _INITIATIVE,
    )


COMMON_GROUNDS = (
    TerminationGround(
        "refusal",
        "письменное заявление получателя (законного представителя) об отказе",
        _COMMON,
        EVERY_FORM,
        demands=(WRITTEN_WAIVER,),
        initiators=frozenset({Initiator.RECIPIENT}),
        last_day=LastDay.APPLICATION,
    ),
    TerminationGround(
        "term_expired",
        "окончание срока индивидуальной программы и (или) договора",
        _COMMON,
        EVERY_FORM,
        last_day=LastDay.EARLIER_END,
        automatic=True,
    ),
    TerminationGround(
        "breach_by_recipient",
        "нарушение получателем (законным представителем) условий договора",
        _COMMON,
        EVERY_FORM,
        demands=(BREACH_RECORD,),
        initiators=frozenset({Initiator.PROVIDER}),
        last_day=LastDay.NOTICE,
    ),
    TerminationGround(
        "death",
        "смерть получателя",
        _COMMON,
        EVERY_FORM,
        demands=(_paper("death_certificate", "свидетельство о смерти"),),
    ),
    TerminationGround(
        "provider_liquidated",
        "ликвидация (прекращение деятельности) поставщика",
        _COMMON,
        EVERY_FORM,
        demands=(_paper("decision", "решение о ликвидации"),),
    ),
    TerminationGround(
        "missing_or_declared_dead",
        "признание получателя судом безвестно отсутствующим или умершим",
        _COMMON,
        EVERY_FORM,
        demands=(_paper("court_decision", "решение суда"),),
    ),
    TerminationGround(
        "imprisonment",
        "осуждение получателя к лишению свободы",
        _COMMON,
        EVERY_FORM,
        demands=(_paper("court_sentence", "приговор суда"),),
    ),
    TerminationGround(
        "medical_contraindication",
        "медицинские противопоказания, подтверждённые заключением",
        _MEDICAL_BEFORE,
        _RESIDENTIAL,
        demands=(MEDICAL_CONCLUSION,),
        until=_LAST_DAY_BEFORE,
        initiators=frozenset({Initiator.PROVIDER}),
        last_day=LastDay.NOTICE,
    ),
    TerminationGround(
        "medical_contraindication",
        "медицинские противопоказания, подтверждённые заключением",
        _MEDICAL,
        EVERY_FORM,
        demands=(MEDICAL_CONCLUSION,),
        since=MEDICAL_ORDER,
        initiators=frozenset({Initiator.PROVIDER}),
        last_day=LastDay.NOTICE,
    ),
)
BY_WILL = (
    TerminationGround(
        "agreement",
        "соглашение сторон",
        _INITIATIVE,
        EVERY_FORM,
        demands=(_both_sign("provider_signature"), _both_sign("recipient_signature")),
        initiators=frozenset({Initiator.BOTH}),
        last_day=LastDay.APPLICATION,
    ),
    TerminationGround(
        "breach_by_provider",
        "нарушение поставщиком условий договора",
        _INITIATIVE,
        EVERY_FORM,
        demands=(WRITTEN_CLAIM,),
        initiators=frozenset({Initiator.RECIPIENT}),
        last_day=LastDay.APPLICATION,
    ),
)
_BEFORE_CONTRACT = (
    LegalGround(
        "no_vacancy",
        "отсутствие свободных мест",
        _NO_VACANCY,
        EVERY_FORM,
        demands=(_FREE_PLACES,),
    ),
    LegalGround(
        "medical_contraindication",
        "медицинские противопоказания",
        _MEDICAL_BEFORE,
        _RESIDENTIAL,
        demands=(MEDICAL_CONCLUSION,),
        until=_LAST_DAY_BEFORE,
    ),
    LegalGround(
        "medical_contraindication",
        "медицинские противопоказания",
        _MEDICAL,
        EVERY_FORM,
        demands=(MEDICAL_CONCLUSION,),
        since=MEDICAL_ORDER,
    ),
)
FEDERAL_TERMINATION = TerminationRules(
    grounds=(*COMMON_GROUNDS, *BY_WILL),
    before_contract=_BEFORE_CONTRACT,
    source=_COMMON,
    initiative=_INITIATIVE,
    notice=_NOTICE,
    waiver=WaiverRules(
        scopes=ChoiceList(
            "waiver_scope",
            "От чего отказывается получатель",
            (
                Choice(ALL_SERVICES, "от всех услуг"),
                Choice(SOME_SERVICES, "от некоторых услуг"),
            ),
            _WAIVER,
        ),
        programme_item=13,
        demands=(WRITTEN_WAIVER,),
        citation=_WAIVER,
    ),
)
