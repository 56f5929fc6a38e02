"""In which state the archive has an object."""

from typing import Literal

ObjectState = Literal["whole", "damaged", "missing", "unreadable", "purged"]
"""unreadable: the store does not give it; purged: removed because its retention had ended."""
