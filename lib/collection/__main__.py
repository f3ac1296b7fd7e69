"""`python -m collection <command>`, from the project's folder; the Makefile says what each is for."""

import argparse
import sys
from pathlib import Path

from collection import project, run, site
from collection.project import CollectionError


def main() -> int:
    """Run one command; a CollectionError is told without a traceback and ends with status 1."""
    parser = argparse.ArgumentParser(prog="python -m collection", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("report", help="run what changed and render the site to build/report")
    refresh = commands.add_parser("refresh", help="run notebooks and save their outputs and result tables")
    refresh.add_argument("names", nargs="*", help="such as 02-terminology; all if none is named")
    commands.add_parser("copy", help="copy the project to a folder").add_argument("target", type=Path)
    options = parser.parse_args()
    root = Path.cwd()
    try:
        match options.command:
            case "report":
                print(f"Report: {site.report(root)}")
            case "refresh":
                save(root, options.names)
            case "copy":
                project.copy(root, options.target)
    except CollectionError as error:
        print(f"\n{error}", file=sys.stderr)
        return 1
    return 0


def save(root: Path, names: list[str]) -> None:
    """Execute notebooks and write them, and the tables they wrote, over the saved ones."""
    executed = run.run(root, [Path(name).stem for name in names])
    for name in [Path(name).stem for name in names] or executed:
        for path in project.files(executed[name]):
            relative = path.relative_to(executed[name])
            if path.suffix == ".ipynb":
                project.write_if_changed(root / "notebooks" / relative, path.read_bytes())
            elif path.name != "key":
                project.write_if_changed(root / relative, path.read_bytes())


if __name__ == "__main__":
    sys.exit(main())
