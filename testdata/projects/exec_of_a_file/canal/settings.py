import os

HERE = os.path.dirname(os.path.abspath(__file__))

for part in ("apps", "security", "absent"):
    path = os.path.join(HERE, "parts", part + ".py")
    if os.path.exists(path):
        with open(path) as f:
            exec(compile(f.read(), path, "exec"))

exec(open(os.path.join(HERE, "parts", "last.conf")).read(), globals())
