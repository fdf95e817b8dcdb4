"""Прекращение: две инициативы, документ в двух экземплярах (MSK-TER-01 … MSK-TER-05)."""

from portal.regions.api import (
    EVERY_FORM,
    FEDERAL_TERMINATION,
    WRITTEN_CLAIM,
    Advice,
    Choice,
    ChoiceList,
    Citation,
    Demand,
    EndingPaper,
    Initiator,
    LastDay,
    LegalGround,
    TerminationGround,
    TerminationRules,
    Timeline,
    Version,
    replace,
)
from portal_moscow.identity import IN_FORCE

_WAIVER = Citation("MSK-TER-01", "1171", "приложение 11 к приказу № 1171")
_INITIATIVE = Citation(
    "MSK-TER-02",
    "1171",
    "п. 15 приложения 8 к приказу № 1171",
    note="форма договора того же приказа и памятка дают поставщику отказ за нарушение: допускаются "
    "два основания, с доказательствами, предупреждением и решением директора",
)
_PAPER = Citation(
    "MSK-TER-03",
    "1171",
    "п. 15 приложения 8 к приказу № 1171",
    note="исключения — смерть, окончание срока, решение суда — добавлены порталом",
)
_MEDICAL_IN_GUIDE = Citation(
    "MSK-TER-04",
    "829-PP",
    "раздел 5 памятки, подп. «а» п. 7 формы договора",
    note="прежняя редакция: только стационар; с 23.05.2023 действует ч. 3 ст. 18 442-ФЗ для всех "
    "форм, в напечатанном договоре слова могли остаться старыми",
)
_UNPAID = Citation(
    "MSK-TER-05",
    "829-PP",
    "раздел 6 Порядка № 829-ПП",
    note="раздел известен из памятки",
)

_STOP_DATE = Demand(
    "stop_date",
    "value_invalid",
    "В заявлении об отказе укажите дату, с которой услуги прекращаются.",
    _WAIVER,
)
_EVIDENCE = Demand(
    "breach_record",
    "evidence_missing",
    "Приложите доказательство: запись о нарушении или справку о долге.",
    _UNPAID,
    instead=("debt_statement",),
)
_WARNING = Demand(
    "written_warning",
    "warning_required",
    "Сначала письменно предупредите получателя и запишите день вручения предупреждения.",
    _UNPAID,
)
_CONFIRMED = Demand(
    "director_confirmation",
    "signature_missing",
    "Расторжение по инициативе поставщика подтверждает директор. Передайте договор ему.",
    _INITIATIVE,
)
_STRICT = Advice(
    "provider_initiative_not_in_rules",
    "Правила заключения договоров инициативу поставщика не называют: получатель может её оспорить.",
    _INITIATIVE,
)
_ANY = TerminationGround(
    "any",
    "иная причина по инициативе получателя (законного представителя)",
    _INITIATIVE,
    EVERY_FORM,
    demands=(replace(WRITTEN_CLAIM, citation=_INITIATIVE),),
    initiators=frozenset({Initiator.RECIPIENT}),
    last_day=LastDay.APPLICATION,
)


def _in_moscow(ground: TerminationGround) -> TerminationGround:
    match ground.code:
        case "refusal":
            return replace(ground, citation=_WAIVER, demands=(*ground.demands, _STOP_DATE))
        case "breach_by_recipient":
            return replace(
                ground,
                citation=_UNPAID,
                demands=(_EVIDENCE, _WARNING, _CONFIRMED),
                advice=(_STRICT,),
            )
        case "medical_contraindication" if ground.until is None:
            demands = (*ground.demands, replace(_WARNING, citation=_INITIATIVE), _CONFIRMED)
            return replace(ground, demands=demands, advice=(_STRICT,))
        case "medical_contraindication":
            return replace(ground, citation=_MEDICAL_IN_GUIDE)
    return ground


def _before_contract(ground: LegalGround) -> LegalGround:
    return ground if ground.until is None else replace(ground, citation=_MEDICAL_IN_GUIDE)


def _rules(federal: TerminationRules) -> TerminationRules:
    return replace(
        federal,
        grounds=(*(_in_moscow(ground) for ground in federal.grounds), _ANY),
        before_contract=tuple(_before_contract(ground) for ground in federal.before_contract),
        initiative=_INITIATIVE,
        papers=(
            EndingPaper(
                "termination_document",
                "документ о расторжении, часть договора",
                ChoiceList(
                    "termination_document",
                    "Документ о расторжении",
                    (Choice("document_date", "дата документа"),),
                    _PAPER,
                ),
                _PAPER,
                signatures=("provider", "recipient"),
                copies=2,
                not_for=("death", "term_expired", "missing_or_declared_dead"),
            ),
        ),
        lists=(
            *federal.lists,
            ChoiceList(
                "waiver_acceptance",
                "Кто и когда принял заявление об отказе",
                (
                    Choice("position", "должность"),
                    Choice("name", "фамилия, имя, отчество"),
                    Choice("date", "дата принятия"),
                ),
                _WAIVER,
            ),
        ),
    )


TERMINATION = Timeline(Version(IN_FORCE, _rules(FEDERAL_TERMINATION), _INITIATIVE))
