"""Приём в отделения: кого обслуживают, заключение врача, шаги приёма (VLA-REC, VLA-DOC)."""

from portal.regions.api import (
    FEDERAL_ADMISSIONS,
    AdmissionRules,
    Choice,
    ChoiceList,
    Citation,
    ContractNeed,
    DeadlineRule,
    DepartmentProfile,
    DocumentList,
    DocumentRequirement,
    EnrolmentRules,
    Form,
    Intake,
    IntakeGuard,
    MedicalAdmission,
    State,
    TargetGroups,
    TermUnit,
    Workflow,
    WorkflowStep,
    replace,
)
from portal_vladimir.documents import REMOVAL_CASES, URGENT

_DEPARTMENTS = Citation("VLA-REC-01", "vla-procedure", "заголовки разделов порядка учреждения")
_TARGET = Citation("VLA-REC-02", "vla-procedure", "п. 3, 4 порядка отделения дневного пребывания")
_MEDICAL = Citation(
    "VLA-REC-03",
    "vla-procedure",
    "подп. «з» п. 1 порядка обслуживания на дому, подп. «ж» п. 1 порядка отделения дневного "
    "пребывания",
    note="срок действия заключения не назван: заключение не истекает",
)
_INTAKE = Citation(
    "VLA-REC-04",
    "vla-procedure",
    "п. 1–5, 12, 13 порядка обслуживания на дому, п. 1–8, 13, 14 порядка отделения дневного "
    "пребывания",
)
_REQUEST = Citation(
    "VLA-DOC-03",
    "vla-procedure",
    "п. 2 порядка обслуживания на дому, п. 2 порядка отделения дневного пребывания",
    note="срок ответа в порядке не назван, пять рабочих дней — обычный срок ст. 7.2 210-ФЗ; в "
    "дневном отделении ссылка на букву «ж» читается как «е»",
    verify=True,
)
_FAMILY_FILE = Citation(
    "VLA-DOC-07", "vla-procedure", "п. 3–6 раздела I порядка отделения профилактики"
)

_BY_CONTRACT = ("home_care", "day_care")


def _profile(
    unit_code: str, form: Form, contract: ContractNeed, fee: str, *staff: str
) -> DepartmentProfile:
    return DepartmentProfile(unit_code, form, contract, fee, _DEPARTMENTS, staff)


_PROFILES = (
    _profile(
        "home_care", Form.HOME, ContractNeed.NEEDED, "by_income",
        "социальный работник", "заведующий отделением",
    ),
    _profile("urgent_service", Form.URGENT, ContractNeed.NONE, "free"),
    _profile(
        "day_care", Form.SEMI_STATIONARY, ContractNeed.NEEDED, "by_income",
        "специалист по социальной работе", "медицинская сестра",
    ),
    _profile("minors_prevention", Form.HOME, ContractNeed.NOT_STATED, "free_as_minors"),
    _profile("child_rehabilitation", Form.SEMI_STATIONARY, ContractNeed.NOT_STATED, "free"),
    _profile("minors_stationary", Form.STATIONARY, ContractNeed.NOT_STATED, "free"),
)  # fmt: skip


def _step(code: str, title: str, actor: str, source: str, target: str) -> WorkflowStep:
    return WorkflowStep(code, title, (actor,), source, target, _INTAKE)


_WORKFLOW = Workflow(
    "intake",
    "Приём на обслуживание",
    (
        State("programme_presented", "Программа предъявлена"),
        State("documents_checked", "Документы проверены"),
        State("fee_decided", "Решено о плате"),
        State("citizen_informed", "Гражданин проинформирован"),
        State("contract_concluded", "Договор составлен"),
        State("in_service", "Обслуживается", final=True),
    ),
    (
        _step("check_documents", "Проверить документы", "head_of_department",
              "programme_presented", "documents_checked"),
        _step("decide_fee", "Решить о плате", "accountant", "documents_checked", "fee_decided"),
        _step("inform_citizen", "Ознакомить с условиями", "head_of_department",
              "fee_decided", "citizen_informed"),
        _step("conclude_contract", "Составить договор", "director",
              "citizen_informed", "contract_concluded"),
        _step("begin_service", "Начать обслуживание", "head_of_department",
              "contract_concluded", "in_service"),
    ),
)  # fmt: skip

