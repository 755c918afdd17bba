"""What a build was given: each path once, nothing that blocks, nothing outside of what was named."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from kg_builder.errors import InputError
from kg_builder.inputs import InputFile, duplicates, list_inputs, read_bytes


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(path: Path, text: str = "x") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def listed(*sources: str, out: str = "out") -> tuple[dict[str, str], dict[str, tuple[str, str | None]]]:
    """Return the files (shown: below) and the entries (path: status, reason)."""
    inputs = list_inputs(sources, Path(out))
    return {file.shown: file.below for file in inputs.files}, {entry.path: (entry.status, entry.reason) for entry in inputs.entries}


def test_a_folder_is_walked_and_has_an_entry_itself(here: Path) -> None:
    write(here / "in/a.txt")
    write(here / "in/deep/er/b.TXT")
    files, entries = listed("in")
    assert files == {"in/a.txt": "a.txt", "in/deep/er/b.TXT": "deep/er/b.TXT"}
    assert entries == {
        "in": ("processed", "a folder with 2 paths"),
        "in/deep": ("processed", "a folder with 1 path"),
        "in/deep/er": ("processed", "a folder with 1 path"),
    }


def test_a_path_named_in_three_ways_is_read_once(here: Path) -> None:
    write(here / "in/a.txt")
    files, _ = listed("in/a.txt", "in", "./in/../in/a.txt")
    assert len(files) == 1


def test_a_pattern_is_expanded_below_its_fixed_part(here: Path) -> None:
    write(here / "in/x/a.txt")
    write(here / "in/y/a.txt")
    assert listed("in/*/a.txt")[0] == {"in/x/a.txt": "x/a.txt", "in/y/a.txt": "y/a.txt"}


def test_a_file_whose_name_looks_like_a_pattern_is_that_file(here: Path) -> None:
    write(here / "a[1].txt")
    assert listed("a[1].txt")[0] == {"a[1].txt": "a[1].txt"}


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("none.txt", "No such file or directory; expected a text file or a folder"),
        ("none*.txt", "no path fits this pattern"),
    ],
)
def test_what_is_not_there_fails(here: Path, source: str, reason: str) -> None:
    assert listed(source) == ({}, {source: ("failed", reason)})


@pytest.mark.parametrize("name", ["a.pdf", "a.HTML", "a.xml", "a.rdf", "a.json", "a.md", "a.docx"])
def test_another_format_is_skipped(here: Path, name: str) -> None:
    write(here / name)
    ending = name.split(".")[1].lower()
    assert listed(name) == ({}, {name: ("skipped", f"format not read yet: {ending}")})


@pytest.mark.parametrize("name", [".hidden.txt", "x.txt~", "x.txt.part", ".~lock.x.txt#", "Thumbs.db", ".git"])
def test_hidden_and_half_written_files_are_skipped(here: Path, name: str) -> None:
    write(here / "in" / name)
    assert listed("in")[1][f"in/{name}"] == ("skipped", "hidden, half-written or left by the system")


def test_a_hidden_folder_is_not_entered(here: Path) -> None:
    write(here / "in/.git/a.txt")
    files, entries = listed("in")
    assert not files
    assert entries["in/.git"][0] == "skipped"


def test_a_name_without_an_ending_or_with_an_unknown_one_is_read(here: Path) -> None:
    write(here / "in/telegram")
    write(here / "in/telegram.v2")
    assert set(listed("in")[0]) == {"in/telegram", "in/telegram.v2"}


def test_links_in_a_folder_are_not_followed(here: Path) -> None:
    write(here / "secret.txt")
    (here / "in").mkdir()
    (here / "in/up").symlink_to("..")
    (here / "in/out.txt").symlink_to("../secret.txt")
    (here / "in/zero.txt").symlink_to("/dev/zero")
    (here / "in/loop.txt").symlink_to("loop.txt")
    (here / "in/gone.txt").symlink_to("nothing")
    files, entries = listed("in")
    assert not files
    reasons = {path: entry for path, entry in entries.items() if path != "in"}
    link = ("skipped", "a link: links found in a folder are not followed; name it to have it read")
    assert reasons == {
        "in/up": link,
        "in/out.txt": link,
        "in/zero.txt": link,
        "in/loop.txt": ("skipped", "a link that leads in a circle"),
        "in/gone.txt": ("failed", "a link to nothing that can be read: No such file or directory"),
    }


def test_a_link_that_is_named_is_followed(here: Path) -> None:
    write(here / "real.txt")
    (here / "link.txt").symlink_to("real.txt")
    assert listed("link.txt")[0] == {"link.txt": "link.txt"}


def test_pipes_and_sockets_are_skipped_unopened(here: Path) -> None:
    (here / "in").mkdir()
    os.mkfifo(here / "in/pipe.txt")
    with socket.socket(socket.AF_UNIX) as one:
        one.bind("in/socket.txt")
        _, entries = listed("in")
    assert entries["in/pipe.txt"] == ("skipped", "a pipe, not a file")
    assert entries["in/socket.txt"] == ("skipped", "a socket, not a file")
    assert listed("/dev/null")[1] == {"/dev/null": ("skipped", "a device, not a file")}


def test_the_output_folder_is_never_an_input(here: Path) -> None:
    write(here / "a.txt")
    write(here / "out/run/old.txt")
    files, entries = listed(".")
    assert set(files) == {"./a.txt"}
    assert set(entries) == {"."}


def test_names_of_any_bytes_are_shown_as_text(here: Path) -> None:
    (here / "in").mkdir()
    for name in (b"\xff.txt", b"a\nb.txt", "\u202e.txt".encode()):
        (here / "in" / os.fsdecode(name)).touch()
    assert set(listed("in")[0]) == {"in/\\xff.txt", "in/a\nb.txt", "in/\u202e.txt"}


def test_hundreds_of_folders_deep_is_no_trouble(here: Path) -> None:
    write(here / "in" / Path(*["d"] * 300) / "a.txt")
    assert len(listed("in")[0]) == 1


def test_a_file_larger_than_the_limit_is_refused_unread(here: Path) -> None:
    """A sparse file of 64 GiB: only its size is looked at."""
    with (here / "large.txt").open("wb") as stream:
        stream.truncate(64 << 30)
    with pytest.raises(InputError, match=r"^68719476736 bytes; expected at most 4194304: a telegram is a short text$"):
        read_bytes(InputFile("large.txt", "large.txt", "large.txt"))


def test_a_file_that_grows_while_it_is_read_is_refused(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(here / "a.txt", "begun")
    stat, calls = os.fstat, []

    def fstat(handle: int) -> os.stat_result:
        if calls:
            path.write_text("begun and gone on", "utf-8")
        calls.append(handle)
        return stat(handle)

    monkeypatch.setattr(os, "fstat", fstat)
    with pytest.raises(InputError, match=r"^the file changed while it was read; build again when it is at rest$"):
        read_bytes(InputFile("a.txt", "a.txt", "a.txt"))


def test_a_file_that_is_gone_by_the_time_it_is_read_is_named(here: Path) -> None:
    with pytest.raises(InputError, match=r"^No such file or directory; expected a readable text file$"):
        read_bytes(InputFile("gone.txt", "gone.txt", "gone.txt"))


def test_ids_that_two_files_claim_are_found() -> None:
    assert duplicates([("a", "y/a.txt"), ("b", "b.txt"), ("a", "x/a.txt")]) == {"a": ["x/a.txt", "y/a.txt"]}
