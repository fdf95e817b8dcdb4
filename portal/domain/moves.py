"""Ways out and in besides an agreed transfer: another provider, region, department or form (TRN).

Rules: FED-TRN-01, FED-TRN-02, FED-TRN-03, MSK-TRN-01, VLA-TRN-01. The arrows of each way are the
region's own data; here is what an arrow needs before it may be taken.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from portal.domain.catalogue import Form
from portal.domain.demands import Facts
from portal.domain.law import Citation
from portal.domain.transfer import TransferRules
from portal.domain.violations import refuse
from portal.domain.workflow import Workflow, WorkflowStep, advance, main_path, open_steps

CHANGE_OF_PROVIDER_PATH = "terminate_and_conclude"
MOVING_AWAY_PAPERS = "moving_away_papers"
DIRECTORS_ORDER = "director_order"
ORDERS = frozenset({"department_order", DIRECTORS_ORDER})
"""The arrows that are an order of the provider."""
CHANGE_PAPERS = "change_of_provider_papers"
_DAY = timedelta(days=1)


class MoveKind(StrEnum):
    """Where somebody goes from where he is served now; the codes name the paths of a region."""

    PROVIDER = "another_provider"
    REGION = "another_region"
    DEPARTMENT = "between_departments"
    RESIDENTIAL = "to_residential_care"

    @property
    def label(self) -> str:
        """The words for people."""
        return _KINDS[self]

    @property
    def ends_contract(self) -> bool:
        """Whether the present contract ends on this way."""
        return self is not MoveKind.DEPARTMENT


class MoveWish(StrEnum):
    """What a recipient asks for: to go, or that a way which was begun be given up."""

    GO = "go"
    STAY = "stay"


_KINDS = {
    MoveKind.PROVIDER: "К другому поставщику",
    MoveKind.REGION: "В другой регион",
    MoveKind.DEPARTMENT: "В другое отделение",
    MoveKind.RESIDENTIAL: "В стационар",
}


@dataclass(frozen=True, slots=True)
class Need:
    """A fact that an arrow rests on, the code of the refusal without it, what to do."""

    fact: str
    refusal: str
    text: str


_ENDED = Need(
    "old_ended",
    "old_contract_active",
    "Прежний договор ещё не прекращён. Сначала оформите его прекращение до конца.",
)
NEEDS: Mapping[str, tuple[Need, ...]] = {
    "final_act": (
        Need(
            "last_day_over",
            "act_missing",
            "Последний акт составляют после последнего дня услуг. Подготовьте прекращение "
            "договора и отметьте этот шаг, когда этот день пройдёт.",
        ),
        Need(
            "acts_issued",
            "act_missing",
            "Есть месяцы без акта. Закройте их и составьте акты, потом отметьте этот шаг.",
        ),
    ),
    "completion_marks": (
        Need(
            "marks_recorded",
            "documents_missing",
            "Отметок о выполнении услуг ещё нет. Поставьте их в программе.",
        ),
    ),
    "director_order": (
        Need(
            "end_ordered",
            "signature_missing",
            "Приказа о прекращении ещё нет. Подготовьте прекращение, директор его подпишет.",
        ),
    ),
    "terminate_old": (_ENDED,),
    "present_programme_to_new": (
        Need("papers_drawn", "documents_missing", "Сначала составьте опись передаваемых бумаг."),
    ),
    "present_to_new": (
        Need("papers_drawn", "documents_missing", "Сначала составьте опись передаваемых бумаг."),
    ),
    "papers_handed": (
        Need("papers_drawn", "documents_missing", "Сначала составьте опись выдаваемых бумаг."),
    ),
    "stationary_programme": (
        Need(
            "stationary_programme",
            "programme_form_differs",
            "Действующей программы на стационар нет. Помогите получателю попросить о пересмотре "
            "и примите новую программу.",
        ),
    ),
    "old_end_set": (
        Need(
            "ends_on_the_eve",
            "gap",
            "Прекращение прежнего договора не подготовлено на канун дня приёма. Подготовьте его "
            "с этим днём или исправьте.",
        ),
    ),
    "conclude_new": (
        _ENDED,
        Need(
            "new_contract",
            "new_contract_missing",
            "Новый договор ещё не начался: составьте его, получите подписи и дождитесь его первого "
            "дня.",
        ),
    ),
}
"""What each arrow of a way needs; arrows that are not here need nothing but the day."""


@dataclass(frozen=True, slots=True)
class Way:
    """A lawful way from where somebody is; ``agreed``: an authority has to agree (AST-TRN-02).

    ``ordered``: the present contract ends by the director's order (VLA-TRN-01).
    """

    kind: MoveKind
    citation: Citation
    steps: tuple[str, ...]
    agreed: bool = False
    ordered: bool = False


def ways_from(rules: TransferRules, form: Form, *, departments: int, homes: int) -> tuple[Way, ...]:
    """The ways out of a contract of this form.

    ``departments`` are the others of the same form, ``homes`` the residential ones of the provider
    that take somebody of the recipient's age.
    """
    found = []
    for kind in MoveKind:
        if kind is MoveKind.DEPARTMENT and not departments:
            continue
        if kind is MoveKind.RESIDENTIAL and (form is Form.STATIONARY or not homes):
            continue
        agreed = kind is MoveKind.PROVIDER and by_authority(rules, form)
        path = rules.workflow if agreed else path_of(rules, kind)
        titles = tuple(step.title for step in main_path(path))
        cited = rules.procedure if agreed else _source(path, rules)
        ordered = any(step.code == DIRECTORS_ORDER for step in path.steps)
        found.append(Way(kind, cited, titles, agreed, ordered))
    return tuple(found)


def by_authority(rules: TransferRules, form: Form) -> bool:
    """Whether the region's procedure with an authority governs the change of a provider."""
    return rules.agreement is not None and form is Form.STATIONARY


def path_of(rules: TransferRules, kind: MoveKind) -> Workflow:
    """The arrows of a way; where a region's own change is agreed, the others follow the federal."""
    if kind is MoveKind.PROVIDER and rules.agreement is None:
        return rules.workflow
    code = CHANGE_OF_PROVIDER_PATH if kind is MoveKind.PROVIDER else kind.value
    return next(path for path in rules.paths if path.code == code)


def next_step(path: Workflow, state: str) -> WorkflowStep | None:
    """The arrow out of a state; None once the way is at its end."""
    return next(iter(open_steps(path, state)), None)


def take_arrow(path: Workflow, state: str, step: WorkflowStep, role: str, facts: Facts) -> str:
    """The state after an arrow.

    Raises transition_not_allowed, not_authorised, or the refusal of the first fact that is missing.
    """
    after = advance(path, state, step.code, role, facts)
    for need in NEEDS.get(step.code, ()):
        if need.fact not in facts:
            refuse(need.refusal, need.text, field="step", citation=step.citation)
    return after


def acts_due_until(today: date, last_day: date | None) -> date:
    """The last day whose month needs its act: of a month still going on nobody asks one yet."""
    if last_day is not None and last_day <= today:
        return last_day
    return today.replace(day=1) - _DAY


def _source(path: Workflow, rules: TransferRules) -> Citation:
    """What the region says of its procedure, where any step of the path rests on that."""
    own = path is rules.workflow and any(one.citation == rules.procedure for one in path.steps)
    return rules.procedure if own else path.steps[0].citation
