"""Pages of consultations: `public` (read, comment, answers), `mine` (one's own comments), `desk` (officers); forms end in one of `actions`."""
