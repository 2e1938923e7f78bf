"""Pages of accounts: sign-in and sign-up, one's own account, who acts for an organisation, and the people for administrators."""
