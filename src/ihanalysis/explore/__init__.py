"""The same figures asked for by name: verbs for an analyst's own notebook, and a panel to choose with."""
