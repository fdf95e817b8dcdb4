"""The life of a contract in one place: its states and the steps between them.

Each step says who may take it, from which states, to which, what it prints and who is told. Use
cases ask it for the state after a step; the contract's page shows what is possible from here.
"""

from dataclasses import dataclass
from enum import StrEnum

from portal.domain.contract import RUNNING, ContractState
from portal.domain.law import Citation
from portal.domain.violations import refuse

_CONCLUDED = Citation("FED-CON-01", "442-FZ", "ч. 1 ст. 17 442-ФЗ")
_IN_FORCE = Citation("FED-CON-06", "874n", "п. 17 примерной формы договора")
_BY_CONSENT = Citation("FED-CON-07", "874n", "п. 13 примерной формы договора")
_FEE_ALONE = Citation("FED-FEE-14", "874n", "подп. «г» п. 7 примерной формы договора")
_TOLD = Citation("FED-NOT-01", "874n", "подп. «е» п. 6 примерной формы договора")
_ACT = Citation("FED-ACT-01", "874n", "п. 5 примерной формы договора")
_BREAK = Citation("FED-SUS-01", "874n", "подп. «в» п. 7 примерной формы договора")
_AFTER_BREAK = Citation("FED-SUS-04", "442-FZ", "ст. 32 442-ФЗ", verify=True)
WAIVED = Citation("FED-TER-01", "442-FZ", "ч. 1, 2 ст. 18 442-ФЗ")
_LEFT = Citation("FED-TRN-01", "442-FZ", "ст. 9, 16 442-ФЗ")
_ENDED = Citation(
    "FED-TER-07", "939n", "примерные порядки, приказы № 935н, 938н, 939н", verify=True
)

_WAITING = ContractState.AWAITING_SIGNATURE
_DIRECTOR = ("director",)
_PREPARERS = ("director", "accountant", "head_of_department")
_ORDERS = ("director", "head_of_department")
_MONEY = ("director", "accountant")
_KEEPERS = ("director", "head_of_department", "social_worker")
_OFFICE = ("director", "accountant", "social_worker", "head_of_department")


class LifeStep(StrEnum):
    """What may happen to a contract."""

    DRAW_UP = "draw_up"
    SEND_BACK = "send_back"
    SIGN = "sign"
    COME_INTO_FORCE = "come_into_force"
    DROP = "drop"
    AMEND = "amend"
    CHANGE_FEE = "change_fee"
    WAIVE = "waive"
    LEAVE = "leave"
    TELL = "tell"
    ISSUE_ACT = "issue_act"
    SUSPEND = "suspend"
    RECORD_BREAK = "record_break"
    RESUME = "resume"
    END = "end"
    CANCEL_END = "cancel_end"


@dataclass(frozen=True, slots=True)
class Passage:
    """A step of a contract's life; ``target`` is None where the state stays as it is.

    ``actors`` are roles; ``prints`` and ``tells`` are words, empty where nothing is printed or
    nobody is told. The step that draws a contract up has no source.
    """

    step: LifeStep
    title: str
    sources: tuple[ContractState, ...]
    target: ContractState | None
    actors: tuple[str, ...]
    citation: Citation
    prints: str = ""
    tells: str = ""


