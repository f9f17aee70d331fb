"""`evalpolicy new ID --from POLICY`: the next semester's policy from this one's."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import click

from evalpolicy.cli.group import reported
from evalpolicy.cli.terminal import system_language
from evalpolicy.cli.usage import Existing
from evalpolicy.errors import UsageError
from evalpolicy.wording import Language, Wording
from evalpolicy.writing import write_file


@click.command()
@click.argument("id")
@click.option("--from", "old", required=True, type=Existing(exists=True, dir_okay=False, path_type=Path), help="The policy to begin with.")
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="The file to write; else ID.policy beside the old one.")
@click.option("--lang", type=click.Choice(["zh", "en"]), help="Language of the marks and messages; else the policy's and the system's.")
@reported
def new(id: str, old: Path, output: Path | None, lang: Language | None) -> int:
    """Begin a policy with a copy of another one. Whatever may be stale is marked, and an error of `lint` until it is confirmed."""
    from evalpolicy.examples.files import SUFFIX as EXAMPLES
    from evalpolicy.lint.confirmations import MARK
    from evalpolicy.policy import load_policy
    from evalpolicy.renewal import no_id, renewed
    from evalpolicy.shelf import SUFFIX

    if output is None and (Path(id).name != id or id in ("", ".", "..")):
        raise no_id(id)
    path = output or old.parent / f"{id}{SUFFIX}"
    language = lang or load_policy(old).language
    renewal = renewed(old, id, language)
    texts = {path: renewal.text} | ({} if renewal.examples is None else {path.with_suffix(EXAMPLES): renewal.examples})
    there_already = next((each for each in texts if each.exists()), None)
    if there_already is not None:
        raise UsageError(f"{there_already} 已经存在；什么都没有写", f"{there_already} is there already; nothing was written")
    files = {each: text.encode("utf-8") for each, text in texts.items()}
    # What a policy cites stands below its own folder; in another folder the old texts go with it, to be replaced there.
    files |= {path.parent / name: (old.parent / name).read_bytes() for name in renewal.files if not (path.parent / name).exists()}
    _write(files)
    mark = MARK.text(language)
    written = [f"{each}" for each in texts]
    said = Wording(
        f"写好了 {'、'.join(written)}：{renewal.to_confirm} 行待确认。逐行核对，改好一行，删掉行末的“{mark}”；还剩哪些，运行 evalpolicy lint {path}",
        f"wrote {' and '.join(written)}: {renewal.to_confirm} lines to confirm. Look at each, change it, delete its `{mark}`; "
        f"evalpolicy lint {path} says what is left",
    )
    click.echo(said.text(lang or system_language()))
    return 0


def _write(files: Mapping[Path, bytes]) -> None:
    """Make new files: all of them, or none."""
    made: list[Path] = []
    try:
        for path, data in files.items():
            if made:
                # The policy's own folder is there, or the path is wrong.
                path.parent.mkdir(parents=True, exist_ok=True)
            write_file(path, data)
            made.append(path)
    except BaseException:  # an interrupt, too, leaves nothing half done
        for path in made:
            path.unlink()
        raise
