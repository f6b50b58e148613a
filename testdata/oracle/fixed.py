#!/usr/bin/env python3
"""Has real Django load the projects in testdata/projects after they were repaired.

usage: fixed.py PROGRAM [CASE ...]

PROGRAM is django-session-audit. Each project is copied, "fix --unsafe" writes
into the copy, and Django runs each settings module there as records/CASE.json
says that it ran before: in the same environments, with what a repair requires
added. A module must not stop, a setting that no repair names must be what it
was, and one that was repaired must be what "settings" says of the copy in that
environment. Each difference is printed, and makes the exit code 1.
"""
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

import record


def main():
    program, *cases = sys.argv[1:]
    wrong, repaired, changed = [], 0, 0
    for name in cases or sorted(os.listdir(os.path.join(record.HERE, "records"))):
        case = Case(program, os.path.splitext(name)[0])
        with case:
            if not case.names or not case.at_hand():
                continue
            repaired += 1
            for found, differs in case.runs():
                wrong += [f"{case.name}: {problem}" for problem in found]
                changed += differs
    print("\n".join(wrong + [f"{repaired} repaired projects loaded, {changed} repaired values seen"]))
    # Had nothing been repaired, nothing could have been wrong.
    sys.exit(1 if wrong or not changed else 0)


class Case:
    def __init__(self, program, name):
        self.program, self.name = program, name

    def __enter__(self):
        self.temporary = tempfile.TemporaryDirectory()
        self.copy = os.path.join(os.path.realpath(self.temporary.name), "copy")
        shutil.copytree(os.path.join(record.PROJECTS, self.name), self.copy, symlinks=True)
        said = self.run("fix", "--unsafe", "--color", "never", self.copy)
        self.names = set(re.findall(r"^  fix     (\w+) ", said, re.M))
        return self

    def __exit__(self, *_):
        self.temporary.cleanup()

    def run(self, *args):
        return subprocess.run((self.program,) + args, stdout=subprocess.PIPE, universal_newlines=True, check=True, env={}).stdout

    def text(self):
        with open(os.path.join(self.copy, "CASE.md"), encoding="utf-8") as f:
            return f.read()

    def at_hand(self):
        """Says whether the packages that the case needs are installed."""
        needs = " ".join(re.findall(r"^oracle-needs: (.*)$", self.text(), re.M)).split()
        return all(record.importlib.util.find_spec(package) for package in needs)

    def runs(self):
        """Yields what is wrong in each environment of each module, and how many
        repaired settings are not what they were."""
        with open(os.path.join(record.HERE, "records", self.name + ".json"), encoding="utf-8") as f:
            modules = json.load(f)["modules"]
        unknown = re.findall(r"^unknown: (\w+) ", self.text(), re.M)
        for module in modules:
            target = {k: module[k] for k in ("module", "class", "root")}
            for before in module["runs"]:
                if "stops" not in before:
                    yield self.compare(dict(target, unknown=unknown), before)

    def compare(self, target, before):
        env, _, after = record.complete(self.copy, target, before["env"])
        where = f"{target['module']} {target['class']} with {before['env']}: "
        if "stops" in after:
            return [f"{where}Django stops with {after['stops']}"], 0
        old, new, said = before["settings"], after["settings"], self.settings(target, env)
        problems, changed = [], 0
        for name in sorted(old.keys() | new.keys()):
            if name not in self.names:
                if old.get(name, ...) != new.get(name, ...):
                    problems.append(f"{where}{name} is no repair's and becomes {new.get(name)}")
                continue
            changed += old.get(name, ...) != new.get(name, ...)
            s = said.get(name, {})
            if name != "SECRET_KEY" and s.get("known") and name in new and s["value"] != new[name]:
                problems.append(f"{where}{name} is {new[name]}, and was to be {s['value']}")
        return problems, changed

    def settings(self, target, env):
        """Returns what the program says of the module in that environment."""
        told = [f"--env={k}={v.replace('<key>', record.KEY)}" for k, v in env.items()]
        said = json.loads(self.run("settings", "--all", "--format", "json", "--assume", "empty-environment", "--module", target["module"], *told, self.copy))
        for m in said["modules"]:
            if (m["configuration"] or "") == target["class"] and m["root"] == target["root"]:
                return m["settings"]
        return {}


if __name__ == "__main__":
    main()
