"""A demo utility that `tally serve` answers for, as checks of this folder ask it."""
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import urllib.request


class Served:
    def __init__(self, tally, work, *options):
        self.directory = tempfile.mkdtemp(prefix="served-", dir=work)
        store = os.path.join(self.directory, "store")
        subprocess.run([tally, "demo", "--store", store, "--accounts", "20", "--months", "4"], check=True,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.log = os.path.join(self.directory, "log")
        with open(self.log, "w", encoding="utf-8") as log:
            self.process = subprocess.Popen([tally, "serve", "--store", store, "--listen", "127.0.0.1:0", *options],
                                            stdout=subprocess.PIPE, stderr=log, text=True)
        said = ""
        wanted = r"#/link/(\S+)" if "--sign-in" in options else "until Ctrl-C"
        while not (found := re.search(wanted, said)):
            line = self.process.stdout.readline()
            if not line:
                sys.exit(f"FAILED: tally serve ended: {said}{open(self.log, encoding='utf-8').read()[-2000:]}")
            said += line
        self.link = found.group(1) if found.groups() else None
        self.base = re.search(r"https?://[^/\s]+", said).group(0)

    def stop(self):
        """Its exit code."""
        self.process.send_signal(signal.SIGINT)
        code = self.process.wait(60)
        shutil.rmtree(self.directory, ignore_errors=True)
        return code

    def ask(self, path, body=None, headers=None):
        """The answer; of a body of JSON as JSON, with the cookie that came."""
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.base + path, data, {"Content-Type": "application/json", **(headers or {})})
        with urllib.request.urlopen(request, timeout=30) as response:
            text = response.read().decode()
            is_json = response.headers["Content-Type"].startswith("application/json")
            return (json.loads(text) if is_json else text), response.headers
