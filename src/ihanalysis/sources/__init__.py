"""What was published: tables and workbooks, each read into the figure table."""
