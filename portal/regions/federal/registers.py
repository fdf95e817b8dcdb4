"""The federal baseline: the registers a provider keeps and their columns."""

from portal.domain.registers import RegisterRules

FEDERAL_REGISTERS = RegisterRules()
