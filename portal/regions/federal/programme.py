"""The federal baseline: how an individual programme is made, reviewed, marked and ended."""

from portal.domain.catalogue import Form, Kind
from portal.domain.choices import Choice, ChoiceList
from portal.domain.deadlines import DeadlineRule
from portal.domain.deadlines import Unit as TermUnit
from portal.domain.law import Citation
from portal.domain.norms import Norm, Place
from portal.domain.programme_life import Portability, ReviewRules
from portal.domain.programme_rules import (
    HANDOVER,
    REVIEW,
    Binding,
    CopyRules,
    KindSection,
    ProgrammeRules,
    StayRules,
    VolumeRules,
)

CONTENT = Citation("FED-IPP-01", "442-FZ", "ч. 1 ст. 16 442-ФЗ")
BINDING = Citation("FED-IPP-02", "442-FZ", "ч. 3 ст. 16 442-ФЗ")
HANDED_OVER = Citation(
    "FED-IPP-03",
    "442-FZ",
    "ч. 4 ст. 16 442-ФЗ",
    note="считаем рабочие дни со дня подачи заявления: так в законе и в большинстве текстов",
)
COPIES = Citation("FED-IPP-04", "442-FZ", "ст. 16 442-ФЗ")
THREE_YEARS = Citation("FED-IPP-05", "442-FZ", "ч. 2 ст. 16 442-ФЗ")
INITIATORS = Citation(
    "FED-IPP-06", "442-FZ", "ч. 2 ст. 16 442-ФЗ", note="инициаторы — по разъяснениям о программе"
)
MOVED = Citation("FED-IPP-07", "442-FZ", "ч. 5 ст. 16 442-ФЗ")
MARKS = Citation("FED-IPP-08", "874n", "примечания к п. 10 формы программы")
LEAVING = Citation(
    "FED-IPP-08",
    "874n",
    "примечания к п. 10 формы программы",
    note="третий случай, уход от поставщика, — наш",
)
ONLY_PRESCRIBED = Citation("FED-IPP-09", "442-FZ", "ст. 16, ч. 2 ст. 11 442-ФЗ")
PERIOD = Citation("FED-IPP-10", "874n", "примечание 2 к форме программы")
KINDS = Citation("FED-IPP-11", "442-FZ", "ст. 20 442-ФЗ")
FORMS = Citation("FED-IPP-12", "442-FZ", "ст. 19 442-ФЗ")

_REQUIRED = ChoiceList(
    "programme_fields",
    "что есть в программе",
    (
        Choice("service_form", "форма обслуживания"),
        Choice("services", "виды услуг"),
        Choice("volume", "объём"),
        Choice("frequency", "периодичность"),
        Choice("conditions", "условия"),
        Choice("period", "сроки"),
        Choice("recommended_providers", "рекомендуемые поставщики"),
    ),
    CONTENT,
)
_OPTIONAL = ChoiceList(
    "programme_optional_fields",
    "что может быть в программе",
    (Choice("social_support", "мероприятия по социальному сопровождению"),),
    CONTENT,
)
_REVIEW_INITIATORS = ChoiceList(
    "review_initiators",
    "кто может просить о пересмотре программы",
    (
        Choice("recipient", "получатель"),
        Choice("representative", "законный представитель"),
        Choice("other_citizen", "другой гражданин в его интересах"),
        Choice("state_body", "государственный орган"),
        Choice("local_body", "орган местного самоуправления"),
        Choice("public_association", "общественное объединение"),
        Choice("provider", "поставщик"),
        Choice("authority", "орган социальной защиты"),
    ),
    INITIATORS,
)

