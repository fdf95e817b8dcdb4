"""What a contract needs: the papers of the list, each in its time, and a fee that is known."""

from dataclasses import dataclass, replace
from typing import NoReturn

from portal.domain.contract import ESSENTIAL
from portal.domain.documents import (
    DocumentRequirement,
    SubmittedPaper,
    missing_documents,
    run_out_on,
)
from portal.domain.explanation import Step
from portal.domain.fee_decision import ModeConfirmed, decided_income_differs, settle_mode
from portal.domain.fees import (
    INCOME_GROUND,
    MINOR,
    ClaimedCategory,
    FeeDecision,
    FeeFacts,
    FeeRules,
    decide_fee,
    undecided_fee,
)
from portal.domain.law import Citation
from portal.domain.reference import ReferenceBook
from portal.domain.violations import refuse
from portal.regions.registry import Region
from portal.usecases.facts import (
    CaseFile,
    case_traits,
    claimed_categories,
    decision_facts,
    fee_facts,
    freeing_categories,
    papers_list,
    submitted_papers,
)


def demand_papers(case: CaseFile, region: Region, *, represented: bool) -> None:
    """Refuse while a paper that holds up the contract is absent or out of date (FED-DOC-01)."""
    holding = [one for one in _missing(case, region, represented) if one.holds_draft]
    if lacking := _lacking_of(case, holding):
        lacking.refuse("тогда договор можно будет составить")


@dataclass(frozen=True, slots=True)
class LackingPapers:
    """What is not there, each with the day it ended where it was, and who asks for it."""

    titles: tuple[str, ...]
    citation: Citation

    def refuse(self, then: str) -> NoReturn:
        """Raise documents_missing; ``then`` is what can be done once they are there."""
        refuse(
            "documents_missing",
            f"Не хватает документов: {'; '.join(self.titles)}. Отметьте их в карточке получателя, "
            f"{then}.",
            field="documents",
            citation=self.citation,
        )


def lacking_at_signature(
    case: CaseFile, region: Region, *, represented: bool
) -> LackingPapers | None:
    """The papers looked at when the recipient's side signs that are not there (MSK-DOC-04)."""
    missing = _missing(case, region, represented)
    return _lacking_of(case, [one for one in missing if one.at_signature])


def _missing(case: CaseFile, region: Region, represented: bool) -> tuple[DocumentRequirement, ...]:
    papers = papers_list(case, region)
    if papers is None:
        return ()
    traits = case_traits(case, region.rules.fee_rules.on(case.day), represented=represented)
    return tuple(missing_documents(papers, traits, submitted_papers(case), case.day, case.age))


def _lacking_of(case: CaseFile, holding: list[DocumentRequirement]) -> LackingPapers | None:
    if not holding:
        return None
    submitted = submitted_papers(case)
    titles = tuple(_lacking(requirement, submitted, case) for requirement in holding)
    return LackingPapers(titles, holding[0].citation)


def _lacking(
    requirement: DocumentRequirement, submitted: tuple[SubmittedPaper, ...], case: CaseFile
) -> str:
    """The paper, and the day it ended where it was there and holds no longer."""
    title = paper_title(requirement)
    ended = run_out_on(requirement, submitted, case.day, case.age)
    return f"{title} (срок истёк {ended:%d.%m.%Y}, нужен новый)" if ended else title


def paper_title(requirement: DocumentRequirement) -> str:
    """«г) Документ о месте жительства», without a letter where the list has none."""
    return f"{requirement.letter}) {requirement.title}" if requirement.letter else requirement.title


