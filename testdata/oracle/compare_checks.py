#!/usr/bin/env python3
"""Compares the deployment checks that the rules claim to cover with those that
real Django's check --deploy gave.

usage: compare_checks.py BINARY LIST CHECKOUTS RECORDS [--django VERSION]

The arguments are those of compare.py. For each module, a check that Django
gave and no finding claims is "missed", one that a finding claims and Django
did not give is "extra"; ids that no rule names are left out. Checks that Django
itself could not decide on are not compared, nor those on settings that are not
known, which are told.
"""
import argparse
import json
import os
import subprocess

from compare import record_of, rows

# Django says the same of one flag under three ids, by what is installed.
SAME = [{"security.W010", "security.W011", "security.W012"}, {"security.W013", "security.W014", "security.W015"}]


def canonical(check):
    return next((min(group) for group in SAME if check in group), check)


def run(command):
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    if done.returncode not in (0, 1):
        raise SystemExit(f"{' '.join(command)}: {done.stderr}")
    return json.loads(done.stdout)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("binary", "list", "checkouts", "records"):
        parser.add_argument(name)
    parser.add_argument("--django", default="")
    args = parser.parse_args()
    claims = {r["id"]: {canonical(c) for c in r["django"]} for r in run([args.binary, "rules", "--format", "json"])["rules"]}
    covered = {c for c in set().union(*claims.values()) if c.startswith("security.")}
    agreed = modules = 0
    for repository, root, module, role, configuration, environment in rows(args.list):
        name = repository.replace("/", "+")
        record = record_of(args.records, name, module, configuration, role)
        if not record or "checks" not in record:
            continue
        command = [args.binary, "scan", os.path.join(args.checkouts, name), "--format", "json", "--assume", "empty-environment",
                   "--root", root, "--module", f"{module}:{configuration}" if configuration else module]
        if args.django:
            command += ["--django-version", args.django]
        for pair in environment.split():
            command += ["--env", pair]
        report = run(command)
        ours = {canonical(c) for f in report["findings"] for c in f.get("django", [])} & covered
        unsure = set().union(*[claims.get(u["rule"], set()) for u in report["undecided"]])
        theirs = {canonical(c) for c in record["checks"]} & covered
        undecided = {canonical(c) for c in record.get("undecided", [])}
        missed, extra = theirs - ours - unsure, ours - theirs - undecided
        modules += 1
        agreed += not missed and not extra
        if missed or extra:
            print(f"{repository} {module} {configuration}: missed {sorted(missed)} extra {sorted(extra)}")
    print(f"{agreed} of {modules} modules agree on {len(covered)} checks: {' '.join(sorted(covered))}")


if __name__ == "__main__":
    main()
