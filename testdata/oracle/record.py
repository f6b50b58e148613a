#!/usr/bin/env python3
"""Records what real Django makes of the projects in testdata/projects.

usage: record.py [--to FOLDER] [--check] [CASE ...]

Each settings module of a case is run by Django in a process of its own, once
an environment:

  empty        no variable is set
  required     with the variables without which the module stops
  given        the variables of a line "oracle-env: KEY=VALUE ..." in CASE.md
  development  those of a line "oracle-dev: KEY=VALUE ...", which no production has
  debug        each variable named like DEBUG that the module reads, on and off

What is required is added to every environment. The modules are those that
manage.py and wsgi.py name, or those of lines "oracle: MODULE [CLASS]" in
CASE.md. A line "oracle-needs: PACKAGE ..." names Python packages: without one
of them the case is skipped, and its record stays. Of a setting that a line
"unknown: NAME WHY" says nobody can know, only that it is set is recorded.

FOLDER/records/CASE.json holds, for every environment, each setting of interest
that the module assigns and the ids of the deployment checks that fire;
FOLDER/defaults.json what Django has for the settings nobody assigns. Keys are
never recorded, and paths begin with <root>. In an environment, <key> stands for
a long and varied text.

--check compares with the records that are there instead of writing, prints the
difference and exits with 1 if there is one. On another version of Django only
what the modules assign is compared.
"""
import argparse
import difflib
import glob
import importlib.util
import json
import os
import re
import shlex
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
PROJECTS = os.path.join(os.path.dirname(HERE), "projects")

RELEVANT = re.compile(
    r"(SESSION_|CSRF_|SECURE_|LANGUAGE_COOKIE_)\w+|ALLOWED_HOSTS|AUTHENTICATION_BACKENDS|CACHES|DEBUG|INSTALLED_APPS|"
    r"MESSAGE_STORAGE|MIDDLEWARE|MIDDLEWARE_CLASSES|PASSWORD_HASHERS|SECRET_KEY|SECRET_KEY_FALLBACKS|"
    r"SILENCED_SYSTEM_CHECKS|USE_X_FORWARDED_HOST|USE_X_FORWARDED_PORT|X_FRAME_OPTIONS"
)
KEY = "0123456789abcdefghijklmnopqrstuvwxyz" * 2


# The child: one module in one environment.

def child():
    """Runs Django as a server's process does, and prints what it sees."""
    job = json.load(sys.stdin)
    out, sys.stdout = sys.stdout, sys.stderr  # a settings module may print
    reads, missing = set(), []

    class Environment(type(os.environ)):
        def __getitem__(self, name):
            reads.add(name)
            try:
                return super().__getitem__(name)
            except KeyError:
                missing.append(name)
                raise

    real = os.environ
    real.clear()
    for name, text in job["env"].items():
        real[name] = text.replace("<key>", KEY)
    real["DJANGO_SETTINGS_MODULE"] = job["module"]
    if job["class"]:
        real["DJANGO_CONFIGURATION"] = job["class"]
    os.environ = Environment(real._data, real.encodekey, real.decodekey, real.encodevalue, real.decodevalue)
    sys.argv = ["gunicorn"]
    os.chdir(os.path.join(job["case"], job["root"]))
    sys.path[0] = os.getcwd()
    result = {}
    try:
        if job["class"]:
            from configurations import importer
            importer.install()
        result = observe(job)
    except (Exception, SystemExit) as problem:
        result["stops"] = type(problem).__name__
    result["reads"] = sorted(reads)
    result["missing"] = missing[-1:]
    json.dump(result, out)


def observe(job):
    import django
    from django.conf import global_settings, settings
    from django.core.checks import run_checks
    names = {n for n in list(dir(settings)) + dir(global_settings) if n.isupper() and RELEVANT.fullmatch(n)}
    assigned, defaults = {}, {}
    for name in sorted(names):
        if hasattr(global_settings, name):
            defaults[name] = plain(name, getattr(global_settings, name), job["case"])
        if settings.is_overridden(name):
            if name in job["unknown"]:
                assigned[name] = {"unknown": True}
                continue
            assigned[name] = plain(name, read(settings, name), job["case"])
            # A class inherits Django's defaults as its own.
            if job["class"] and defaults.get(name, ...) == assigned[name]:
                del assigned[name]
    fired = [m for m in run_checks(tags=["security"], include_deployment_checks=True) if m.id.startswith("security.")]
    return {
        "django": django.get_version(), "defaults": defaults, "settings": assigned,
        "checks": sorted({m.id for m in fired}), "silenced": sorted({m.id for m in fired if m.is_silenced()}),
    }


