"""Работа с семьёй в отделении профилактики: состояния, шаги и что для них нужно (VLA-MIN-09)."""

from portal.regions.api import (
    Citation,
    Demand,
    Guard,
    GuardedWorkflow,
    State,
    Workflow,
    WorkflowStep,
)

_WORK = Citation(
    "VLA-MIN-09",
    "vla-procedure",
    "п. 3–10 раздела I порядка отделения профилактики",
    note="сроков в тексте нет",
)
_HEAD = ("head_of_department",)
_STAFF = ("social_worker", "head_of_department")


def _step(
    code: str, title: str, source: str, target: str, actors: tuple[str, ...] = _STAFF
) -> WorkflowStep:
    return WorkflowStep(code, title, actors, source, target, _WORK)


def _guard(step: str, *facts: tuple[str, str], instead: tuple[str, ...] = ()) -> Guard:
    return Guard(
        step,
        tuple(
            Demand(code, f"{code}_missing", text, _WORK, instead=instead) for code, text in facts
        ),
    )


FAMILY_WORK = GuardedWorkflow(
    Workflow(
        "family_work",
        "работа с семьёй",
        (
            State("information_received", "получены сведения"),
            State("visited", "семью посетили"),
            State("decided", "принято решение"),
            State("file_opened", "заведено дело"),
            State("rehabilitation", "идёт реабилитация"),
            State("discussed", "обсуждается"),
            State("removed_from_register", "снята с учёта"),
            State("archived_in_department", "дело хранится в отделении", final=True),
        ),
        (
            _step("visit", "посетить семью", "information_received", "visited"),
            _step("decide", "принять решение", "visited", "decided", _HEAD),
            _step("open_file", "завести личное дело", "decided", "file_opened"),
            _step("start", "начать реабилитацию", "file_opened", "rehabilitation"),
            _step("discuss", "обсудить со специалистами", "rehabilitation", "discussed"),
            _step("go_on", "продолжить реабилитацию", "discussed", "rehabilitation"),
            _step("remove", "снять с учёта", "rehabilitation", "removed_from_register"),
            _step(
                "archive",
                "оставить дело на хранение",
                "removed_from_register",
                "archived_in_department",
            ),
        ),
    ),
    (
        _guard(
            "visit",
            ("living_conditions_act", "Нет акта обследования условий. Составьте его."),
            ("family_social_passport", "Нет социального паспорта семьи. Заполните его."),
        ),
        _guard(
            "decide", ("head_decision", "Нет решения заведующего отделением. Запишите решение.")
        ),
        _guard("open_file", ("help_needed", "Не отмечено, что семье нужна помощь. Отметьте это.")),
        _guard("start", ("programme_registered", "Программа реабилитации не принята. Внесите её.")),
        _guard("discuss", ("need_to_discuss", "Не записано, что обсудить. Запишите вопрос.")),
        _guard("go_on", ("work_continues", "Не записано, что работа продолжается. Запишите.")),
        _guard(
            "remove",
            (
                "collegial_decision",
                "Нет коллегиального решения о снятии с учёта. Запишите его, устранение причин или "
                "восемнадцатилетие.",
            ),
            instead=("causes_removed", "age_18"),
        ),
        _guard("archive", ("file_kept", "Не отмечено, где хранится дело. Отметьте это.")),
    ),
)
