"""Прекращение по отделениям, приказ директора, последний день (VLA-TER-01 … VLA-TER-11)."""

from datetime import date

from portal.regions.api import (
    FEDERAL_TERMINATION,
    Advice,
    Choice,
    ChoiceList,
    Citation,
    DeadlineRule,
    Demand,
    EndingPaper,
    Form,
    Initiator,
    LastDay,
    TerminationGround,
    TermUnit,
    Timeline,
    Version,
    replace,
)
from portal_vladimir.identity import IN_FORCE

_HOME_CLAUSE = "п. 14 порядка обслуживания на дому"
_BOTH_CLAUSES = f"{_HOME_CLAUSE}, п. 15 порядка отделения дневного пребывания"
_AT_HOME = frozenset({"home_care"})
_BY_DAY = frozenset({"day_care"})
_WITH_CHILDREN = {
    "minors_prevention": Form.HOME,
    "child_rehabilitation": Form.SEMI_STATIONARY,
    "minors_stationary": Form.STATIONARY,
}
_CHILDREN_SERVED = frozenset({"child_rehabilitation", "minors_stationary"})
_MEDICAL_ORDER = date(2023, 5, 23)
_BY_RECIPIENT = frozenset({Initiator.RECIPIENT})
_BY_PROVIDER = frozenset({Initiator.PROVIDER})


def _cited(
    rule: str, unit: str = _BOTH_CLAUSES, note: str = "", *, verify: bool = False
) -> Citation:
    return Citation(rule, "vla-procedure", unit, note=note, verify=verify)


_HOME_LIST = _cited("VLA-TER-01", _HOME_CLAUSE)
_DAY_LIST = _cited(
    "VLA-TER-02",
    "п. 15 порядка отделения дневного пребывания",
    note="перечень обрывается точкой с запятой: седьмая строка могла быть утрачена",
)
_ORDER = _cited(
    "VLA-TER-03",
    f"{_HOME_CLAUSE}, п. 16 порядка отделения дневного пребывания",
    note="порядок требует приказа, состав его полей выбран порталом",
)
_WAIVER = _cited("VLA-TER-04")
_TERM = _cited("VLA-TER-05", note="напоминание за 30 дней — правило портала")
_BREACH = _cited("VLA-TER-06")
_MEDICAL = _cited(
    "VLA-TER-07", note="с 23.05.2023 областное основание совпадает с ч. 3 ст. 18 442-ФЗ"
)
_DEATH = _cited("VLA-TER-08", note="день прекращения выбран порталом: порядок его не называет")
_SENTENCE = _cited(
    "VLA-TER-09", _HOME_CLAUSE, note="день прекращения выбран порталом: порядок его не называет"
)
_COLLEGIAL = _cited(
    "VLA-TER-10",
    "п. 9 раздела I порядка отделения профилактики",
    note="приказ не нужен, личное дело остаётся в отделении",
)
_CHILDREN = _cited(
    "VLA-TER-11",
    "порядки детских отделений о прекращении молчат",
    note="основания предложены порталом",
    verify=True,
)

_WRITTEN = Demand(
    "refusal_application",
    "written_refusal_required",
    "Устного отказа мало. Зарегистрируйте письменное заявление получателя или представителя.",
    _WAIVER,
)
_RECORD = Demand(
    "breach_record",
    "evidence_missing",
    "Запишите, что и когда нарушено: без записи о фактах прекратить обслуживание нельзя.",
    _BREACH,
)
_CLAUSE = Demand(
    "contract_clause",
    "evidence_missing",
    "Укажите пункт договора, который нарушен.",
    _BREACH,
)
_CONCLUSION = Demand(
    "medical_conclusion",
    "medical_conclusion_missing",
    "Нужно заключение уполномоченной медицинской организации. Внесите его реквизиты.",
    _MEDICAL,
)
_CERTIFICATE = Demand(
    "death_certificate", "documents_missing", "Зарегистрируйте свидетельство о смерти.", _DEATH
)
_COURT = Demand("court_decision", "documents_missing", "Зарегистрируйте решение суда.", _DEATH)
_CONVICTED = Demand(
    "court_sentence", "documents_missing", "Зарегистрируйте приговор суда.", _SENTENCE
)
_DECISION = Demand(
    "collegial_decision",
    "collegial_decision_missing",
    "Семью снимают с учёта коллегиальным решением специалистов. Зарегистрируйте его.",
    _COLLEGIAL,
)
_WARN = Advice(
    "warning_recommended",
    "Порядок предупреждения не требует, но письменно предупредить получателя стоит.",
    _BREACH,
    unless="written_warning",
)
_DIAGNOSIS = Advice(
    "diagnosis_to_check",
    "Сверьте диагноз с федеральным перечнем медицинских противопоказаний.",
    _MEDICAL,
    unless="diagnosis_in_list",
)
_OURS = Advice(
    "ground_not_in_regional_text",
    "Основание предложено порталом: в порядке отделения его нет.",
    _CHILDREN,
)


def _grounds(list_of: Citation, form: Form, units: frozenset[str]) -> tuple[TerminationGround, ...]:
    """The six grounds that home care and day care share, in the order of their lists."""
    forms = frozenset({form})
    return tuple(
        ground
        for some in (_by_will_and_term, _by_breach_and_death, _by_decisions)
        for ground in some(list_of, forms, units)
    )


