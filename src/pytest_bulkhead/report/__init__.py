"""The report: what there is to say of runs, as plain values, and as one page that needs no network."""
