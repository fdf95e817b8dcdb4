"""Discovering regions and building their frozen, typed facades.

Each region gets a plugin manager of its own that holds the federal baseline and that region alone,
so isolation does not depend on the order of registration.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from importlib.metadata import entry_points
from types import MappingProxyType, ModuleType
from typing import TypeVar, cast
from zoneinfo import ZoneInfo

import pluggy

from portal.domain.acts import ActRules
from portal.domain.admission import AdmissionRules
from portal.domain.calendar import WorkCalendar
from portal.domain.capacity import CapacityRules
from portal.domain.catalogue import ServiceCatalogue
from portal.domain.contract import ContractRules
from portal.domain.documents import DocumentList
from portal.domain.fees import FeeRules
from portal.domain.information import InformationRules
from portal.domain.law import Timeline
from portal.domain.norms import Norm
from portal.domain.notices import NoticeRules
from portal.domain.payments import PaymentRules
from portal.domain.personal_data import PersonalDataRules
from portal.domain.printed_forms import PrintedForm
from portal.domain.programme_rules import ProgrammeRules
from portal.domain.reference import ReferenceValue
from portal.domain.registers import RegisterRules
from portal.domain.representation import RepresentationRules
from portal.domain.schedule import ScheduleRules
from portal.domain.suspension import SuspensionRules
from portal.domain.termination import TerminationRules
from portal.domain.transfer import TransferRules
from portal.domain.urgent import UrgentRules
from portal.domain.violations import refuse
from portal.regions import hookspecs
from portal.regions.errors import RegionError
from portal.regions.federal import plugin as federal
from portal.regions.federal import region as federal_region
from portal.regions.identity import RegionIdentity, Unit

GROUP = "portal.regions"
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class RegionRules:
    """The dated answers of a region, one field a noun hook."""

    service_catalogue: Timeline[ServiceCatalogue]
    fee_rules: Timeline[FeeRules]
    required_documents: Timeline[tuple[DocumentList, ...]]
    contract_rules: Timeline[ContractRules]
    act_rules: Timeline[ActRules]
    payment_rules: Timeline[PaymentRules]
    suspension_rules: Timeline[SuspensionRules]
    printed_forms: Timeline[tuple[PrintedForm, ...]]
    admission_rules: Timeline[AdmissionRules]
    programme_rules: Timeline[ProgrammeRules]
    schedule_rules: Timeline[ScheduleRules]
    capacity_rules: Timeline[CapacityRules]
    information_rules: Timeline[InformationRules]
    personal_data_rules: Timeline[PersonalDataRules]
    representation_rules: Timeline[RepresentationRules]
    termination_rules: Timeline[TerminationRules]
    transfer_rules: Timeline[TransferRules]
    urgent_rules: Timeline[UrgentRules]
    notices: Timeline[NoticeRules]
    registers: Timeline[RegisterRules]
    norms: Timeline[tuple[Norm, ...]]


@dataclass(frozen=True, slots=True)
class Region:
    """A region as the portal sees it: typed, frozen, without a trace of the plugin machinery."""

    identity: RegionIdentity
    units: tuple[Unit, ...]
    calendar: WorkCalendar
    reference_values: tuple[ReferenceValue, ...]
    rules: RegionRules

    @property
    def code(self) -> str:
        """The region's code, as stored with its providers."""
        return self.identity.code

    @property
    def service_titles(self) -> Mapping[str, str]:
        """The titles of services by code; of two editions of the catalogue the later one's."""
        return {
            item.code: item.title
            for version in self.rules.service_catalogue.versions
            if version.value is not None
            for item in version.value.items
        }

    def local(self, moment: datetime) -> datetime:
        """An aware moment as the provider's clock shows it, without a zone."""
        return moment.astimezone(ZoneInfo(self.identity.time_zone)).replace(tzinfo=None)

    def utc(self, local: datetime) -> datetime:
        """A local moment of the provider as an aware UTC moment."""
        return local.replace(tzinfo=ZoneInfo(self.identity.time_zone)).astimezone(UTC)

    def today(self, moment: datetime) -> date:
        """The provider's date at an aware moment."""
        return self.local(moment).date()

    def printed_form(self, code: str, day: date) -> PrintedForm:
        """The form a paper is printed on that day; raises value_invalid for a strange one."""
        for form in self.rules.printed_forms.on(day):
            if form.code == code:
                return form
        refuse("value_invalid", f"Формы «{code}» в регионе нет.", field="form")


def discover() -> Mapping[str, Region]:
    """Every installed region by its code, sorted; RegionError when one does not fit."""
    regions = {
        entry.name: build(entry.name, cast("ModuleType", entry.load()))
        for entry in sorted(entry_points(group=GROUP), key=lambda entry: entry.name)
    }
    return MappingProxyType(regions)


def build(code: str, plugin: ModuleType | object) -> Region:
    """One region from its plugin, on top of the federal baseline; raises RegionError."""
    manager = pluggy.PluginManager(hookspecs.PROJECT)
    manager.add_hookspecs(hookspecs)
    manager.register(federal, "baseline")
    try:
        manager.register(plugin, code)
        manager.check_pending()
    except pluggy.PluginValidationError as error:
        raise RegionError(f"region {code}: {error}") from error
    region = Region(
        identity=_answer(manager, code, "region_identity", RegionIdentity),
        units=_answer(manager, code, "departments", tuple),
        calendar=_answer(manager, code, "work_calendar", WorkCalendar),
        reference_values=_answer(manager, code, "reference_values", tuple),
        rules=RegionRules(
            **{
                name: _answer(manager, code, name, Timeline)
                for name in RegionRules.__dataclass_fields__
            }
        ),
    )
    if region.code != code:
        raise RegionError(f"region {code}: region_identity says «{region.code}»")
    return region


def baseline() -> Region:
    """Federal law alone, as a region without catalogue and tariffs: what federal examples ask."""
    return build(federal_region.CODE, federal_region)


def _answer(manager: pluggy.PluginManager, code: str, hook: str, kind: type[T]) -> T:
    """Ask one noun hook and check the kind of its answer: a call through pluggy is untyped."""
    found = getattr(manager.hook, hook)()
    if found is None:
        raise RegionError(f"region {code}: nobody answers the hook {hook}")
    if not isinstance(found, kind):
        raise RegionError(
            f"region {code}: {hook} returned {type(found).__name__}, not {kind.__name__}"
        )
    return found
