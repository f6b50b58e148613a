#!/usr/bin/env python3
"""Compares the deployment checks that the findings name with those that real
Django's check --deploy gave.

usage: compare_checks.py BINARY LIST CHECKOUTS RECORDS [--django VERSION]

The arguments are those of compare.py. For each module, a check that Django
gave and no finding names is "missed", one that a finding names and Django did
not give is "extra"; left out are checks that no rule names, and those that ask
for a setting that Django could not give, as compare.py says. One that Django
gave and a rule leaves undecided, because a setting that the check asks for is
not known, is counted. Any other difference is explained if it is one of the kinds below, which
docs/check-deploy.md has under the same names.

Prints a line a difference and how many there were of each kind. Exits with 1 if
one is not explained.
"""
import argparse
import collections
import json
import os
import subprocess
import sys

from compare import record_of, rows

SESSION = "django.contrib.sessions.middleware.SessionMiddleware"
AUTHENTICATION = "django.contrib.auth.middleware.AuthenticationMiddleware"
SUBCLASSED = {
    "security.W001": "django.middleware.security.SecurityMiddleware",
    "security.W003": "django.middleware.csrf.CsrfViewMiddleware",
}
# The settings that a check asks for.
ASKED = {
    "security.W001": ["MIDDLEWARE"],
    "security.W003": ["MIDDLEWARE"],
    "security.W004": ["MIDDLEWARE", "SECURE_HSTS_SECONDS"],
    "security.W005": ["MIDDLEWARE", "SECURE_HSTS_SECONDS", "SECURE_HSTS_INCLUDE_SUBDOMAINS"],
    "security.W008": ["MIDDLEWARE", "SECURE_SSL_REDIRECT"],
    "security.W009": ["SECRET_KEY"],
    **{f"security.W01{n}": ["INSTALLED_APPS", "MIDDLEWARE", "SESSION_COOKIE_SECURE"] for n in range(3)},
    **{f"security.W01{n}": ["INSTALLED_APPS", "MIDDLEWARE", "SESSION_COOKIE_HTTPONLY"] for n in range(3, 6)},
    "security.W016": ["MIDDLEWARE", "CSRF_USE_SESSIONS", "CSRF_COOKIE_SECURE"],
    "security.W018": ["DEBUG"],
    "security.W020": ["ALLOWED_HOSTS"],
    "security.W025": ["SECRET_KEY_FALLBACKS"],
}
OPEN = "undecided"


class Case:
    """One module: what Django has, and what we say."""

    def __init__(self, run, record):
        self.run = run
        self.theirs = record["settings"]
        self.module = run("settings")["modules"][0]
        self.report = run("scan")

    def django(self, name):
        return self.theirs.get(name, {}).get("value")

    def ours(self, name):
        return self.module["settings"].get(name, {})

    def unknown(self, check):
        return any(not self.ours(name).get("known", True) for name in ASKED[check])

    def compared(self, check):
        return not any(self.theirs.get(name, {}).get("unknown") for name in ASKED[check])

    def speaks(self, *rules):
        return any(f["rule"] in rules for f in self.report["findings"])

    def stand_ins(self):
        return {m["for"] for m in self.module.get("middleware", [])}


def no_hosts(case):
    return not case.django("ALLOWED_HOSTS")


def subclassed(case, check):
    base = SUBCLASSED[check]
    return base in case.stand_ins() and base not in case.django("MIDDLEWARE")


def logged_out(case, _):
    middleware = case.django("MIDDLEWARE")
    return SESSION not in middleware and AUTHENTICATION not in middleware and SESSION not in case.stand_ins()


def no_middleware(case, check):
    # A configuration class inherits Django's defaults as its own.
    if case.django("MIDDLEWARE") or case.django("MIDDLEWARE_CLASSES"):
        return False
    return check != "security.W020" or case.ours("ALLOWED_HOSTS")["origin"] == "default"


def any_text(case, _):
    variable = case.ours("DEBUG").get("environment", {}).get("name")
    if not variable or case.django("DEBUG"):
        return False
    changed = case.run("settings", "--env", f"{variable}=False")["modules"][0]["settings"]["DEBUG"]
    return changed.get("value") is True or isinstance(changed.get("value"), str)


