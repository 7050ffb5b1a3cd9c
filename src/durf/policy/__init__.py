"""From one Markdown file to a policy: clauses, rules, examples, conditions."""
