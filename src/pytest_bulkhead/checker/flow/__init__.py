"""How values and control flow through functions, and how long objects live."""
