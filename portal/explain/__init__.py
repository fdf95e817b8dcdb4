"""The law asked and answered: one question in JSON, one answer with its steps and clauses."""