def read(settings, name):
    from django.core.exceptions import ImproperlyConfigured
    try:
        return getattr(settings, name)
    except ImproperlyConfigured:
        if name != "SECRET_KEY":
            raise
        return ""  # Django does not hand out an empty one


def plain(name, value, root):
    """Returns a value as JSON has it."""
    if name == "SECRET_KEY":
        return {"secret": "set" if value else "empty"}
    if name == "SECRET_KEY_FALLBACKS":
        return [{"secret": "set" if v else "empty"} for v in value]
    if value is None or isinstance(value, (bool, int, float)):
        return value
    if isinstance(value, str):
        return str(value).replace(root, "<root>")
    if isinstance(value, bytes):
        return {"bytes": value.decode("latin1")}
    if isinstance(value, (list, tuple)):
        return [plain("", v, root) for v in value]
    if isinstance(value, (set, frozenset)):
        return sorted((plain("", v, root) for v in value), key=lambda v: json.dumps(v, sort_keys=True))
    if isinstance(value, dict):
        return {str(plain("", k, root)): plain("", v, root) for k, v in value.items()}
    if hasattr(value, "total_seconds"):
        return {"timedelta": value.total_seconds()}
    if hasattr(value, "__fspath__"):
        return plain("", os.fspath(value), root)
    raise TypeError(f"{name or 'an item'} is a {type(value).__name__}, which has no form in JSON")


# The parent: all cases.

def run(case, target, env):
    job = dict(target, case=case, env=env)
    done = subprocess.run(
        [sys.executable, "-B", "-W", "ignore", os.path.abspath(__file__), "--child"], input=json.dumps(job),
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, universal_newlines=True, timeout=60,
        env=dict({"PYTHONHASHSEED": "0"}, **{k: v for k, v in os.environ.items() if k == "PYTHONPATH"}),
    )
    if done.returncode != 0:
        sys.exit(f"{case}: {done.stderr}")
    return json.loads(done.stdout)


def complete(case, target, env):
    """Runs a module, adding the variables that it stops for, and returns the
    environment, what came without the additions, and what came of it."""
    first = result = run(case, target, env)
    added = {}
    while "stops" in result and result["missing"] and result["missing"][0] not in {**env, **added}:
        name = result["missing"][0]
        added[name] = example(name)
        result = run(case, target, {**env, **added})
    if "stops" in result:
        return env, first, first
    return {**env, **added}, first, result


def example(name):
    for part, text in (("KEY", "<key>"), ("SECRET", "<key>"), ("REDIS", "redis://cache.example.org:6379/0"), ("URL", "https://www.example.org/")):
        if part in name:
            return text
    return "example"


def record(case):
    text = open(os.path.join(case, "CASE.md"), encoding="utf-8").read()
    lines = {}
    for key, rest in re.findall(r"^(oracle[\w-]*): (.*)$", text, re.M):
        lines.setdefault(key, []).append(shlex.split(rest))
    for package in sum(lines.get("oracle-needs", []), []):
        if importlib.util.find_spec(package) is None:
            print(f"{os.path.basename(case)}: skipped, since {package} is not installed")
            return None
    modules, seen = [], {}
    for target in targets(case, lines.get("oracle", [])):
        runs = list(runs_of(case, dict(target, unknown=re.findall(r"^unknown: (\w+) ", text, re.M)), lines, seen))
        modules.append(dict(target, runs=runs))
    if not modules:
        sys.exit(f"{case}: no settings module found; name it in CASE.md")
    if not seen:
        sys.exit(f"{case}: Django stops in every environment")
    return {"django": seen["django"], "modules": modules}, seen


