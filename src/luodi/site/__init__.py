"""The site: settings, addresses, home page, shared templates and static files (all of them here, nothing is fetched)."""
