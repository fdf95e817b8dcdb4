"""Индивидуальная программа: проект центра, заполнение, утрата, прекращение (MSK-IPP)."""

from datetime import date

from portal.regions.api import (
    FEDERAL_PROGRAMME,
    Choice,
    ChoiceList,
    Citation,
    DeadlineRule,
    Drafting,
    EndRules,
    LossRules,
    Norm,
    Place,
    State,
    TermUnit,
    Timeline,
    Transition,
    Version,
    Workflow,
    WorkflowStep,
    replace,
)
from portal_moscow.identity import IN_FORCE

_HANDOVER = Citation(
    "MSK-IPP-01", "829-PP", "п. 3.2–3.4 Порядка № 829-ПП, п. 2, 4 приложения 7 к приказу № 1171"
)
_DRAFT = Citation("MSK-IPP-02", "1171", "п. 3 приложения 4 к приказу № 1171")
_REVIEW = Citation("MSK-IPP-03", "1171", "п. 7 приказа № 1171, п. 2 приложения 7")
_LOSS = Citation(
    "MSK-IPP-04",
    "1171",
    "п. 6 приложения 7, подп. 4 п. 6 приказа № 1171",
    note="одно место говорит о новой программе, другое — о дубликате: предлагаем дубликат",
)
_END = Citation(
    "MSK-IPP-05",
    "1171",
    "п. 7 приложения 7 к приказу № 1171",
    note="при отказе спрашиваем, от всего обслуживания он или только от этого поставщика",
)
_SCOPE = Citation("MSK-IPP-06", "1171", "п. 22 приложения 7 к приказу № 1171")
_MOVE = Citation(
    "MSK-IPP-07",
    "1171",
    "п. 5 приложения 7 к приказу № 1171",
    note="конца срока приказ не называет: действует федеральный порядок, ч. 5 ст. 16 442-ФЗ",
)
_INCAPACITY = Citation("MSK-IPP-08", "1171", "п. 8 приложения 7 к приказу № 1171")
_FILLING = Citation(
    "MSK-IPP-09",
    "1171",
    "п. 15–23 приложения 7 к приказу № 1171",
    note="пункты 17 и 20 в источнике утрачены",
)
_PARTICIPATION = Citation("MSK-IPP-10", "1171", "п. 9 приложения 7 к приказу № 1171")
_TRANSITION = Citation("MSK-IPP-11", "1171", "п. 3–4 приказа № 1171")


def _draft_step(code: str, title: str, actor: str, source: str, target: str) -> WorkflowStep:
    return WorkflowStep(code, title, (actor,), source, target, _DRAFT)


_DRAFTING = Drafting(
    workflow=Workflow(
        "programme_draft",
        "Проект индивидуальной программы",
        (
            State("draft_with_applicant", "Готовится вместе с заявителем"),
            State("sent_for_signature", "Отправлен на подпись"),
            State("signed", "Подписана"),
            State("handed_over", "Вручена", final=True),
        ),
        (
            _draft_step(
                "send", "Отправить на подпись", "director",
                "draft_with_applicant", "sent_for_signature",
            ),
            _draft_step(
                "sign", "Подписать", "authority", "sent_for_signature", "signed"
            ),
            _draft_step("hand_over", "Вручить получателю", "authority", "signed", "handed_over"),
        ),
    ),
    warn_days_before=1,
    participation_mandatory=True,
    citation=_DRAFT,
    participation=_PARTICIPATION,
)  # fmt: skip

_LISTS = (
    ChoiceList(
        "programme_items",
        "как заполняют программу",
        (
            Choice("1-3,6", "пункты 1–3 и 6 — как в паспорте", needs="identity_document"),
            Choice("5", "пункт 5 — только для работающих", needs="only_if_employed"),
            Choice("9", "пункт 9 — форма обслуживания по закону", needs="federal_forms"),
            Choice(
                "10.name", "пункт 10 — название услуги из перечня", needs="catalogue_name_exact"
            ),
            Choice("10.volume", "пункт 10 — объём по стандарту", needs="service_standard"),
            Choice(
                "10.frequency",
                "пункт 10 — дни недели и часы или недельный план",
                needs="weekday_and_hours_or_weekly_plan",
            ),
            Choice("10.period", "пункт 10 — срок по нормам времени", needs="moscow_time_norms"),
            Choice(
                "10.mark",
                "пункт 10 — отметка, когда срок истёк или программу пересмотрели",
                needs="at_expiry_or_review",
            ),
            Choice("12", "пункт 12 — ближайшие поставщики", needs="nearest_to_home"),
            Choice(
                "13",
                "пункт 13 — отказ от этого поставщика",
                needs="refusal_ends_towards_organisation",
            ),
            Choice(
                "14",
                "пункт 14 — вид сопровождения и кому оно нужно",
                needs="social_support_kind_and_recipient",
            ),
        ),
        _FILLING,
    ),
)

