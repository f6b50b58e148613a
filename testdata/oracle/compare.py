#!/usr/bin/env python3
"""Compares the settings that django-session-audit finds with those that real
Django gave.

usage: compare.py BINARY LIST CHECKOUTS RECORDS [--django VERSION] [--verbose]

LIST has a row a settings module: repository | project root | module | role |
configuration class | environment. CHECKOUTS holds the repositories as
owner+name, RECORDS what Django gave for each row, as JSON: owner+name__module,
with --class behind it where there is one, and .json. A setting that Django
could not give (it depends on a library that was not installed) is not compared.

Prints a line a module and, for each difference or unknown, a line below it.
Exits with 1 if any value is wrong.
"""
import argparse
import json
import os
import subprocess
import sys


def rows(path):
    for line in open(path, encoding="utf-8"):
        if line.strip() and not line.startswith("#"):
            fields = [f.strip() for f in line.split("|")] + [""] * 6
            yield fields[:6]


def record_of(records, name, module, configuration, role):
    stem = os.path.join(records, f"{name}__{module}")
    for path in (f"{stem}--{configuration}.json", f"{stem}--{role}.json", f"{stem}.json"):
        if os.path.exists(path):
            with open(path, encoding="utf-8") as f:
                return json.load(f)
    return None


def ours_of(args, name, root, module, configuration, environment):
    command = [args.binary, "settings", os.path.join(args.checkouts, name), "--format", "json",
               "--assume", "empty-environment", "--root", root, "--module", f"{module}:{configuration}" if configuration else module]
    if args.django:
        command += ["--django-version", args.django]
    for pair in environment.split():
        command += ["--env", pair]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    if done.returncode != 0:
        return None, done.stderr.strip()
    modules = json.loads(done.stdout)["modules"]
    return (modules[0]["settings"], "") if modules else (None, "no module")


def plain(name, value, checkout):
    """Brings both sides to one form: paths below the checkout, and of CACHES
    the backends only."""
    if name == "CACHES" and isinstance(value, dict):
        return {k: {"BACKEND": v.get("BACKEND")} if isinstance(v, dict) else v for k, v in value.items()}
    text = json.dumps(value, sort_keys=True)
    for root in (checkout, "/repository"):
        text = text.replace(root, "<root>")
    return json.loads(text)


def compare(name, theirs, ours, checkout, unseen):
    """Returns (verdict, detail) for one setting that Django gave."""
    if ours is None:
        return ("unknown", unseen) if unseen else ("wrong", "we do not list it")
    if ours["known"] and theirs["from"] == "set" and ours["origin"] != "assigned":
        # A configuration class inherits Django's defaults as its own.
        if name == "SECRET_KEY_FALLBACKS" and theirs["value"] == []:
            return "same", ""
        if "value" not in ours or ours["value"] != theirs["value"]:
            return "wrong", f"we say {ours['origin']}, Django says set to {theirs['value']!r}"
    if not ours["known"]:
        return "unknown", ours.get("reason", "")
    if theirs["from"] == "default" and ours["origin"] == "assigned":
        return "wrong", "we say assigned, Django says default"
    if ours.get("redacted"):
        return "same", ""
    a, b = plain(name, theirs["value"], checkout), plain(name, ours["value"], checkout)
    if isinstance(a, list) and isinstance(b, list) and name in ("ALLOWED_HOSTS", "CSRF_TRUSTED_ORIGINS"):
        a, b = sorted(map(str, a)), sorted(map(str, b))
    return ("same", "") if a == b else ("wrong", f"we say {b!r}, Django says {a!r}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("binary")
    parser.add_argument("list")
    parser.add_argument("checkouts")
    parser.add_argument("records")
    parser.add_argument("--django", default="")
    parser.add_argument("--verbose", action="store_true", help="also name what is unknown")
    args = parser.parse_args()
    total = {"same": 0, "unknown": 0, "wrong": 0}
    for repository, root, module, role, configuration, environment in rows(args.list):
        name = repository.replace("/", "+")
        record = record_of(args.records, name, module, configuration, role)
        if not record or "settings" not in record:
            print(f"{repository} {module}: no record")
            continue
        ours, problem = ours_of(args, name, root, module, configuration, environment)
        if ours is None:
            total["wrong"] += 1
            print(f"{repository} {module}: FAILED {problem}")
            continue
        count, lines = judge(record["settings"], ours, os.path.join(args.checkouts, name), args.verbose)
        for verdict in total:
            total[verdict] += count[verdict]
        print(f"{repository} {module} {configuration}: {count['same']} same, {count['unknown']} unknown, {count['wrong']} wrong")
        for line in lines:
            print("   ", line)
    assigned = sum(total.values())
    share = 100 * (total["same"] + total["wrong"]) / assigned if assigned else 0
    print(f"all: {total['same']} same, {total['unknown']} unknown, {total['wrong']} wrong; {share:.1f} % of {assigned} assigned settings known")
    sys.exit(1 if total["wrong"] else 0)


def judge(theirs, ours, checkout, verbose):
    count = {"same": 0, "unknown": 0, "wrong": 0}
    lines = []
    # Names that a module outside the repository binds cannot be listed.
    unseen = next((s["reason"] for s in ours.values() if s.get("reason", "").startswith("may be assigned")), "")
    for name in sorted(theirs):
        if theirs[name].get("unknown"):
            continue
        if theirs[name]["from"] == "default" and ours.get(name, {}).get("origin") != "assigned":
            continue
        verdict, detail = compare(name, theirs[name], ours.get(name), checkout, unseen)
        count[verdict] += 1
        if verdict == "wrong" or verbose and verdict == "unknown":
            lines.append(f"{verdict.upper()} {name}: {detail}")
    return count, lines


if __name__ == "__main__":
    main()
