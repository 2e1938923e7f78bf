"""Filters of this subject."""
