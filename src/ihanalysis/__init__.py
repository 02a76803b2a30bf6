"""Inclusion health inequalities in England: figures, gaps and briefings."""
