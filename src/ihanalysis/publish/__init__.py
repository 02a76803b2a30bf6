"""From an executed notebook to pages."""
