"""What a change brings: findings, mended hazards, what it tolerates, and where a reviewer looks."""
