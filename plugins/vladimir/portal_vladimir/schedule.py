"""Курсы и сроки пребывания по отделениям (VLA-SCH-01 … VLA-SCH-06)."""

from portal.regions.api import (
    FEDERAL_SCHEDULE,
    AgeEnd,
    Attendance,
    Choice,
    ChoiceList,
    Citation,
    CouncilCourse,
    Course,
    OpenStay,
    RecordSpec,
    Timeline,
    Version,
    replace,
)
from portal_vladimir.identity import IN_FORCE

_COURSE = Citation(
    "VLA-SCH-01",
    "vla-procedure",
    "п. 5 порядка отделения дневного пребывания",
    note="если на три недели приходится праздник, считаем рабочие дни",
)
_ATTENDANCE = Citation(
    "VLA-SCH-02", "vla-procedure", "порядок отделения реабилитации, абзац о посещении"
)
_COUNCIL = Citation("VLA-SCH-03", "vla-procedure", "порядок отделения реабилитации, абзац о курсе")
_PREVENTION = Citation(
    "VLA-SCH-04", "vla-procedure", "п. 7 раздела I порядка отделения профилактики"
)
_STAY = Citation("VLA-SCH-05", "vla-procedure", "порядок стационарного отделения, последний абзац")
_DISCUSSION = Citation(
    "VLA-SCH-06", "vla-procedure", "п. 8 раздела I порядка отделения профилактики"
)

SCHEDULES = Timeline(
    Version(
        IN_FORCE,
        replace(
            FEDERAL_SCHEDULE,
            courses=(Course("day_care", working_days=15, weeks=3, citation=_COURSE),),
            council_courses=(
                CouncilCourse(
                    "child_rehabilitation",
                    RecordSpec(
                        ChoiceList(
                            "council_decision",
                            "решение медико-психолого-педагогического консилиума",
                            (
                                Choice("council_minutes_number", "номер протокола"),
                                Choice("council_date", "дата заседания"),
                                Choice("course_from", "первый день курса"),
                                Choice("course_to", "последний день курса"),
                            ),
                            _COUNCIL,
                        ),
                        required=(
                            "council_minutes_number",
                            "council_date",
                            "course_from",
                            "course_to",
                        ),
                        refusal="council_decision_missing",
                    ),
                ),
            ),
            attendance=(
                Attendance(
                    "child_rehabilitation",
                    ChoiceList(
                        "attendance_modes",
                        "когда ребёнок посещает отделение",
                        (
                            Choice("school_age", "школьник — в свободное от учёбы время"),
                            Choice("preschool", "дошкольник — по режиму работы отделения"),
                        ),
                        _ATTENDANCE,
                    ),
                    free_of_lessons=("school_age",),
                ),
            ),
            age_ends=(
                AgeEnd(
                    "minors_prevention",
                    age=18,
                    warn_days=60,
                    ends=ChoiceList(
                        "prevention_ends",
                        "когда кончается профилактическая работа",
                        (
                            Choice("help_completed", "помощь оказана"),
                            Choice("causes_removed", "причины и условия устранены"),
                            Choice("age_18", "исполнилось 18 лет"),
                        ),
                        _PREVENTION,
                    ),
                    by_age="age_18",
                ),
            ),
            open_stays=(
                OpenStay(
                    "minors_stationary",
                    ends=ChoiceList(
                        "minors_stay_ends",
                        "когда кончается пребывание",
                        (
                            Choice("help_completed", "оказана помощь, проведена реабилитация"),
                            Choice("placement_settled", "решено дальнейшее устройство"),
                        ),
                        _STAY,
                    ),
                    settles="placement_settled",
                ),
            ),
            discussion=RecordSpec(
                ChoiceList(
                    "joint_discussion",
                    "совместное обсуждение хода реабилитации",
                    (
                        Choice("date", "день"),
                        Choice("participants", "участники"),
                        Choice("question", "вопрос"),
                        Choice("decision", "решение"),
                    ),
                    _DISCUSSION,
                ),
                required=("date", "decision"),
            ),
        ),
        _COURSE,
    )
)
