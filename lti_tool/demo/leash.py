"""`python -m lti_tool.demo.leash COMMAND…`: runs a command that ends with whoever started it.

Standard input is a pipe whose other end the demo holds. When the demo ends, however
abruptly, the pipe closes, and the command is told to stop. Imports nothing of ours.
"""

from __future__ import annotations

import subprocess
import sys
import threading

PATIENCE = 10


def _follow(child: subprocess.Popen[bytes]) -> None:
    sys.stdin.buffer.read()
    child.terminate()
    try:
        child.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        child.kill()


def main() -> None:
    """Start the command, and end as it ends."""
    child = subprocess.Popen(sys.argv[1:], stdin=subprocess.DEVNULL)
    threading.Thread(target=_follow, args=(child,), daemon=True).start()
    sys.exit(child.wait())


if __name__ == "__main__":
    main()
