"""The command `jsonapi-blog`, which is `python -m jsonapi_blog` as well.

In: the command line. Out: the exit status of `cli.main`. It is apart from it because importing
everything takes a moment, in which Ctrl-C is no traceback either.
"""

import sys
from typing import NoReturn


def main() -> NoReturn:
    """Run the command line and exit with its status."""
    try:
        from . import cli

        cli.main()
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
