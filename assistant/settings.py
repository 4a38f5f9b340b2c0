"""Every setting with its default and a sentence; the environment is read in one function."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path

from assistant.errors import SettingsError


def _default_home() -> Path:
    import platformdirs

    return Path(platformdirs.user_data_dir("junheng", appauthor=False))


@dataclass(frozen=True)
class Settings:
    """What can be set. Each field: default, and what it is for."""

    home: Path = field(
        default_factory=_default_home, metadata={"env": "JUNHENG_HOME", "says": "一切会变的文件放在哪个文件夹"}
    )
    embedding_model: str | None = field(
        default=None,
        metadata={"env": "JUNHENG_EMBEDDING_MODEL", "says": "换用的编码模型：模型名或文件夹；不填用自带的"},
    )
    host: str = field(default="127.0.0.1", metadata={"env": "JUNHENG_HOST", "says": "网页在哪个地址上打开"})
    port: int = field(default=7860, metadata={"env": "JUNHENG_PORT", "says": "网页的端口"})

    @property
    def indexes(self) -> Path:
        return self.home / "indexes"

    @property
    def documents(self) -> Path:
        return self.home / "documents.sqlite"


def read_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Settings from the environment.

    Raises:
        SettingsError: a value is not allowed; the sentence says what is.
    """
    environment = os.environ if environment is None else environment
    values: dict[str, object] = {}
    for item in fields(Settings):
        name = item.metadata["env"]
        given = environment.get(name, "").strip()
        if not given:
            continue
        if item.name == "home":
            values["home"] = Path(given).expanduser().absolute()
        elif item.name == "port":
            if not given.isdecimal() or not 1 <= int(given) <= 65535:
                raise SettingsError(f"{name} 写的是“{given}”，端口应为 1 到 65535 的整数。")
            values["port"] = int(given)
        else:
            values[item.name] = given
    return Settings(**values)  # type: ignore[arg-type]
