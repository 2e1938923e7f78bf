"""The tables of drafts, step by step."""