def targets(case, named):
    """Yields the settings modules of a case."""
    entries = sorted(sum((glob.glob(os.path.join(case, "**", f), recursive=True) for f in ("manage.py", "wsgi.py")), []))
    # manage.py lies in the project's root; wsgi.py below it.
    roots = sorted({os.path.relpath(os.path.dirname(e), case) for e in entries if e.endswith("manage.py")}) or ["."]
    if not named:
        found = set()
        for e in entries:
            found.update(re.findall(r"""DJANGO_SETTINGS_MODULE["'],\s*["']([\w.]+)""", open(e, encoding="utf-8").read()))
        named = [[m] for m in sorted(found)]
    for module, *rest in named:
        for root in roots + ["."]:
            if glob.glob(os.path.join(case, root, *module.split(".")) + "*"):
                yield {"module": module, "class": rest[0] if rest else "", "root": root}
                break
        else:
            sys.exit(f"{case}: there is no module {module}")


def runs_of(case, target, lines, seen):
    done, reads = [], set()

    def go(kind, env):
        required, bare, result = complete(case, target, env)
        reads.update(result["reads"])
        if kind == "empty" and required != env:
            yield {"kind": "empty", "env": {}, "stops": bare["stops"]}
            kind = "required"
        if required in done:
            return
        done.append(required)
        if "stops" in result:
            yield {"kind": kind, "env": required, "stops": result["stops"]}
            return
        seen.update(django=result["django"], defaults=result["defaults"])
        yield {"kind": kind, "env": required, "settings": result["settings"], "checks": result["checks"], "silenced": result["silenced"]}

    yield from go("empty", {})
    for kind, key in (("given", "oracle-env"), ("development", "oracle-dev")):
        for pairs in lines.get(key, []):
            yield from go(kind, dict(p.split("=", 1) for p in pairs))
    for name in sorted(n for n in reads if "DEBUG" in n.upper() and not n.endswith("_FOR_DYNACONF")):
        for words in (("True", "False"), ("1", "0")):
            both = [r for w in words for r in go("debug", {name: w})]
            yield from (r for r in both if "stops" not in r)
            if not any("stops" in r for r in both):
                break


# Records as text: a line a setting, so that differences can be read.

def dump(value, depth=0):
    indent = " " * depth
    if isinstance(value, dict) and value and depth < 6:
        rows = [f"{indent} {json.dumps(k)}: {dump(v, depth + 1).lstrip()}" for k, v in sorted(value.items())]
        return indent + "{\n" + ",\n".join(rows) + "\n" + indent + "}"
    if isinstance(value, list) and value and isinstance(value[0], dict) and depth < 5:
        return indent + "[\n" + ",\n".join(dump(v, depth + 1) for v in value) + "\n" + indent + "]"
    return indent + json.dumps(value, sort_keys=True)


def assigned(document):
    """Leaves of a record what does not depend on Django's version."""
    for m in document.get("modules", []):
        for r in m["runs"]:
            r.pop("checks", None)
            r.pop("silenced", None)
    return {k: v for k, v in document.items() if k not in ("django", "settings")}


def differs(path, document):
    """Prints how a document differs from the one in a file."""
    try:
        with open(path, encoding="utf-8") as f:
            old = json.load(f)
    except FileNotFoundError:
        old = {"django": document["django"]}
    if old["django"] != document["django"]:
        old, document = assigned(old), assigned(document)
    name = os.path.relpath(path)
    diff = list(difflib.unified_diff(dump(old).splitlines(), dump(document).splitlines(), name, "what Django says now", lineterm=""))
    for line in diff:
        print(line)
    return bool(diff)


def main():
    if sys.argv[1:] == ["--child"]:
        return child()
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cases", nargs="*", metavar="CASE", help="a folder of testdata/projects; all without one")
    parser.add_argument("--to", default=HERE, metavar="FOLDER", help="the folder of the records")
    parser.add_argument("--check", action="store_true")
    args = parser.parse_args()
    different, count = False, 0
    for name in args.cases or sorted(os.listdir(PROJECTS)):
        case = os.path.join(PROJECTS, name)
        if not os.path.exists(os.path.join(case, "CASE.md")):
            continue
        made = record(case)
        if made is None:
            continue
        count += 1
        document, seen = made
        for path, content in (
            (os.path.join(args.to, "records", name + ".json"), document),
            (os.path.join(args.to, "defaults.json"), {"django": seen["django"], "settings": seen["defaults"]}),
        ):
            if args.check:
                different = differs(path, content) or different
                continue
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "w", encoding="utf-8") as f:
                f.write(dump(content) + "\n")
    print(f"{count} cases recorded with Django {seen['django']}" if not args.check else f"{count} cases compared")
    sys.exit(1 if different else 0)


if __name__ == "__main__":
    main()
