"""Every setting: its default, a sentence, what is allowed; read here from the environment and from ``settings.toml``.

The environment wins over the file. A wrong value in the environment stops the program: somebody said it just now. The
file may have been left by an older version or spoilt by an editor: what is wrong in it is named, and the rest is used.
"""

from __future__ import annotations

import ipaddress
import json
import os
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from assistant.errors import SettingsError, why

FILE = "settings.toml"
SHOWN = 60
LONGEST_WAIT = 600
"""Seconds that a language model may be given for one answer at most."""
DEFAULT, IN_FILE = "默认", "设置文件"

Warn = Callable[[str], None]


def _default_home() -> Path:
    import platformdirs

    return Path(platformdirs.user_data_dir("junheng", appauthor=False))


# --- what is allowed: each reader gives the value, or ValueError ---------------------------------------


def _folder(given: object) -> Path:
    try:
        return Path(_text(given)).expanduser().absolute()
    except RuntimeError as error:  # ~ of a user who has no folder
        raise ValueError from error


def _text(given: object) -> str:
    if not isinstance(given, str):
        raise ValueError
    return given


def _host(given: object) -> str:
    host = _text(given)
    if re.search(r"[\s/:]", host):
        ipaddress.IPv6Address(host)
    return host


def _whole(least: int, most: int) -> Callable[[object], int]:
    """A reader of whole numbers between two bounds, which are allowed."""

    def read(given: object) -> int:
        whole = isinstance(given, int) and not isinstance(given, bool)
        if not whole and not (isinstance(given, str) and given.isdecimal()):
            raise ValueError
        number = int(given)  # type: ignore[call-overload]
        if not least <= number <= most:
            raise ValueError
        return int(number)

    return read


def _url(given: object) -> str:
    url = _text(given).rstrip("/")
    if not re.fullmatch(r"https?://[^\s/?#@]+(?:/[^\s?#@]*)?", url):
        raise ValueError
    return url


# --- the settings -----------------------------------------------------------------------------------


def _setting(
    env: str, says: str, allowed: str, read: Callable[[object], object], secret: bool = False, **default: Any
) -> Any:
    rule = {"env": env, "says": says, "allowed": allowed, "read": read, "secret": secret}
    return field(**default, repr=not secret, metadata=rule)


