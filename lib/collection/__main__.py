"""`python -m collection <command>`, from the project's folder; the Makefile says what each is for."""

import argparse
import os
import sys
from pathlib import Path

from collection import new, own, project, run, site
from collection.project import CollectionError
from policytext import PolicyTextError


def main() -> int:
    """Run one command; a fault in what was given is told without a traceback and ends with status 1."""
    parser = argparse.ArgumentParser(prog="python -m collection", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    report = commands.add_parser("report", help="run what changed and render the site to build/report")
    report.add_argument(
        "--text", type=given_path, help="a text of your own, to be read in its place; goes to build/own"
    )
    report.add_argument("--data", type=given_path, help="the folder with its lexicon, sections and codebooks")
    refresh = commands.add_parser("refresh", help="run notebooks and save their outputs and result tables")
    refresh.add_argument("names", nargs="*", help="such as 02-terminology; all if none is named")
    start = commands.add_parser("new", help="write a folder to start on a text of your own: own/<name>")
    start.add_argument("name", help="what the folder is to be called")
    start.add_argument("text", type=os.path.expanduser, help="path of the text")
    commands.add_parser("copy", help="copy the project to a folder").add_argument("target", type=Path)
    options = parser.parse_args()
    root = Path.cwd()
    try:
        match options.command:
            case "report" if options.text:
                print(f"Report: {own.report(root, options.text, options.data)}")
            case "report" if options.data:
                raise CollectionError("DATA goes with a TEXT: make report TEXT=path/to/text DATA=path/to/its/data")
            case "report":
                print(f"Report: {site.report(root)}")
            case "new":
                print(f"Looking for terms and parts in {options.text}", flush=True)
                print(f"Written: {new.start(root, options.name, options.text)}; begin with its README.md")
            case "refresh":
                save(root, options.names)
            case "copy":
                project.copy(root, options.target)
    except (CollectionError, PolicyTextError) as error:
        print(f"\n{error}", file=sys.stderr)
        return 1
    return 0


def given_path(text: str) -> Path:
    """A path as somebody typed it; some shells leave the ~ to us."""
    return Path(text).expanduser()


def save(root: Path, names: list[str]) -> None:
    """Execute notebooks and write them, and the tables they wrote, over the saved ones."""
    names = [Path(name).stem for name in names]
    executed = run.run(root, names)
    for name in names or executed:
        for path in project.files(executed[name]):
            relative = path.relative_to(executed[name])
            if path.suffix == ".ipynb":
                project.write_if_changed(root / "notebooks" / relative, path.read_bytes())
            elif path.name != "key":
                project.write_if_changed(root / relative, path.read_bytes())


if __name__ == "__main__":
    sys.exit(main())
