"""The Atomic Operations extension: a document of operations to changes, results to a document.

In: the root of a request document. Out: one `Operation` for each of its operations, in which the
change is one that a single request makes too, its pointers absolute in the document sent. It knows
no HTTP and no database; whether the changes may be made, and what becomes of them, is decided where
single changes are.
"""

from .document import Operation, read
from .results import document

__all__ = ["Operation", "document", "read"]
