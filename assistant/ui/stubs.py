"""Importing gradio without the stubs that it writes for editors.

At every import ``gradio.component_meta.create_or_modify_pyi`` parses the source of each component to keep a ``.pyi``
file beside it up to date. That is half of the import, nothing reads those files at run time, and a program should not
write into its libraries.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from importlib.util import spec_from_file_location
from types import ModuleType

_WRITES, _WRITER = "gradio.component_meta", "create_or_modify_pyi"


class _Loader(SourceFileLoader):
    def exec_module(self, module: ModuleType) -> None:
        super().exec_module(module)
        if hasattr(module, _WRITER):
            setattr(module, _WRITER, lambda *of_component: None)


class _Finder(MetaPathFinder):
    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """The module that writes stubs, where it is a file of Python; everything else is left to the others."""
        found = PathFinder.find_spec(fullname, path, target) if fullname == _WRITES else None
        if found is None or found.origin is None or not isinstance(found.loader, SourceFileLoader):
            return None
        return spec_from_file_location(fullname, found.origin, loader=_Loader(fullname, found.origin))


@contextmanager
def without_stubs() -> Iterator[None]:
    """While gradio is imported for the first time; of no effect later."""
    finder = _Finder()
    sys.meta_path.insert(0, finder)
    try:
        yield
    finally:
        sys.meta_path.remove(finder)
