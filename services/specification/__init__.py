"""Co-writing: the plan, clauses, criteria and sign-off."""
