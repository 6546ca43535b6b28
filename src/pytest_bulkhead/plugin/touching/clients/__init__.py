"""Client libraries: stood before while a run is watched, only where the suite has imported them, and put back after."""
