"""How documents are printed for ``--output``."""
