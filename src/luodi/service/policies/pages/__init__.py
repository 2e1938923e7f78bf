"""Pages of the policy library: `library` (encoded policies, facts), `search`, `reading` (the reading room), `imports` (for staff)."""
