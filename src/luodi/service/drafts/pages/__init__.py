"""The pages of the desk: an answer of `queries` in a template, an action for every form."""
