"""How the checks of this folder report, and how they find what to look at."""

import json
import sys
import traceback
from pathlib import Path


class Report:
    """Prints one line per check."""

    def __init__(self, folder):
        self.folder = folder

    def check(self, name, function):
        """Runs a check. It passes if it returns; what it returns, if anything, is said too."""
        try:
            note = function()
        except Exception as error:  # Whatever goes wrong in a validator is a failure of the check.
            if not isinstance(error, (AssertionError, ValueError, KeyError, OSError)):
                traceback.print_exc(limit=3, file=sys.stderr)
            words = " ".join(f"{type(error).__name__}: {error}".split())
            print(f"fail  {name}: {words[:600]}")
        else:
            print(f"pass  {name}" + (f" ({note})" if note else ""))


def bases(folder):
    """The base name of each compiled spec in a folder."""
    names = sorted({p.name.removesuffix(".speckdl") for p in Path(folder).glob("*.speckdl")})
    return names


def for_each_base(folder, run):
    """Calls `run(base, report)` for each compiled spec; a folder without any is a failure."""
    found = bases(folder)
    if not found:
        print(f"fail  {folder}: holds no compiled specification (no *.speckdl)")
    for base in found:
        run(Path(folder) / base, Report(folder))


def file_of(base, suffix):
    """A file of a compiled spec."""
    return base.with_name(base.name + suffix)


def load(base, suffix):
    """A JSON document of a compiled spec; duplicate keys are an error."""
    def unique(pairs):
        keys = [key for key, _ in pairs]
        assert len(keys) == len(set(keys)), f"duplicate keys in {keys}"
        return dict(pairs)

    path = file_of(base, suffix)
    return json.loads(path.read_text(encoding="utf-8"), object_pairs_hook=unique)


def same(what, one, other):
    """Two things that must be equal."""
    assert one == other, f"{what}: {one!r} is not {other!r}"
