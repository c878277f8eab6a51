"""A copy of the sources, in which a test adds something as README's "Where to change what" says."""

import concurrent.futures
import itertools
import os
import pathlib
import re
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
BATCH = 8
MODULES = ["domain", "eventstore", "projections", "consumers"]


class SourceCopy:
    """A copy of the sources. Each edit names the text that it replaces, which must be there once."""

    def __init__(self, root):
        self.root = pathlib.Path(root)
        self.touched = set()
        for module in MODULES + ["tests"]:
            shutil.copytree(ROOT / module, self.root / module, ignore=shutil.ignore_patterns("node_modules"))

    def edit(self, name, old, new):
        path = self.root / name
        text = path.read_text()
        if text.count(old) != 1:
            sys.exit(f"{name} has the following {text.count(old)} times: mend the place that this test edits\n{old}")
        path.write_text(text.replace(old, new))
        self.touched.add(name)

    def add(self, name, text):
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        self.touched.add(name)

    def original(self, name):
        return (ROOT / name).exists()

    def append_before_end(self, name, new):
        path = self.root / name
        text = path.read_text()
        end = text.rindex("}  // namespace")
        path.write_text(text[:end].rstrip("\n") + "\n" + new + "\n" + text[end:])
        self.touched.add(name)

    def visitors(self):
        """Sources that visit events or list them, and those that were edited."""
        lists = re.compile(r"event_arms\.h|for_each_made|EventTypes|const Event& event\b")
        found = {name for name in self.touched if name.endswith(".cpp") and not name.startswith("tests/")}
        for module in MODULES:
            for path in (self.root / module).rglob("*.cpp"):
                if lists.search(path.read_text()):
                    found.add(str(path.relative_to(self.root)))
        return sorted(found | {"domain/evolve.cpp", "consumers/feed/content/invoices.cpp"})

    def compile(self, names, compiler, includes):
        """The first errors of each batch that does not compile, by its files. Batches are of a module, as in the build: what all
        files include is read once a batch."""
        command = [compiler, "-std=c++20", "-fsyntax-only", "-DFMT_SHARED", "-DSPDLOG_FMT_EXTERNAL",
                   "-DSPDLOG_COMPILED_LIB", "-I."] + [f"-I{one}" for one in includes]
        batches = []
        for _, group in itertools.groupby(sorted(names), lambda name: name.split("/")[0]):
            group = list(group)
            batches += [group[at:at + BATCH] for at in range(0, len(group), BATCH)]

        def run(batch):
            text = "".join(f'#include "{name}"\n' for name in batch)
            done = subprocess.run(command + ["-x", "c++", "-"], cwd=self.root, input=text, capture_output=True, text=True)
            return " ".join(batch), "" if done.returncode == 0 else "\n".join(
                [line for line in done.stderr.splitlines() if "error" in line][:3])

        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            return {names: errors for names, errors in pool.map(run, batches) if errors}
