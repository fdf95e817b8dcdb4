"""Астраханская область: оглавление отличий от федерального порядка.

Основания приостановления — федеральные: областной порядок о переводе их не меняет (AST-SUS-01).
"""

from portal.regions.api import (
    ActRules,
    CapacityRules,
    ContractRules,
    FeeRules,
    InformationRules,
    Norm,
    NoticeRules,
    PersonalDataRules,
    PrintedForm,
    ProgrammeRules,
    ReferenceValue,
    RegionIdentity,
    RegisterRules,
    RepresentationRules,
    ServiceCatalogue,
    SuspensionRules,
    TerminationRules,
    Timeline,
    TransferRules,
    hookimpl,
)
from portal_astrakhan.acts import ACTS
from portal_astrakhan.capacity import CAPACITY
from portal_astrakhan.catalogue import CATALOGUE
from portal_astrakhan.contract import CONTRACTS
from portal_astrakhan.fees import FEES
from portal_astrakhan.forms import FORMS
from portal_astrakhan.identity import IDENTITY
from portal_astrakhan.information import INFORMATION
from portal_astrakhan.norms import NORMS
from portal_astrakhan.notices import NOTICES
from portal_astrakhan.personal_data import PERSONAL_DATA
from portal_astrakhan.programme import PROGRAMMES
from portal_astrakhan.reference import REFERENCE_VALUES
from portal_astrakhan.registers import REGISTERS
from portal_astrakhan.representation import REPRESENTATION
from portal_astrakhan.suspension import SUSPENSIONS
from portal_astrakhan.termination import TERMINATION
from portal_astrakhan.transfer import TRANSFER


@hookimpl
def region_identity() -> RegionIdentity:
    """Астраханская область."""
    return IDENTITY


@hookimpl
def service_catalogue() -> Timeline[ServiceCatalogue]:
    """Стартовый перечень: стационар сутками и месяцами, на дому, полустационар (FED-IPP-11)."""
    return CATALOGUE


@hookimpl
def reference_values() -> tuple[ReferenceValue, ...]:
    """Минимум, предел, тарифы (FED-FEE-03, FED-FEE-15)."""
    return REFERENCE_VALUES


@hookimpl
def contract_rules() -> Timeline[ContractRules]:
    """Сутки с представления программы (AST-CON-01)."""
    return CONTRACTS


@hookimpl
def fee_rules() -> Timeline[FeeRules]:
    """В месяце перевода предел один на двух поставщиков (AST-FEE-01)."""
    return FEES


@hookimpl
def act_rules() -> Timeline[ActRules]:
    """В месяце перевода акт составляет каждый поставщик (AST-ACT-01)."""
    return ACTS


@hookimpl
def programme_rules() -> Timeline[ProgrammeRules]:
    """До конца срока, пересмотр, пробелы (AST-IPP-01 … AST-IPP-04, AST-DOC-04)."""
    return PROGRAMMES


@hookimpl
def capacity_rules() -> Timeline[CapacityRules]:
    """Место подтверждает принимающий поставщик (AST-CAP-01)."""
    return CAPACITY


@hookimpl
def information_rules() -> Timeline[InformationRules]:
    """Выбор поставщика при переводе (AST-RGT-01)."""
    return INFORMATION


@hookimpl
def personal_data_rules() -> Timeline[PersonalDataRules]:
    """Отметка о согласии, движение дела (AST-PDP-01, AST-PDP-02)."""
    return PERSONAL_DATA


@hookimpl
def representation_rules() -> Timeline[RepresentationRules]:
    """Дети-сироты, подпись заявления (AST-MIN-01, AST-MIN-02)."""
    return REPRESENTATION


@hookimpl
def norms() -> Timeline[tuple[Norm, ...]]:
    """Федеральные нормы и областные."""
    return NORMS


@hookimpl
def suspension_rules() -> Timeline[SuspensionRules]:
    """Перевод обслуживание не приостанавливает (AST-SUS-01)."""
    return SUSPENSIONS


@hookimpl
def termination_rules() -> Timeline[TerminationRules]:
    """К федеральным основаниям добавлен перевод (AST-TER-01)."""
    return TERMINATION


@hookimpl
def transfer_rules() -> Timeline[TransferRules]:
    """Перевод с согласия министерства (AST-TRN-01 … AST-TRN-13)."""
    return TRANSFER


@hookimpl
def printed_forms() -> Timeline[tuple[PrintedForm, ...]]:
    """Бумаги перевода и пересмотра программы (AST-FRM-01 … AST-FRM-05)."""
    return FORMS


@hookimpl
def notices() -> Timeline[NoticeRules]:
    """До окончания программы и при переводе (AST-NOT-01 … AST-NOT-03)."""
    return NOTICES


@hookimpl
def registers() -> Timeline[RegisterRules]:
    """Журналы перевода и пересмотра, учёт уведомлений (AST-REG-01 … AST-REG-03)."""
    return REGISTERS
