"""Imports point one way, and every heavy or replaceable library stands behind one door.

Read from the source with ``ast``, late imports and ``import_module("...")`` included.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from fnmatch import fnmatch
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

# From low to high: a part may import parts of lower rows; parts of one row do not know each other.
# Some neighbours that look like siblings stand on rows of their own, each for one import:
# retrieval ranks for the frame that understanding made of a question, and `cli` has the command that opens the `ui`;
# `standards` reads its workbooks through `registers`, `documents` its files through the gate and the child of it;
# `phrasing` has a model called by `integrations`, `ui` shows it.
ROWS: tuple[tuple[str, ...], ...] = (
    ("errors", "records", "text", "version", "quiet"),
    ("settings", "knowledge", "accounts", "logs"),
    ("understanding", "calculation"),
    ("retrieval", "registers", "practice", "archive"),
    ("standards", "documents"),
    ("tools",),
    ("conversation",),
    ("rendering",),
    ("wiring",),
    ("integrations",),
    ("phrasing",),
    ("ui",),
    ("cli",),
    ("__init__", "__main__"),
)
ROW_OF = {part: number for number, row in enumerate(ROWS) for part in row}

# Library -> the files that may import it; none: not in the program at all.
DOORS: dict[str, tuple[str, ...]] = {
    "yaml": ("knowledge/yaml_files.py",),
    "chromadb": ("retrieval/store.py",),
    "bm25s": ("retrieval/keyword.py",),
    "sentence_transformers": ("retrieval/embedding.py",),
    "torch": (),
    "transformers": (),
    "safetensors": ("retrieval/embedding.py",),
    "stdnum": ("registers/counties.py",),
    "filelock": ("retrieval/build.py", "retrieval/readers.py", "documents/store.py"),
    "selectolax": ("documents/markup.py",),
    "sqlite3": ("documents/store.py", "documents/library.py"),
    "opencc": ("text/normalise.py",),
    "pypinyin": (),
    "rjieba": ("text/tokens.py",),
    "platformdirs": ("settings.py",),
    "python_calamine": ("registers/reading/grids.py",),
    "orjson": ("standards/beside.py",),
    "psutil": ("registers/watching.py", "registers/processes.py"),
    "docx": (
        "documents/formats/word.py",
        "rendering/exporting.py",
        "rendering/report_word.py",
        "rendering/labels_docx.py",
        "rendering/catalogues_docx.py",
    ),
    "fpdf": ("rendering/labels_pdf.py",),
    "fontTools": ("rendering/fonts.py",),
    "openpyxl": (
        "practice/writing.py",
        "rendering/templates.py",
        "rendering/report_sheets.py",
        "rendering/plain_copy.py",
        "rendering/filled_form.py",
        "rendering/summary_sheet.py",
        "rendering/catalogues_xlsx.py",
        "rendering/inventory_xlsx.py",
    ),
    "pypdfium2": ("documents/formats/pdf.py", "registers/glimpse_worker.py"),
    "rapidocr_onnxruntime": ("documents/formats/pictures.py",),
    "PIL": ("rendering/pictures.py", "documents/formats/pictures.py"),
    "gradio": ("ui/*",),
    "langchain*": ("integrations/*",),
    "langgraph*": (),
    "langsmith": ("integrations/agent.py",),
    "openai": ("integrations/agent.py",),
    "mcp*": ("integrations/mcp.py",),
    "eval": (),
    "tests": (),
}


def modules() -> dict[str, Path]:
    """Dotted name -> file of every module of the program."""
    files = sorted((ROOT / "assistant").rglob("*.py"))
    return {".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): file for file in files}


MODULES = modules()


def imported(file: Path, module: str, *, types: bool = True) -> Iterator[str]:
    """Dotted names a file imports anywhere in it (``types``: for annotations too); of ours, the module itself."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    if not types:
        tree = ast.Module([node for node in tree.body if not _for_types_only(node)], [])
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                parents = module.split(".") if file.name == "__init__.py" else module.split(".")[:-1]
                base = ".".join([*parents[: len(parents) - node.level + 1], *([base] if base else [])])
            for name in node.names:
                yield f"{base}.{name.name}" if f"{base}.{name.name}" in MODULES else base
        elif isinstance(node, ast.Call) and _called(node) in {"import_module", "__import__"} and node.args:
            argument = node.args[0]
            yield argument.value if isinstance(argument, ast.Constant) else "(computed)"


def _for_types_only(node: ast.stmt) -> bool:
    return isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"


def _called(call: ast.Call) -> str:
    target = call.func
    return target.attr if isinstance(target, ast.Attribute) else getattr(target, "id", "")


IMPORTS = {module: sorted(set(imported(file, module))) for module, file in MODULES.items()}


def part(module: str) -> str:
    """The part of the program a module belongs to: its folder or its own name."""
    return (module.split(".") + ["__init__"])[1]


def test_every_part_has_a_row() -> None:
    assert {part(module) for module in MODULES} <= ROW_OF.keys()


def test_imports_point_downwards() -> None:
    wrong = [
        f"{module} -> {target}"
        for module, targets in IMPORTS.items()
        for target in targets
        if target.split(".")[0] == "assistant"
        and part(target) != part(module)
        and ROW_OF[part(target)] >= ROW_OF[part(module)]
    ]
    assert wrong == []


def test_no_modules_import_each_other_in_a_ring() -> None:
    graph = {module: set(imported(file, module, types=False)) & MODULES.keys() for module, file in MODULES.items()}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(" -> ".join(error.args[1]))


@pytest.mark.parametrize("library", DOORS)
def test_library_has_one_door(library: str) -> None:
    wrong = [
        file.relative_to(ROOT / "assistant").as_posix()
        for module, file in MODULES.items()
        if any(fnmatch(target.split(".")[0], library) for target in IMPORTS[module])
    ]
    assert [file for file in wrong if not any(fnmatch(file, door) for door in DOORS[library])] == []


def test_imports_are_written_out() -> None:
    assert [module for module, targets in IMPORTS.items() if "(computed)" in targets] == []


def test_app_is_only_a_starter() -> None:
    app = ROOT / "app.py"
    if not app.exists():
        pytest.skip("no app.py yet")
    assert not [module for module, targets in IMPORTS.items() if "app" in targets]
    assert len(app.read_text(encoding="utf-8").splitlines()) <= 40
