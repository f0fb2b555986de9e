"""Schemathesis holds the server at a URL against its own `/openapi.json`, as schemathesis.toml says."""

import pathlib
import re
import subprocess
import sys
import tempfile

FOLDER = pathlib.Path(__file__).parent
PROGRAM = pathlib.Path(sys.executable).with_name("schemathesis")

command = [PROGRAM, "--config-file", FOLDER / "schemathesis.toml", "run", f"{sys.argv[1]}/openapi.json", "--no-color"]
run = subprocess.run(command, capture_output=True, text=True, cwd=tempfile.gettempdir())
if run.returncode != 0:
    sys.exit(run.stdout + run.stderr)
operations = re.search(r"Tested: (\d+)", run.stdout).group(1)
requests = re.search(r"(\d+) generated", run.stdout).group(1)
assert int(operations) >= 24, run.stdout
print(f"rest api: {requests} requests to {operations} operations answered as the document says; followEvents, a stream, was left out")
