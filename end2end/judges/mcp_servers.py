"""MCP servers that others wrote, one in TypeScript and one on Python's SDK, are registered at a URL and called through it."""

import contextlib
import pathlib
import socket
import subprocess
import sys
import time

from deck import ask, call, free_port, register, tools

FOLDER = pathlib.Path(__file__).parent
EVERYTHING = FOLDER / "node_modules/@modelcontextprotocol/server-everything/dist/index.js"


@contextlib.contextmanager
def running(command, port, **environment):
    """A program that listens on a port, until it is no longer needed."""
    program = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env={"PATH": "/usr/bin:/bin", **environment})
    try:
        for _ in range(600):
            assert program.poll() is None, f"{command} ended with {program.returncode}"
            with contextlib.suppress(ConnectionError), socket.create_connection(("127.0.0.1", port)):
                break
            time.sleep(0.05)
        yield f"http://127.0.0.1:{port}/mcp"
    finally:
        program.terminate()
        program.wait(10)


def judge_everything(deck):
    port = free_port()
    with running(["node", str(EVERYTHING), "streamableHttp"], port, PORT=str(port)) as endpoint:
        register(deck, name="everything", base_url=endpoint, protocol="mcp")
        listed = tools(deck, "everything")
        assert {"echo", "get-sum", "get-structured-content", "get-tiny-image"} <= set(listed), sorted(listed)
        assert call(deck, "everything.echo", {"message": "hello"}) == "Echo: hello"
        assert "5" in call(deck, "everything.get-sum", {"a": 2, "b": 3})
        structured = call(deck, "everything.get-structured-content", {"location": "New York"})
        assert set(structured) == {"temperature", "conditions", "humidity"}, structured
        image = call(deck, "everything.get-tiny-image", {})
        assert any(block.get("type") == "image" for block in image), image
        ask(f"{deck}/registry/services/everything", "DELETE")
        return len(listed)


def judge_fastmcp(deck):
    port = free_port()
    with running([sys.executable, str(FOLDER / "mcp_notes.py"), str(port)], port) as endpoint:
        register(deck, name="notes", base_url=endpoint, protocol="mcp")
        listed = tools(deck, "notes")
        assert listed["count_words"]["risk"] == "read_only", listed["count_words"]
        assert call(deck, "notes.count_words", {"text": "one two three"}) == {"words": 3, "longest": "three"}
        assert call(deck, "notes.shout", {"text": "quiet"}) == {"result": "QUIET"}
        servers = ask(f"{deck}/v0.1/servers?search=mesh/notes")["servers"]
        assert [server["server"]["remotes"][0]["url"] for server in servers] == [endpoint], servers
        ask(f"{deck}/registry/services/notes", "DELETE")
        return len(listed)


counts = judge_everything(sys.argv[1]), judge_fastmcp(sys.argv[1])
print(f"mcp servers: {counts[0]} tools of server-everything and {counts[1]} of Python's SDK listed, 6 calls judged")
