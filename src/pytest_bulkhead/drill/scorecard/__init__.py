"""The scorecard of a drill, and the forms in which it is shown."""
