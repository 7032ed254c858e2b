"""`python -m year`: the whole year; `python -m year 100`: with so many complaints in each half."""

import sys

from year.whole import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
