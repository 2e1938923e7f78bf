"""Compare: supports of several cities side by side, for a given enterprise too; targets and tasks; who pays most; where passages came from.

No tables of its own: it reads the encoded policies, the held documents and the facts of an enterprise, and changes nothing.
"""