def _by_will_and_term(
    list_of: Citation, forms: frozenset[Form], units: frozenset[str]
) -> tuple[TerminationGround, ...]:
    """The recipient has had enough, or the term is over."""
    return (
        TerminationGround(
            "refusal",
            "письменное заявление получателя или представителя об отказе",
            list_of,
            forms,
            demands=(_WRITTEN,),
            unit_codes=units,
            initiators=_BY_RECIPIENT,
            last_day=LastDay.APPLICATION_OR_REGISTRATION,
        ),
        TerminationGround(
            "term_expired",
            "окончание срока договора и (или) индивидуальной программы",
            list_of,
            forms,
            unit_codes=units,
            last_day=LastDay.EARLIER_END,
            automatic=True,
        ),
    )


def _by_breach_and_death(
    list_of: Citation, forms: frozenset[Form], units: frozenset[str]
) -> tuple[TerminationGround, ...]:
    """The contract is broken, or its recipient has died."""
    return (
        TerminationGround(
            "breach_by_recipient",
            "нарушение условий договора получателем или законным представителем",
            list_of,
            forms,
            demands=(_RECORD, _CLAUSE),
            unit_codes=units,
            initiators=_BY_PROVIDER,
            last_day=LastDay.NOTICE,
            advice=(_WARN,),
        ),
        TerminationGround(
            "death",
            "смерть получателя",
            list_of,
            forms,
            demands=(_CERTIFICATE,),
            unit_codes=units,
        ),
    )


def _by_decisions(
    list_of: Citation, forms: frozenset[Form], units: frozenset[str]
) -> tuple[TerminationGround, ...]:
    """What a doctor or a court has found."""
    return (
        TerminationGround(
            "medical_contraindication",
            "выявление медицинских противопоказаний",
            list_of,
            forms,
            demands=(_CONCLUSION,),
            unit_codes=units,
            since=_MEDICAL_ORDER,
            initiators=_BY_PROVIDER,
            last_day=LastDay.NOTICE,
            advice=(_DIAGNOSIS,),
        ),
        TerminationGround(
            "missing_or_declared_dead",
            "решение суда о признании умершим или безвестно отсутствующим",
            list_of,
            forms,
            demands=(_COURT,),
            unit_codes=units,
        ),
    )


HOME = (
    *_grounds(_HOME_LIST, Form.HOME, _AT_HOME),
    TerminationGround(
        "imprisonment",
        "осуждение к лишению свободы",
        _SENTENCE,
        frozenset({Form.HOME}),
        demands=(_CONVICTED,),
        unit_codes=_AT_HOME,
    ),
)
DAY_CARE = _grounds(_DAY_LIST, Form.SEMI_STATIONARY, _BY_DAY)
PREVENTION = (
    TerminationGround(
        "positive_results",
        "положительные результаты: семью снимают с учёта",
        _COLLEGIAL,
        frozenset({Form.HOME}),
        demands=(_DECISION,),
        unit_codes=frozenset({"minors_prevention"}),
    ),
)


def _ours(code: str, title: str, last_day: LastDay = LastDay.EVENT) -> TerminationGround:
    return TerminationGround(
        code,
        title,
        _CHILDREN,
        frozenset({Form.SEMI_STATIONARY, Form.STATIONARY}),
        unit_codes=_CHILDREN_SERVED,
        last_day=last_day,
        advice=(_OURS,),
    )


CHILDREN = (
    _ours("course_completed", "завершение курса"),
    _ours("placement_settled", "решён вопрос дальнейшего устройства"),
    replace(_ours("age_18", "достижение 18 лет"), at_majority=True),
    replace(
        _ours("refusal", "письменный отказ законного представителя", LastDay.APPLICATION),
        demands=(replace(_WRITTEN, citation=_CHILDREN),),
        initiators=_BY_RECIPIENT,
    ),
    replace(
        _ours("term_expired", "окончание срока программы", LastDay.PROGRAMME_END), automatic=True
    ),
)


def _federal(ground: TerminationGround) -> TerminationGround:
    """A federal ground stays with the departments that have no list of their own."""
    if ground.forms == {Form.STATIONARY}:
        return ground  # One department gives residential care: there is nobody else to name.
    own = {item.code for item in CHILDREN}
    units = {
        unit: form
        for unit, form in _WITH_CHILDREN.items()
        if form in ground.forms and not (ground.code in own and unit in _CHILDREN_SERVED)
    }
    return replace(ground, forms=frozenset(units.values()), unit_codes=frozenset(units))


TERMINATION = Timeline(
    Version(
        IN_FORCE,
        replace(
            FEDERAL_TERMINATION,
            grounds=(
                *HOME,
                *DAY_CARE,
                *PREVENTION,
                *CHILDREN,
                *(_federal(ground) for ground in FEDERAL_TERMINATION.grounds),
            ),
            source=_HOME_LIST,
            reminder=DeadlineRule(
                "term_reminder", -30, TermUnit.CALENDAR_DAY, "last_day_of_term", _TERM
            ),
            papers=(
                EndingPaper(
                    "director_order",
                    "приказ директора о прекращении социального обслуживания",
                    ChoiceList(
                        "termination_order",
                        "Приказ о прекращении",
                        (
                            Choice("order_number", "номер приказа"),
                            Choice("order_date", "дата приказа"),
                            Choice("recipient", "получатель"),
                            Choice("contract", "договор"),
                            Choice("ground_code", "основание"),
                            Choice("terminated_on", "последний день обслуживания"),
                        ),
                        _ORDER,
                    ),
                    _ORDER,
                    unit_codes=_AT_HOME | _BY_DAY,
                ),
            ),
        ),
        _HOME_LIST,
    )
)
