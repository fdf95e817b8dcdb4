"""Words for codes that recipients' pages show."""

INCOME_KINDS = {
    "pension": "Пенсия",
    "wage": "Заработная плата",
    "allowance": "Пособие",
    "scholarship": "Стипендия",
    "monthly_cash_payment": "Ежемесячная денежная выплата",
    "one_off_cash_payment": "Единовременная денежная выплата",
    "compensation": "Компенсация",
    "pension_supplement": "Доплата к пенсии",
    "status_payment": "Выплата по статусу",
    "foreign_organisation_payment": "Выплата от представительства иностранной организации",
    "maternity_capital": "Материнский капитал",
    "social_contract": "Выплата по социальному контракту",
    "targeted_subsidy": "Целевая субсидия",
    "tax_deduction": "Налоговый вычет",
    "rehabilitation_aid_compensation": "Компенсация за средства реабилитации",
    "care_payment": "Выплата за уход",
}
"""Kinds of income as the decrees name them; which of them count is for the rules to say."""