_GUARDS = (
    IntakeGuard(
        "check_documents",
        "required_documents",
        "documents_missing",
        "Документы отделения приняты не все. Отметьте недостающие, тогда можно идти дальше.",
        _INTAKE,
    ),
    IntakeGuard(
        "decide_fee",
        "income_known",
        "documents_missing",
        "Доход семьи неизвестен. Внесите его или запросите сведения сами.",
        _INTAKE,
    ),
    IntakeGuard(
        "inform_citizen",
        "information_checklist",
        "information_not_confirmed",
        "Не отмечено, что гражданина ознакомили с условиями. Отметьте это вместе с ним.",
        _INTAKE,
    ),
    IntakeGuard(
        "conclude_contract",
        "information_checklist",
        "information_not_confirmed",
        "Не отмечено, что гражданина ознакомили с условиями. Отметьте, потом составьте договор.",
        _INTAKE,
    ),
    IntakeGuard(
        "begin_service",
        "signed_by_both_sides",
        "signature_missing",
        "Договор подписали не обе стороны. Получите вторую подпись, потом начинайте обслуживание.",
        _INTAKE,
    ),
)


def _family_paper(
    number: int, code: str, title: str, *, blocking: bool = True
) -> DocumentRequirement:
    return DocumentRequirement(code, title, _FAMILY_FILE, letter=f"{number}", blocking=blocking)


FAMILY_FILE = DocumentList(
    Form.HOME,
    (
        _family_paper(1, "incoming_information", "Заявление или сообщение о семье"),
        _family_paper(2, "living_conditions_act", "Акт обследования условий жизни семьи"),
        _family_paper(3, "family_social_passport", "Социальный паспорт семьи"),
        _family_paper(4, "head_decision", "Решение заведующего отделением"),
        # The programme comes into the file after it has been opened.
        _family_paper(5, "programme", "Индивидуальная программа", blocking=False),
    ),
    _FAMILY_FILE,
    "minors_prevention",
)

ENROLMENT = EnrolmentRules(
    profiles=_PROFILES,
    target_groups=(
        TargetGroups(
            "day_care",
            ChoiceList(
                "day_care_groups",
                "кого обслуживает отделение дневного пребывания",
                (
                    Choice("elderly", "граждане пожилого возраста"),
                    Choice("disabled", "инвалиды"),
                ),
                replace(
                    _TARGET,
                    note="возраст не назван: кроме несовершеннолетних, доверяем программе",
                ),
            ),
        ),
    ),
    medical=MedicalAdmission(
        unit_codes=_BY_CONTRACT,
        document="medical_conclusion",
        must_state=ChoiceList(
            "medical_conclusion_states",
            "что сказано в заключении",
            (
                Choice("state_of_health", "состояние здоровья"),
                Choice("no_contraindications", "нет противопоказаний"),
            ),
            _MEDICAL,
        ),
    ),
    intake=Intake(_BY_CONTRACT, _WORKFLOW, _GUARDS),
    personal_files=(FAMILY_FILE,),
)


def _in_vladimir(federal: AdmissionRules) -> AdmissionRules:
    return replace(
        federal,
        lists=(*federal.lists, REMOVAL_CASES),
        deadlines=(
            *federal.deadlines,
            DeadlineRule(
                "income_reply", 5, TermUnit.WORKING_DAY, "request_received_by_agency", _REQUEST
            ),
        ),
        application_papers=(URGENT,),
        enrolment=ENROLMENT,
    )


ADMISSIONS = FEDERAL_ADMISSIONS.changed(_in_vladimir)
