"""Statistics: pure functions of arrays, without data frames and without files."""
