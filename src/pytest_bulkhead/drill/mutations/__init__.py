"""Ways in which a sound test could be made to commit a hazard: one idea to a file, found by being in this folder.

Each module has a `MUTATION`. What it yields must truly commit the hazard wherever it is yielded, or say why it does
not (`equivalent`); when that cannot be told from the text, it yields nothing.
"""
