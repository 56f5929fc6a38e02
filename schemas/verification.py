"""What a verification compares: an edition as it is kept, and as the archive makes it anew."""

from typing import Literal

ObjectState = Literal["whole", "damaged", "missing", "unreadable", "purged"]
"""unreadable: the store does not give it; purged: removed because its retention had ended."""
