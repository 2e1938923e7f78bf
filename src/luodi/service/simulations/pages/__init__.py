"""Pages of this subject: `listing` of runs and populations, `preparing` a run with its reform, `showing` a result, `comparing` two."""
