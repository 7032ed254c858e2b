"""Which of the environment a process is given that reads what strangers sent: nothing in it is a secret."""

from collections.abc import Mapping

_KEPT = frozenset({"PATH", "LANG", "LANGUAGE", "TZ", "LD_LIBRARY_PATH", "FONTCONFIG_FILE", "PYTHONWARNINGS"})
_KEPT_BEGINNINGS = ("LC_", "OMP_", "OPENBLAS_", "MKL_")
"""How sums are computed on this processor; never a name that settings use."""


def clean_environment(environment: Mapping[str, str], home: str) -> dict[str, str]:
    """What is kept of `environment`, with `home` as the only folder for settings and temporary files."""
    kept = {name: value for name, value in environment.items() if name in _KEPT or name.startswith(_KEPT_BEGINNINGS)}
    return kept | {"HOME": home, "TMPDIR": home, "XDG_CACHE_HOME": home, "XDG_RUNTIME_DIR": home}
