"""Runs inside Pyodide under Node.js: archives of .py files become archives of .pyc files.

`/host/jobs.json` lists `{"source", "target", "prefix"}`: two file names below `/host`, and the folder that the browser
will see the sources in, which tracebacks show. The .pyc files are of the unchecked-hash kind: no clock in them, and
Python does not look for their source. Docstrings and assertions are left out: nothing reads them there. Archives are
deflated, because many hosts (GitHub Pages is one) do not compress them on the way; measured, opening them takes the
browser no longer. Stubs stay behind, and native libraries too: the browser loads those as files of their own. The
wheels' RECORD is written anew, for what is left.
"""

import base64
import hashlib
import importlib._bootstrap_external as bootstrap
import importlib.util
import json
import zipfile

EPOCH = (1980, 1, 1, 0, 0, 0)


def compiled(source: bytes, path: str) -> bytes:
    code = compile(source, path, "exec", dont_inherit=True, optimize=2)
    return bytes(bootstrap._code_to_hash_pyc(code, importlib.util.source_hash(source), False))


def record(files: dict[str, bytes], name: str) -> bytes:
    rows = []
    for path, content in files.items():
        hashed = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
        rows.append(f"{path},sha256={hashed},{len(content)}\n")
    return "".join([*rows, f"{name},,\n"]).encode()


def convert(source: str, target: str, prefix: str) -> None:
    files = {}
    record_name = None
    with zipfile.ZipFile(source) as archive:
        for name in sorted(archive.namelist()):
            if name.endswith(("/", ".pyi", ".so")):
                continue
            if name.endswith(".dist-info/RECORD"):
                record_name = name
            elif name.endswith(".py"):
                files[name + "c"] = compiled(archive.read(name), prefix + name)
            else:
                files[name] = archive.read(name)
    if record_name is not None:
        files[record_name] = record(files, record_name)
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, EPOCH), content, zipfile.ZIP_DEFLATED, compresslevel=9)


with open("/host/jobs.json", encoding="utf-8") as listing:
    for job in json.load(listing):
        convert("/host/" + job["source"], "/host/" + job["target"], job["prefix"])
