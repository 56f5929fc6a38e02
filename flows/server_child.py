"""The child process that is Prefect's server: it ends with its parent, however that ends."""

import os
import sys
import threading

import uvicorn

APPLICATION = "prefect.server.api.server:create_app"


def main() -> None:
    """Serve on the inherited socket that the first argument names."""
    threading.Thread(target=_end_with_parent, daemon=True).start()
    uvicorn.run(APPLICATION, factory=True, fd=int(sys.argv[1]), log_level="error")


def _end_with_parent() -> None:
    """The parent holds the other end of standard input; it closes when the parent is gone."""
    sys.stdin.buffer.read()
    os._exit(0)


if __name__ == "__main__":
    main()
