"""Use cases: one module a procedure, one public function one transaction."""
