"""Where settings come from, what is allowed, and what a settings file that cannot be used does."""

from __future__ import annotations

import tomllib
from dataclasses import fields, replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.errors import SettingsError
from assistant.settings import Found, Settings, find_settings, read_settings, settings_text, write_settings

GOOD = 'host = "0.0.0.0"\nport = 8123\n'


def found(home: Path, content: str | bytes, **environment: str) -> Found:
    """The settings of a home with this settings file."""
    (home / "settings.toml").write_bytes(content.encode() if isinstance(content, str) else content)
    return find_settings({"JUNHENG_HOME": str(home), **environment})


# --- the environment ----------------------------------------------------------------------------------


def test_nothing_said_means_the_defaults(tmp_path: Path) -> None:
    settings = read_settings({"JUNHENG_HOME": str(tmp_path)})
    assert (settings.host, settings.port, settings.embedding_model) == ("127.0.0.1", 7860, None)


@pytest.mark.parametrize("host", ["http://127.0.0.1", "127.0.0.1:7860", "本 机", "a/b", "::g", "[::1]"])
def test_host_that_is_no_address_is_named_with_what_is_allowed(host: str) -> None:
    with pytest.raises(SettingsError, match="JUNHENG_HOST .*127.0.0.1") as refused:
        read_settings({"JUNHENG_HOST": host})
    assert host in str(refused.value)


@pytest.mark.parametrize("host", ["127.0.0.1", "0.0.0.0", "::1", "::", "localhost", "office-pc"])
def test_host_that_is_an_address_is_taken(host: str) -> None:
    assert read_settings({"JUNHENG_HOST": host}).host == host


# --- the file -----------------------------------------------------------------------------------------


def test_file_is_read_and_the_environment_wins(tmp_path: Path) -> None:
    read = found(tmp_path, GOOD, JUNHENG_PORT="8200")
    assert (read.settings.host, read.settings.port, read.complaints) == ("0.0.0.0", 8200, ())
    assert read.origins == {
        **dict.fromkeys(Settings.__dataclass_fields__, "默认"), "home": "环境变量 JUNHENG_HOME", "host": "设置文件",
        "port": "环境变量 JUNHENG_PORT",
    }  # fmt: skip


@pytest.mark.parametrize(
    "encode",
    [
        lambda text: text.encode("utf-8-sig"), lambda text: text.encode("gb18030"), lambda text: text.encode("utf-16"),
        lambda text: text.replace("\n", "\r\n").encode(),
    ],
    ids=["utf-8-sig", "gb18030", "utf-16", "crlf"],
)  # fmt: skip
def test_file_is_read_as_any_editor_saves_it(tmp_path: Path, encode: object) -> None:
    text = '# 网页的端口\nport = 8123\nembedding_model = "模型/新 编码"\n'
    read = found(tmp_path, encode(text))  # type: ignore[operator]
    assert (read.settings.port, read.settings.embedding_model, read.complaints) == (8123, "模型/新 编码", ())


@pytest.mark.parametrize(
    ("line", "shown", "allowed"),
    [
        ("port = 99999", "99999", "1 到 65535"),
        ("port = 0", "0", "1 到 65535"),
        ("port = true", "True", "1 到 65535"),
        ("port = 80.5", "80.5", "1 到 65535"),
        ("port = 'abc'", "abc", "1 到 65535"),
        ("port = [7860]", "[7860]", "1 到 65535"),
        ("host = 'http://x'", "http://x", "127.0.0.1"),
        ("host = 127", "127", "127.0.0.1"),
        ("embedding_model = 5", "5", "模型名或文件夹"),
    ],
)
def test_bad_value_is_named_with_what_is_allowed_and_the_rest_is_used(
    tmp_path: Path, line: str, shown: str, allowed: str
) -> None:
    name = line.split(" ")[0]
    other = "host = 'office-pc'" if name != "host" else "port = 8200"
    read = found(tmp_path, f"{line}\n{other}\n")
    (complaint,) = read.complaints
    assert all(
        part in complaint for part in ("settings.toml", f"里 {name} ", f"“{shown}”", allowed) if part != "“7860”"
    )
    assert getattr(read.settings, name) == getattr(Settings(), name)
    assert (read.settings.host, read.settings.port) in [("office-pc", 7860), ("127.0.0.1", 8200)]


