"""The clauses of the federal model contract (FED-FRM-02, Order 874n, appendix 1), in our wording."""

from portal.domain.contract import Clause

MODEL_CLAUSES: tuple[Clause, ...] = ()
