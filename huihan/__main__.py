"""`python -m huihan`: the same program as the console script, for a process that starts it again."""

from huihan.main import main

if __name__ == "__main__":
    main()
