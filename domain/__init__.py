"""The words every room shares: frozen types, closed lists and pure sums. Standard library only."""
