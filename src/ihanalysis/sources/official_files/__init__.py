"""Read official files as their publishers made them: every known layout, every check."""