def test_unknown_setting_is_named_with_those_there_are(tmp_path: Path) -> None:
    read = found(tmp_path, 'theme = "dark"\nport = 8123\n[server]\nport = 1\n')
    assert read.settings.port == 8123
    assert ["theme" in read.complaints[0], "server" in read.complaints[1]] == [True, True]
    assert all("host" in complaint and "port" in complaint for complaint in read.complaints)


def test_home_in_the_file_says_where_it_belongs(tmp_path: Path) -> None:
    read = found(tmp_path, "home = '/elsewhere'\n")
    assert read.settings.home == tmp_path
    assert "JUNHENG_HOME" in read.complaints[0]


@pytest.mark.parametrize(
    ("content", "place"),
    [
        (b"\x00\xff\xfe\x80 junk", "读不懂"),
        (b"port = \n", "第 1 行"),
        (b'host = "0.0.0.0"\nport 8123\n', "第 2 行"),
        (b'{"port": 8123}', "第 1 行"),
        (b"port = 1\nport = 2\n", "第 2 行"),
        (b'embedding_model = "D:\\models"', "第 1 行"),
        (b"a = " + b"[" * 20_000, "读不懂"),
    ],
    ids=["binary", "empty value", "no sign", "json", "twice", "windows path", "deep"],
)
def test_file_that_is_no_settings_file_leaves_the_defaults(tmp_path: Path, content: bytes, place: str) -> None:
    read = found(tmp_path, content)
    (complaint,) = read.complaints
    assert read.settings == Settings(home=tmp_path)
    assert "settings.toml" in complaint and place in complaint


def test_folder_in_the_place_of_the_file_is_said(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").mkdir()
    read = find_settings({"JUNHENG_HOME": str(tmp_path)})
    assert (read.settings, len(read.complaints)) == (Settings(home=tmp_path), 1)


@given(content=st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_no_file_stops_the_program(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    read = found(tmp_path_factory.getbasetemp(), content)
    assert all(complaint.endswith("。") for complaint in read.complaints)


def test_key_comes_from_the_environment_and_stands_in_no_file(tmp_path: Path) -> None:
    read = found(tmp_path, "model_key = 'sk-canary'\n", JUNHENG_MODEL_KEY="sk-other")
    assert read.settings.model_key == "sk-other"
    assert "JUNHENG_MODEL_KEY" in read.complaints[0] and "sk-canary" not in read.complaints[0]
    assert "sk-other" not in repr(read.settings) + settings_text(read.settings)


@pytest.mark.parametrize(
    "url", ["127.0.0.1:11434", "ftp://x/v1", "http://key@host/v1", "http://host/v1?key=1", "http://"]
)
def test_address_of_a_model_is_named_with_what_is_allowed(url: str) -> None:
    with pytest.raises(SettingsError, match="JUNHENG_MODEL_URL .*https?://"):
        read_settings({"JUNHENG_MODEL_URL": url})


# --- writing it ---------------------------------------------------------------------------------------


def test_written_file_says_every_setting_in_a_sentence(tmp_path: Path) -> None:
    file = write_settings(Settings(home=tmp_path / "数据 家", port=8123))
    text = file.read_text(encoding="utf-8")
    for setting in fields(Settings):
        if setting.name != "home" and not setting.metadata["secret"]:
            assert f"# {setting.metadata['says']}（{setting.metadata['env']}）\n" in text
    assert tomllib.loads(text) == {"host": "127.0.0.1", "port": 8123, "model_seconds": 30}


def test_file_that_is_there_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text(GOOD, encoding="utf-8")
    with pytest.raises(SettingsError, match="已经有了"):
        write_settings(Settings(home=tmp_path))
    assert (tmp_path / "settings.toml").read_text(encoding="utf-8") == GOOD


def test_home_that_is_a_file_cannot_be_written_to(tmp_path: Path) -> None:
    (tmp_path / "home").touch()
    with pytest.raises(SettingsError, match="写不进去"):
        write_settings(Settings(home=tmp_path / "home"))


SIGNS = st.characters(exclude_categories=("Cs",), exclude_characters="\0")


@given(
    port=st.integers(1, 65535), host=st.text(st.sampled_from("abc-.05"), min_size=1),
    model=st.none() | st.text(SIGNS, min_size=1),
)  # fmt: skip
def test_what_is_written_is_read_again(
    tmp_path_factory: pytest.TempPathFactory, port: int, host: str, model: str | None
) -> None:
    home = tmp_path_factory.getbasetemp()
    settings = replace(Settings(home=home), port=port, host=host, embedding_model=model)
    read = found(home, settings_text(settings))
    assert (read.settings, read.complaints) == (settings, ())
