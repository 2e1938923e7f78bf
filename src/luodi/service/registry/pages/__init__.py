"""Pages of the registry: an answer of `queries` or `showing` in a template; forms end in one of `actions`."""
