"""Numbers to pictures, each with a text alternative and a table of what it shows."""
