"""Engines give the core tree its meaning: `python` is the reference, every other engine must agree with it."""
