"""The official UTCP client reads the catalogue at a URL, calls a tool of each kind, and hears one that streams."""

import asyncio
import json
import logging
import sys
import urllib.request

from aiohttp import web
from utcp.utcp_client import UtcpClient

# It tells of every step; we want what it judges.
logging.disable(logging.INFO)

KINDS = {
    "units.convert": ({"value": 12, "from": "mi", "to": "km"}, lambda output: round(output["value"], 6) == 19.312128),
    "almanac.moon_phase": ({"date": "2026-11-20"}, lambda output: output["phase"] == "waxing gibbous"),
    "mcp-files.list_files": ({}, lambda output: any(file["path"] == "glossary.md" for file in output["files"])),
}


TICKS = [{"n": 1}, "two", [3]]


async def ticker(url):
    """Registers a service whose one tool streams, and gives what lets a tick pass and what ends it."""
    passes = asyncio.Semaphore(0)

    async def ticks(request):
        response = web.StreamResponse(headers={"content-type": "text/event-stream"})
        await response.prepare(request)
        for tick in TICKS:
            await passes.acquire()
            await response.write(f"data: {json.dumps(tick)}\n\n".encode())
        if "break" in request.query:
            request.transport.abort()
        return response

    async def manual(request):
        template = {"call_template_type": "sse", "url": f"http://{request.host}/ticks"}
        tool = {"name": "ticks", "inputs": {"type": "object"}, "outputs": {}, "tool_call_template": template}
        return web.json_response({"utcp_version": "1.0.1", "manual_version": "1.0.0", "tools": [tool]})

    app = web.Application()
    app.add_routes([web.get("/ticks", ticks), web.get("/utcp-manual.json", manual)])
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    body = json.dumps({"name": "ticker", "base_url": f"http://127.0.0.1:{port}", "protocol": "utcp"}).encode()
    await asyncio.to_thread(ask, f"{url}/registry/services", "POST", body)
    return passes, runner


def ask(url, method, body=None):
    request = urllib.request.Request(url, body, {"content-type": "application/json"}, method=method)
    with urllib.request.urlopen(request) as response:
        return response.read()


async def hear(url):
    """A tick is heard before the next may pass; who does not ask for streams gets the list; a stream that breaks raises."""
    passes, runner = await ticker(url)
    protocols = ["http", "sse"]
    streaming = {"name": "deck", "call_template_type": "http", "url": f"{url}/utcp-manual.json?stream=true", "allowed_communication_protocols": protocols}
    client = await UtcpClient.create(config={"manual_call_templates": [streaming]})
    heard = []
    passes.release()
    async for tick in client.call_tool_streaming("deck.ticker.ticks", {"input": {}}):
        heard.append(tick)
        passes.release()
    assert heard == TICKS, f"heard {heard}"
    for _ in TICKS * 2:
        passes.release()
    plain = {"name": "deck", "call_template_type": "http", "url": f"{url}/utcp-manual.json"}
    listed = await (await UtcpClient.create(config={"manual_call_templates": [plain]})).call_tool("deck.ticker.ticks", {"input": {}})
    assert listed == TICKS, f"answered {listed}"
    try:
        broken = [tick async for tick in client.call_tool_streaming("deck.ticker.ticks", {"input": {"break": "1"}})]
    except Exception:
        pass
    else:
        raise AssertionError(f"a broken stream ended well: {broken}")
    await asyncio.to_thread(ask, f"{url}/registry/services/ticker", "DELETE")
    await runner.cleanup()


async def main(url):
    manual = {"name": "deck", "call_template_type": "http", "url": f"{url}/utcp-manual.json"}
    client = await UtcpClient.create(config={"manual_call_templates": [manual]})
    # A manual that the client refuses leaves it without tools and raises nothing.
    names = {tool.name for tool in await client.config.tool_repository.get_tools()}
    missing = [name for name in KINDS if f"deck.{name}" not in names]
    assert not missing, f"not read: {missing} among {len(names)} tools"
    for name, (tool_input, is_right) in KINDS.items():
        needed = await client.get_required_variables_for_registered_tool(f"deck.{name}")
        assert needed == [], f"{name} needs {needed}"
        output = await client.call_tool(f"deck.{name}", {"input": tool_input})
        assert is_right(output), f"{name} answered {output}"
    await hear(url)
    print(f"utcp: {len(names)} tools read, {len(KINDS)} called, {len(TICKS)} pieces heard")


asyncio.run(main(sys.argv[1]))