@dataclass(frozen=True)
class Settings:
    """What can be set."""

    home: Path = _setting(
        "JUNHENG_HOME", "一切会变的文件放在这个文件夹里。", "应为一个文件夹", _folder, default_factory=_default_home
    )
    embedding_model: str | None = _setting(
        "JUNHENG_EMBEDDING_MODEL",
        "换用的编码模型，写模型名或文件夹（文件夹用 / 分隔）；不写就用自带的。",
        "应为带引号的模型名或文件夹",
        _text,
        default=None,
    )
    host: str = _setting(
        "JUNHENG_HOST",
        "网页在哪个地址上打开：127.0.0.1 只有本机能看，0.0.0.0 同一网络的别的电脑也能看。",
        "地址应为 127.0.0.1、0.0.0.0 或本机的另一个地址，不带 http:// 和端口",
        _host,
        default="127.0.0.1",
    )
    port: int = _setting("JUNHENG_PORT", "网页的端口。", "端口应为 1 到 65535 的整数", _whole(1, 65535), default=7860)
    upload_mb: int = _setting(
        "JUNHENG_UPLOAD_MB", "网页上传的表册，一个文件最大多少 MB。", "应为 1 到 20 的整数", _whole(1, 20), default=20
    )
    questions_per_minute: int = _setting(
        "JUNHENG_QUESTIONS_PER_MINUTE",
        "一个网页（别的电脑则是一台电脑）一分钟最多问几句，防的是程序不停地发问。",
        "应为 1 到 100000 的整数",
        _whole(1, 100_000),
        default=3000,
    )
    questions_per_conversation: int = _setting(
        "JUNHENG_QUESTIONS_PER_CONVERSATION",
        "网页上一段对话最多几问，到了就请人点“重新开始”。",
        "应为 1 到 100000 的整数",
        _whole(1, 100_000),
        default=6000,
    )
    checks_at_once: int = _setting(
        "JUNHENG_CHECKS_AT_ONCE",
        "最多几个网页同时检查表册，再多的请人过一会儿再传。",
        "应为 1 到 64 的整数",
        _whole(1, 64),
        default=8,
    )
    model: str | None = _setting(
        "JUNHENG_MODEL",
        "用大模型改写答复时写模型名；不写就不用，什么也不发出去。",
        "应为带引号的模型名",
        _text,
        default=None,
    )
    model_url: str | None = _setting(
        "JUNHENG_MODEL_URL",
        "大模型的接口地址（OpenAI 兼容），如 http://127.0.0.1:11434/v1；写了模型名就要写它。",
        "应为 http:// 或 https:// 开头的地址，不带密钥和参数",
        _url,
        default=None,
    )
    model_key_file: Path | None = _setting(
        "JUNHENG_MODEL_KEY_FILE",
        "存放大模型密钥的文本文件，里面只写密钥；密钥也可以放在环境变量 JUNHENG_MODEL_KEY 里，不写进这个文件。",
        "应为带引号的文件位置",
        _folder,
        default=None,
    )
    model_seconds: int = _setting(
        "JUNHENG_MODEL_SECONDS",
        "一次答复最多等大模型几秒，等不到就用按规则写的答复。",
        f"应为 1 到 {LONGEST_WAIT} 的整数",
        _whole(1, LONGEST_WAIT),
        default=30,
    )
    model_key: str | None = _setting(
        "JUNHENG_MODEL_KEY", "大模型的密钥。", "应为一串字符", _text, secret=True, default=None
    )

    @property
    def indexes(self) -> Path:
        return self.home / "indexes"

    @property
    def documents(self) -> Path:
        return self.home / "documents.sqlite"

    @property
    def file(self) -> Path:
        """Where the settings file is, if there is one."""
        return self.home / FILE


_RULES: dict[str, Mapping[str, Any]] = {item.name: item.metadata for item in fields(Settings)}
_OF_FILE = [name for name, rule in _RULES.items() if name != "home" and not rule["secret"]]


def is_secret(name: str) -> bool:
    """Whether a setting may be shown to nobody."""
    return bool(_RULES[name]["secret"])


# --- reading ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Found:
    """The settings in force, where each comes from, and what of the file could not be used (Chinese sentences)."""

    settings: Settings
    origins: Mapping[str, str]
    complaints: tuple[str, ...]


def read_settings(environment: Mapping[str, str] | None = None, warn: Warn | None = None) -> Settings:
    """The settings in force; ``warn`` hears a sentence for each thing of the settings file that cannot be used.

    Raises:
        SettingsError: a variable of the environment has a value that is not allowed; the sentence says what is.
    """
    found = find_settings(environment)
    for complaint in found.complaints if warn else ():
        warn(complaint)  # type: ignore[misc]
    return found.settings


def find_settings(environment: Mapping[str, str] | None = None) -> Found:
    """The same as :func:`read_settings`, and how it came about."""
    said = _from_environment(os.environ if environment is None else environment)
    home = said.get("home") or _default_home()
    written, complaints = _from_file(Path(str(home)) / FILE)
    values = {"home": home, **written, **said}
    origins = {name: DEFAULT for name in _RULES} | {name: IN_FILE for name in written}
    origins |= {name: f"环境变量 {_RULES[name]['env']}" for name in said}
    return Found(Settings(**values), origins, tuple(complaints))  # type: ignore[arg-type]


def _from_environment(environment: Mapping[str, str]) -> dict[str, object]:
    given = {name: environment.get(rule["env"], "").strip() for name, rule in _RULES.items()}
    return {name: _allowed(name, value, f"{_RULES[name]['env']} ") for name, value in given.items() if value}


