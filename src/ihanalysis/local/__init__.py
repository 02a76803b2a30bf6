"""What a system brings itself: its own words, and figures of its own."""
