"""How one stage becomes the next: pure functions over what `schemas` defines."""
