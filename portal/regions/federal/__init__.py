"""The baseline under federal law, itself a plugin whose implementations come last."""