def _allowed(name: str, given: object, place: str) -> object:
    """The value as the program uses it.

    Raises:
        SettingsError: it is not allowed.
    """
    try:
        return _RULES[name]["read"](given)
    except ValueError as error:
        raise SettingsError(f"{place}写的是“{str(given)[:SHOWN]}”，{_RULES[name]['allowed']}。") from error


def _from_file(file: Path) -> tuple[dict[str, object], list[str]]:
    """Values that can be used, and a sentence for everything that cannot."""
    try:
        table = tomllib.loads(_decoded(file.read_bytes()).lstrip("\ufeff"))
    except (FileNotFoundError, NotADirectoryError):
        return {}, []
    except OSError as error:
        return {}, [f"设置文件 {file} 打不开：{why(error)}；先按默认设置运行。"]
    except (ValueError, RecursionError) as error:
        line = re.search(r"line (\d+)", str(error))
        place = f"第 {line[1]} 行有误" if line else "不是设置文件的写法"
        return {}, [f"设置文件 {file} 读不懂：{place}（应为“名称 = 值”，文字要加引号）；先按默认设置运行。"]
    values: dict[str, object] = {}
    complaints: list[str] = []
    for name, given in table.items():
        try:
            if given != "":
                values[name] = _of_file(name, given, file)
        except SettingsError as error:
            complaints.append(f"{str(error).removesuffix('。')}；这一项没有采用。")
    return values, complaints


def _of_file(name: str, given: object, file: Path) -> object:
    if name == "home":
        raise SettingsError(f"设置文件 {file} 里不能写 home，换文件夹请用环境变量 {_RULES[name]['env']}。")
    if name in _RULES and is_secret(name):
        raise SettingsError(f"设置文件 {file} 里不能写 {name}，请用环境变量 {_RULES[name]['env']} 或单独的文件。")
    if name not in _OF_FILE:
        raise SettingsError(f"设置文件 {file} 里的 {name[:SHOWN]} 不是设置名，能写的有{'、'.join(_OF_FILE)}。")
    return _allowed(name, given, f"设置文件 {file} 里 {name} ")


def _decoded(content: bytes) -> str:
    """Text in whatever Notepad may have saved it as."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("gb18030")


# --- writing ----------------------------------------------------------------------------------------

_HEAD = """\
# 均衡助手的设置。一行一项；行首有 # 的是说明，不起作用。存盘后重新打开程序就生效。
# 环境变量里写了的（括号里的名字），以环境变量为准。
"""


def settings_text(settings: Settings) -> str:
    """The settings file that says what these settings are, a sentence before each."""
    return _HEAD + "".join(_entry(name, getattr(settings, name)) for name in _OF_FILE)


def _entry(name: str, value: object) -> str:
    # A JSON string is a TOML string, but for one sign that JSON leaves as it is.
    written = json.dumps(str(value) if isinstance(value, Path) else value, ensure_ascii=False)
    line = f"# {name} = ''" if value is None else f"{name} = {written}"
    rule = _RULES[name]
    return f"\n# {rule['says']}（{rule['env']}）\n{line}\n".replace("\x7f", "\\u007f")


def write_settings(settings: Settings) -> Path:
    """Write the settings file; one that is there already is left alone.

    Raises:
        SettingsError: there is one, or it cannot be written.
    """
    try:
        settings.home.mkdir(parents=True, exist_ok=True)
        with settings.file.open("x", encoding="utf-8") as file:
            file.write(settings_text(settings))
    except FileExistsError as error:
        if not settings.home.is_dir():
            raise SettingsError(f"数据文件夹 {settings.home} 写不进去：{why(error)}。") from error
        raise SettingsError(f"设置文件 {settings.file} 已经有了，没有改动。要重写，请先把它改名或移走。") from error
    except OSError as error:
        raise SettingsError(f"设置文件 {settings.file} 写不进去：{why(error)}。") from error
    return settings.file
