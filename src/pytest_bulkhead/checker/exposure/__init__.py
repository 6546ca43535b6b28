"""Who else can see a change."""
