"""Copies what the explorer's pages use of others from node_modules/ to kg_builder/explorer/assets/, with the licences. `make assets` runs it."""

import json
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FILES = {
    "@fontsource/source-serif-4": [
        f"files/source-serif-4-{name}.woff2"
        for name in ("latin-400-normal", "latin-400-italic", "latin-600-normal", "latin-ext-400-normal")
    ],
    "@zazuko/yasqe": ["build/yasqe.min.js", "build/yasqe.min.css"],
    "world-atlas": ["land-110m.json"],
}
# yasqe.min.js is a bundle: these are in it.
BUNDLED = [
    "@zazuko/yasgui-utils",
    "codemirror",
    "lodash-es",
    "query-string",
    "decode-uri-component",
    "filter-obj",
    "split-on-first",
    "strict-uri-encode",
    "dompurify",
    "store",
]


def licence_of(package):
    folder = ROOT / "node_modules" / package
    facts = json.loads((folder / "package.json").read_text("utf-8"))
    texts = sorted(path for path in folder.iterdir() if path.name.upper().startswith(("LICENSE", "LICENCE", "COPYING")))
    text = texts[0].read_text("utf-8") if texts else f"The package says: {facts.get('license')}\n"
    return f"{'=' * 78}\n{package} {facts['version']} ({facts.get('license')})\n{'=' * 78}\n\n{text}\n"


def main():
    out = ROOT / "kg_builder" / "explorer" / "assets"
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    for package, files in FILES.items():
        for file in files:
            shutil.copyfile(ROOT / "node_modules" / package / file, out / Path(file).name)
    packages = [*FILES, *(package for package in BUNDLED if (ROOT / "node_modules" / package).is_dir())]
    (out / "LICENSES.txt").write_text("".join(licence_of(package) for package in packages), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
