"""Portal of a social service provider: contracts, acts and payments by the rules of its region."""
