"""What the judges share: requests to a running Meshdeck, and small servers beside it."""

import contextlib
import http.server
import json
import socket
import threading
import urllib.error
import urllib.parse
import urllib.request


def ask(url, method="GET", body=None):
    """The JSON of an answer; a failure names what was asked."""
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, {"content-type": "application/json"}, method=method)
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            text = answer.read()
            return json.loads(text) if text else None
    except urllib.error.HTTPError as error:
        raise AssertionError(f"{method} {url}: {error.status} {error.read().decode()}") from error


def register(deck, **registration):
    """Registers a service whose manual must be read."""
    service = ask(f"{deck}/registry/services", "POST", registration)
    assert service["manual"]["state"] == "read", service["manual"]
    return service


def call(deck, tool, tool_input):
    """What a tool answers through the gateway."""
    return ask(f"{deck}/registry/tools/{urllib.parse.quote(tool)}/invoke", "POST", tool_input)


def tools(deck, service):
    """The tools of a service by their own names, as the catalogue holds them."""
    listed = ask(f"{deck}/registry/tools?service={service}&limit=1000")["items"]
    return {tool["name"]: ask(f"{deck}/registry/tools/{urllib.parse.quote(tool['id'])}") for tool in listed}


def free_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


@contextlib.contextmanager
def served(texts):
    """The URL of a server that answers these paths with these texts."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            text = texts.get(self.path)
            self.send_response(404 if text is None else 200)
            self.send_header("content-type", "application/json")
            self.end_headers()
            self.wfile.write((text or "").encode())

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
