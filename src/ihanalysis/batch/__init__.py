"""Many briefings: run, publish, and say what became of each."""