_ENDS = EndRules(
    grounds=ChoiceList(
        "programme_end_grounds",
        "почему прекращается программа",
        (
            Choice("death", "смерть получателя"),
            Choice("declared_dead", "получатель объявлен умершим"),
            Choice("missing", "получатель признан безвестно отсутствующим"),
            Choice("refusal_of_all_services", "отказ от социального обслуживания", needs="scope"),
        ),
        _END,
    ),
    scopes=ChoiceList(
        "refusal_scopes",
        "от чего отказ",
        (
            Choice("all_services", "от всего социального обслуживания"),
            Choice("this_provider", "только от этого поставщика"),
        ),
        _SCOPE,
    ),
    after_refusal=DeadlineRule(
        "programme_end_on_refusal", 5, TermUnit.WORKING_DAY, "refusal_submitted", _END
    ),
    ends_on_incapacity=False,
    after_incapacity=ChoiceList(
        "after_incapacity",
        "что делать после решения суда о дееспособности",
        (
            Choice("record_guardian", "внести опекуна или попечителя"),
            Choice("offer_review", "предложить пересмотр программы"),
        ),
        _INCAPACITY,
    ),
)

PROGRAMME = replace(
    FEDERAL_PROGRAMME,
    lists=_LISTS,
    # The same terms as the federal ones, by the city's own clauses.
    deadlines=tuple(replace(rule, citation=_HANDOVER) for rule in FEDERAL_PROGRAMME.deadlines),
    review=replace(
        FEDERAL_PROGRAMME.review,
        applicants=ChoiceList(
            "review_applicants",
            "кто подаёт заявление о пересмотре программы",
            (
                Choice("recipient", "получатель"),
                Choice("representative", "законный представитель"),
                Choice("other_citizen", "другой гражданин в его интересах"),
                Choice("state_body", "государственный орган"),
                Choice("local_body", "орган местного самоуправления"),
                Choice("public_association", "общественное объединение"),
            ),
            _REVIEW,
        ),
        form="review_application",
        citation=_REVIEW,
    ),
    drafting=_DRAFTING,
    loss=LossRules(
        on_loss=ChoiceList(
            "programme_loss",
            "что делают, когда программа утрачена",
            (
                Choice("duplicate", "дубликат: номер, дата и договор прежние"),
                Choice("new_programme", "новая программа", needs="new_contract"),
            ),
            _LOSS,
        ),
        default="duplicate",
        on_change="new_programme",
    ),
    ends=_ENDS,
    transition=Transition(
        served_before=IN_FORCE,
        drafts_by=date(2015, 4, 1),
        signed_and_sent_by=date(2015, 5, 1),
        citation=_TRANSITION,
    ),
)

PROGRAMMES = Timeline(Version(IN_FORCE, PROGRAMME, _HANDOVER))

PROGRAMME_NORMS = (
    Norm(
        "programme_after_move_in_the_city",
        "Программа из другого региона",
        "Прежняя программа действует в пределах городского перечня услуг. Помогите получателю "
        "подать заявление о новой: со дня, когда её выдадут, нужен договор по ней.",
        (Place.PROGRAMME,),
        _MOVE,
    ),
    Norm(
        "programme_is_filled_by_rules",
        "Как заполнить проект программы",
        "Подсказки к пунктам бланка:",
        (Place.PROGRAMME,),
        _FILLING,
        items=_LISTS[0].choices,
    ),
    Norm(
        "applicant_takes_part",
        "Заявитель участвует в подготовке программы",
        "Проект готовят вместе с заявителем, насколько позволяет его здоровье. Мнение "
        "родственников учитывают, только если оно в его интересах.",
        (Place.PROGRAMME,),
        _PARTICIPATION,
    ),
    Norm(
        "programmes_of_2015",
        "Переходный период 2015 года",
        "Тем, кого обслуживали до 2015 года, проекты готовили до 1 апреля, подписанные программы "
        "рассылали до 1 мая 2015 года.",
        (Place.PROGRAMME,),
        _TRANSITION,
        until=date(2015, 5, 1),
    ),
)
