"""The named cases of the rules, a file for each: what they must find, and what looks alike and is fine."""