FEDERAL_PROGRAMME = ProgrammeRules(
    required=_REQUIRED,
    optional=_OPTIONAL,
    lists=(),
    deadlines=(
        DeadlineRule(HANDOVER, 10, TermUnit.WORKING_DAY, "application_submitted", HANDED_OVER),
        # The last day of a programme is a date, no term for an act: days off keep it (FED-CAL-03).
        DeadlineRule(REVIEW, 3, TermUnit.YEAR, "programme_issued", THREE_YEARS),
    ),
    warn_before_days=(60, 30, 7),
    copies=CopyRules(
        copies=2,
        holders=("recipient", "authority"),
        provider_keeps=ChoiceList(
            "programme_copy",
            "что делает поставщик с первым экземпляром",
            (
                Choice("scan_attached", "скан приложен к записи"),
                Choice("paper_returned", "бумага возвращена получателю"),
            ),
            COPIES,
        ),
    ),
    binding=Binding(
        binding_for=("provider",), advisory_for=("recipient", "representative"), citation=BINDING
    ),
    review=ReviewRules(
        initiators=_REVIEW_INITIATORS,
        proposers=("provider",),
        may_be_rejected=False,
        expected=HANDOVER,
    ),
    portability=Portability(
        within_new_list=True,
        ends_on_first_of=ChoiceList(
            "programme_after_move_ends",
            "чем заканчивается программа после переезда",
            (
                Choice("new_programme_issued", "выдана новая программа"),
                Choice("service_periods_end", "истекли сроки услуг"),
            ),
            MOVED,
        ),
    ),
    marks=ChoiceList(
        "completion_marks",
        "отметка о выполнении услуги",
        (
            Choice("fulfilled", "выполнена"),
            Choice("partly_fulfilled", "выполнена частично"),
            Choice("not_fulfilled", "не выполнена", needs="reason"),
        ),
        MARKS,
    ),
    mark_moments=ChoiceList(
        "completion_mark_moments",
        "когда ставят отметки",
        (
            Choice("programme_expires", "срок программы истекает"),
            Choice("programme_reviewed", "программу пересматривают"),
            Choice("recipient_leaves_provider", "получатель уходит от поставщика"),
        ),
        LEAVING,
    ),
    volume=VolumeRules(
        becomes_additional=True, capped_by_fee_rules=False, citation=ONLY_PRESCRIBED
    ),
    period_inclusive=True,
    period_citation=PERIOD,
    kinds=(
        KindSection(Kind.SOCIAL_DOMESTIC, "I"),
        KindSection(Kind.SOCIAL_MEDICAL, "II"),
        KindSection(Kind.SOCIAL_PSYCHOLOGICAL, "III"),
        KindSection(Kind.SOCIAL_PEDAGOGICAL, "IV"),
        KindSection(Kind.SOCIAL_LABOUR, "V"),
        KindSection(Kind.SOCIAL_LEGAL, "VI"),
        KindSection(Kind.COMMUNICATIVE, "VII"),
        KindSection(Kind.URGENT, None),
    ),
    kinds_citation=KINDS,
    stay=StayRules(
        form=Form.STATIONARY,
        modes=ChoiceList(
            "stay_modes",
            "режим проживания",
            (
                Choice("permanent", "постоянно"),
                Choice("temporary", "временно", needs="valid_until"),
                Choice("five_day_week", "пять дней в неделю"),
            ),
            FORMS,
        ),
    ),
)

PROGRAMME_NORMS = (
    Norm(
        "programme_binds_provider",
        "Программа обязательна для поставщика",
        "Получатель может воспользоваться программой полностью, частично или отказаться от неё. "
        "Поставщик не может сам исключить услугу или уменьшить её объём.",
        (Place.PROGRAMME, Place.CONTRACT),
        BINDING,
    ),
    Norm(
        "programme_copies",
        "Первый экземпляр остаётся у получателя",
        "Программа составлена в двух экземплярах: один у получателя, другой у органа социальной "
        "защиты. Снимите скан и верните бумагу.",
        (Place.PROGRAMME,),
        COPIES,
    ),
    Norm(
        "programme_is_reviewed",
        "Бессрочных программ нет",
        "Программу пересматривают, когда меняется нуждаемость, и не реже чем раз в три года, с "
        "учётом того, как выполнена прежняя.",
        (Place.PROGRAMME, Place.CABINET),
        THREE_YEARS,
    ),
    Norm(
        "programme_from_another_region",
        "Программа из другого региона",
        "После переезда прежняя программа действует в пределах перечня услуг нового региона, пока "
        "здесь не составят новую или не истекут её сроки.",
        (Place.PROGRAMME, Place.CONTRACT),
        MOVED,
    ),
    Norm(
        "over_programme_is_additional",
        "Сверх программы — дополнительная услуга",
        "Услуги сверх программы оказывают отдельно, по желанию получателя и за полную плату.",
        (Place.DELIVERIES, Place.ACT),
        ONLY_PRESCRIBED,
    ),
)
