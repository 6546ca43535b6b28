"""Which tests are flaky, how sure that is, what they cost, whose they are, and why they may be so."""
