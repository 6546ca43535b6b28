"""The few statistics that telling a change from noise needs, in plain Python."""
