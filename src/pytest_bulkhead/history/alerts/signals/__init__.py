"""The rules of alerts, one file a subject: what each sees now, and whether what it saw is over."""
