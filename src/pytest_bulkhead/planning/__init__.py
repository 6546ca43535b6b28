"""Which tests share a group, so that those that race never meet: what it costs, and what would make it cheaper."""