def decide_contract_fee(
    case: CaseFile,
    free_ground: str | None,
    *,
    region: Region,
    book: ReferenceBook,
    confirmed: ModeConfirmed | None = None,
) -> tuple[FeeFacts, FeeDecision]:
    """The fee of the day with the facts it rests on; the tariffs used are written into the facts.

    Income is asked for only when nothing else makes the services free (VLA-DOC-03, FED-CON-03):
    without it the fee is not ``known``, and the text that is drawn up cannot be signed. Raises
    RulesBroken while the authority's decision names another mode and nobody has confirmed one of
    the two (MSK-FEE-01).
    """
    rules = region.rules.fee_rules.on(case.day)
    facts = fee_facts(case)
    if free_ground is not None:
        facts = replace(facts, categories=_chosen_first(facts, free_ground))
    if case.assessment is None and not is_free_by_category(case, rules):
        return unknown_fee(case, region, book)
    decision = decide_fee(facts, rules, book).in_editions(region.identity.acts)
    if free_ground is not None and decision.free_ground != free_ground:
        refuse(
            "value_invalid",
            "По этому основанию бесплатно обслужить нельзя. Уберите основание: плата будет "
            "рассчитана по доходу.",
            field="free_ground",
            citation=decision.steps[0].citation,
        )
    decision = beside_the_decision(case, decision, rules)
    decision = settle_mode(rules, decision_facts(case.programme), decision, confirmed)
    return _priced(facts, book), decision


def reckoned_fee(
    case: CaseFile, region: Region, book: ReferenceBook
) -> tuple[FeeFacts, FeeDecision]:
    """The fee by the facts alone, whatever somebody has still to confirm or to choose."""
    rules = region.rules.fee_rules.on(case.day)
    if case.assessment is None and not is_free_by_category(case, rules):
        return unknown_fee(case, region, book)
    facts = fee_facts(case)
    return _priced(facts, book), decide_fee(facts, rules, book).in_editions(region.identity.acts)


def unknown_fee(
    case: CaseFile, region: Region, book: ReferenceBook
) -> tuple[FeeFacts, FeeDecision]:
    """What a text says while no fee is known: the cost at tariffs, and why there is no more."""
    facts = fee_facts(case)
    return _priced(facts, book), undecided_fee(facts, _unknown_income(case, region), book)


def _priced(facts: FeeFacts, book: ReferenceBook) -> FeeFacts:
    """The facts with the tariffs of their day written in."""
    priced = tuple(
        replace(service, tariff=book.tariff(service.code, facts.rules_day).amount)
        for service in facts.services
    )
    return replace(facts, services=priced)


def beside_the_decision(case: CaseFile, decision: FeeDecision, rules: FeeRules) -> FeeDecision:
    """The decision with the warning of another income in the authority's one (MSK-FEE-07)."""
    told = decision_facts(case.programme)
    differs = decided_income_differs(rules, case.form, told, decision)
    return replace(decision, warnings=(*decision.warnings, *differs)) if differs else decision


def is_free_by_category(case: CaseFile, rules: FeeRules) -> bool:
    """Whether a proved category, or age, frees whatever the income (FED-FEE-01)."""
    proved = {claim.code for claim in claimed_categories(case) if claim.proved} | {MINOR}
    return any(category.code in proved for category in freeing_categories(case, rules))


def _chosen_first(facts: FeeFacts, free_ground: str) -> tuple[ClaimedCategory, ...]:
    """The named category before the others; it must be in the record and proved."""
    claims = {claim.code: claim for claim in facts.categories}
    if free_ground in (INCOME_GROUND, MINOR):
        return facts.categories
    if free_ground not in claims:
        refuse(
            "value_invalid",
            "Такой льготной категории нет в карточке получателя. Внесите её вместе с документом.",
            field="free_ground",
        )
    if not claims[free_ground].proved:
        refuse(
            "documents_missing",
            "Льготная категория не подтверждена документом. Отметьте его в карточке получателя.",
            field="free_ground",
            citation=ESSENTIAL,
        )
    chosen = claims.pop(free_ground)
    return (chosen, *claims.values())


def _unknown_income(case: CaseFile, region: Region) -> Step:
    """Why there is no fee yet, and what to do."""
    papers = papers_list(case, region)
    requirement = next(
        (item for item in papers.requirements if item.obtainable_by_provider)
        if papers
        else iter(()),
        None,
    )
    how = (
        "Если справки не принесли, запросите доход у ведомств сами и внесите его в карточку."
        if requirement
        else "Внесите доход в карточку получателя."
    )
    text = f"Плату рассчитать нельзя: доход семьи за 12 месяцев не внесён. {how}"
    return Step(text, None, requirement.citation if requirement else ESSENTIAL)
