"""Which part of an Office package another names by a relationship (ECMA-376 part 2, 9.3)."""

import posixpath
from collections.abc import Mapping

from ingest.package import Package, PackageError, parse_xml


def relations_of(package: Package, member: str) -> Mapping[str, str]:
    """Relationship id → the member it names, for those that lie in the package; empty if it has none."""
    folder, _, name = member.rpartition("/")
    listed = f"{folder}/_rels/{name}.rels"
    if listed not in package.names:
        return {}
    try:
        root = parse_xml(package.read(listed))
    except PackageError:
        return {}
    found = {}
    for one in () if root is None else root.iter("{*}Relationship"):
        target = one.get("Target", "")
        if target and one.get("TargetMode") != "External":
            joined = target if target.startswith("/") else posixpath.join(folder, target)
            found[one.get("Id", "")] = posixpath.normpath(joined).lstrip("/")
    return found