# A kind of difference: its checks, whether it is missed or extra, and what has
# to be so of the settings, which is asked with the check.
KINDS = {
    "An empty key": (
        ["security.W009"], "missed", lambda case, _: "SECRET_KEY" in case.theirs and not case.django("SECRET_KEY")),
    "A key that cannot be known": (["security.W009"], "missed", lambda case, _: not case.ours("SECRET_KEY")["known"]),
    "No hosts while DEBUG is on": (
        ["security.W020"], "missed", lambda case, _: no_hosts(case) and case.django("DEBUG") and case.speaks("DJS511")),
    "Hosts from a variable that is not set": (
        ["security.W020"], "missed", lambda case, _: no_hosts(case) and "environment" in case.ours("ALLOWED_HOSTS")),
    "Hosts from outside the repository": (
        ["security.W020"], "missed", lambda case, _: no_hosts(case) and "outside" in case.ours("ALLOWED_HOSTS")),
    "A subclass of Django's middleware": (list(SUBCLASSED), "missed", subclassed),
    "No middleware at all": (["security.W001", "security.W003", "security.W020"], "missed", no_middleware),
    "Nobody is logged in": (["security.W003"], "missed", logged_out),
    "Sessions without their middleware": (
        ["security.W010", "security.W013"], "missed", lambda case, _: case.speaks("DJS601", "DJS604")),
    "Any text turns DEBUG on": (["security.W018"], "extra", any_text),
}


def kind_of(case, check, side):
    if side == OPEN:
        return OPEN
    for kind, (checks, on, holds) in KINDS.items():
        if check in checks and on == side and holds(case, check):
            return kind
    return ""


def run(command):
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    if done.returncode not in (0, 1):
        raise SystemExit(f"{' '.join(command)}: {done.stderr}")
    return json.loads(done.stdout)


def runner(args, checkout, root, module, configuration, environment):
    """Returns a function that runs a command of the binary on one module."""
    terms = ["--format", "json", "--assume", "empty-environment", "--root", root,
             "--module", f"{module}:{configuration}" if configuration else module]
    if args.django:
        terms += ["--django-version", args.django]
    for pair in environment.split():
        terms += ["--env", pair]
    return lambda command, *more: run([args.binary, command, checkout, *terms, *more])


def differences(case, record, claims, covered):
    """Yields each check on which the two sides differ, and the side."""
    covered = {c for c in covered if case.compared(c)}
    ours = {c for f in case.report["findings"] for c in f.get("django", [])} & covered
    unsure = set().union(*[claims.get(u["rule"], set()) for u in case.report["undecided"]])
    theirs = set(record["checks"]) & covered
    for check in sorted(theirs - ours):
        yield check, OPEN if check in unsure and case.unknown(check) else "missed"
    for check in sorted(ours - theirs):
        yield check, "extra"


def cases(args):
    """Yields the modules that there is a record of, each with its name."""
    for repository, root, module, role, configuration, environment in rows(args.list):
        name = repository.replace("/", "+")
        record = record_of(args.records, name, module, configuration, role)
        if record and "checks" in record:
            ask = runner(args, os.path.join(args.checkouts, name), root, module, configuration, environment)
            yield " ".join(filter(None, (repository, module, configuration))), Case(ask, record), record


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("binary", "list", "checkouts", "records"):
        parser.add_argument(name)
    parser.add_argument("--django", default="")
    args = parser.parse_args()
    claims = {r["id"]: set(r["django"]) for r in run([args.binary, "rules", "--format", "json"])["rules"]}
    covered = {c for c in set().union(*claims.values()) if c.startswith("security.")}
    agreed = modules = 0
    kinds = collections.Counter()
    for label, case, record in cases(args):
        found = [(kind_of(case, check, side), check, side) for check, side in differences(case, record, claims, covered)]
        kinds.update(kind for kind, _, _ in found)
        modules += 1
        agreed += all(kind == OPEN for kind, _, _ in found)
        for kind, check, side in found:
            if kind != OPEN:
                print(f"{label}: {side} {check}: {kind or 'NOT EXPLAINED'}")
    print(f"{agreed} of {modules} modules agree on {len(covered)} checks: {' '.join(sorted(covered))}")
    for kind in KINDS:
        if kinds[kind]:
            print(f"{kinds[kind]:4} {kind}")
    print(f"{kinds[OPEN]} checks of Django's are left undecided, {kinds['']} differences are not explained")
    sys.exit(1 if kinds[""] else 0)


if __name__ == "__main__":
    main()
