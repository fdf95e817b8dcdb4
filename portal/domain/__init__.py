"""The law as plain Python: frozen values and pure functions, standard library only."""