LIFE: tuple[Passage, ...] = (
    Passage(
        LifeStep.DRAW_UP, "Составить договор", (), _WAITING, _PREPARERS, _CONCLUDED,
        prints="договор с приложениями", tells="директор: договор ждёт подписи",
    ),
    Passage(
        LifeStep.SEND_BACK, "Вернуть без подписи и составить заново", (_WAITING,), None,
        _PREPARERS, _CONCLUDED, tells="кто составлял: причина возврата",
    ),
    Passage(
        LifeStep.SIGN, "Подписать за учреждение", (_WAITING,), None, _DIRECTOR, _CONCLUDED,
        prints="два экземпляра договора; файл с печатью, если есть сертификат",
        tells="получатель: договор ждёт его подписи",
    ),
    Passage(
        LifeStep.COME_INTO_FORCE, "Записать подпись получателя", (_WAITING,),
        ContractState.ACTIVE, (*_OFFICE, "recipient"), _IN_FORCE,
        tells="социальный работник: услуги начинаются",
    ),
    Passage(
        LifeStep.DROP, "Закрыть договор, который не подписан", (_WAITING,),
        ContractState.TERMINATED, _DIRECTOR, _CONCLUDED,
    ),
    Passage(
        LifeStep.AMEND, "Изменить по соглашению сторон", RUNNING, None, _MONEY, _BY_CONSENT,
        prints="дополнительное соглашение в двух экземплярах",
        tells="директор и получатель: соглашение ждёт подписи",
    ),
    Passage(
        LifeStep.CHANGE_FEE, "Изменить плату без соглашения", RUNNING, None, _MONEY,
        _FEE_ALONE, prints="уведомление о новой плате", tells="получатель: письменно, под подпись",
    ),
    Passage(
        LifeStep.WAIVE, "Записать отказ получателя от услуг", RUNNING, None, _PREPARERS, WAIVED,
        tells="социальный работник: этих услуг больше нет",
    ),
    Passage(
        LifeStep.LEAVE, "Записать переход к другому поставщику или в другой регион", RUNNING,
        None, _KEEPERS, _LEFT, prints="опись бумаг, программа с отметками",
        tells="получатель: какие бумаги взять с собой",
    ),
    Passage(
        LifeStep.TELL, "Известить об изменении условий", RUNNING, None, _ORDERS, _TOLD,
        prints="уведомление", tells="получатель: письменно, под подпись",
    ),
    Passage(
        LifeStep.ISSUE_ACT, "Выставить акт за месяц", (*RUNNING, ContractState.TERMINATED), None,
        _MONEY, _ACT, prints="акт и квитанция", tells="получатель: акт ждёт подписи",
    ),
    Passage(
        LifeStep.SUSPEND, "Приостановить обслуживание", RUNNING, ContractState.SUSPENDED, _ORDERS,
        _BREAK, prints="приказ о приостановлении; по долгу — письменное предупреждение",
        tells="получатель: день и основание",
    ),
    Passage(
        LifeStep.RECORD_BREAK, "Записать перерыв, который уже кончился", RUNNING,
        ContractState.ACTIVE, _ORDERS, _BREAK, prints="приказ о приостановлении",
        tells="получатель: дни и основание",
    ),
    Passage(
        LifeStep.RESUME, "Возобновить обслуживание", (ContractState.SUSPENDED,),
        ContractState.ACTIVE, _ORDERS, _AFTER_BREAK, prints="приказ о возобновлении",
        tells="получатель: с какого дня снова услуги",
    ),
    Passage(
        LifeStep.END, "Прекратить договор", RUNNING, ContractState.TERMINATED, _ORDERS, _ENDED,
        prints="приказ, уведомление, соглашение о расторжении — по основанию",
        tells="получатель: последний день услуг и расчёт",
    ),
    Passage(
        LifeStep.CANCEL_END, "Отменить прекращение, пока последний день не прошёл",
        (ContractState.TERMINATED,), ContractState.ACTIVE, _DIRECTOR, _ENDED,
        prints="приказ об отмене прекращения", tells="получатель: договор действует дальше",
    ),
)  # fmt: skip
"""Every step there is, in the order of a contract's life."""


def passages_from(state: ContractState) -> tuple[Passage, ...]:
    """What may happen to a contract in this state."""
    return tuple(one for one in LIFE if state in one.sources)


def passage(step: LifeStep) -> Passage:
    """The step with everything that is known of it."""
    return next(one for one in LIFE if one.step is step)


def state_after(state: ContractState | None, step: LifeStep) -> ContractState:
    """The state after a step; None is a contract that is not drawn up yet.

    Raises transition_not_allowed where the step does not start from this state.
    """
    found = passage(step)
    if state is None and not found.sources and found.target is not None:
        return found.target
    if state is None or state not in found.sources:
        title = "ещё не составлен" if state is None else state.label.lower()
        refuse(
            "transition_not_allowed",
            f"«{found.title}»: так нельзя, договор {title}. Обновите страницу и проверьте.",
            citation=found.citation,
        )
    return found.target or state
