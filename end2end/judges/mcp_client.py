"""The official MCP client lists the catalogue at a URL and calls its tools, in the modern revision and in the older ones."""

import asyncio
import sys

from mcp import Client, MCPError


async def every_tool(client):
    tools, cursor = [], None
    while True:
        page = await client.list_tools(cursor=cursor)
        tools += page.tools
        cursor = page.next_cursor
        if cursor is None:
            return tools


async def judge(url, mode):
    async with Client(f"{url}/mcp", mode=mode) as client:
        tools = {tool.name: tool for tool in await every_tool(client)}
        assert {"search_tools", "call_tool", "units.convert", "almanac.moon_phase", "mcp-files.list_files"} <= set(tools), sorted(tools)
        assert tools["units.convert"].annotations.read_only_hint is True, tools["units.convert"]

        miles = {"value": 12, "from": "mi", "to": "km"}
        direct = await client.call_tool("units.convert", miles)
        assert round(direct.structured_content["value"], 6) == 19.312128, direct
        found = await client.call_tool("search_tools", {"query": "convert miles", "limit": 3})
        assert "units.convert" in [tool["tool"] for tool in found.structured_content["tools"]], found
        through = await client.call_tool("call_tool", {"tool": "units.convert", "input": miles})
        assert through.structured_content == direct.structured_content, through

        wrong = await client.call_tool("units.convert", {"value": "twelve"})
        assert wrong.is_error and "/input/value" in wrong.content[0].text, wrong
        try:
            await client.call_tool("units.convrt", {})
            raise AssertionError("an unknown tool was called")
        except MCPError as error:
            assert "units.convert" in str(error), error
    async with Client(f"{url}/mcp?tools=search", mode=mode) as client:
        assert [tool.name for tool in await every_tool(client)] == ["search_tools", "call_tool"]
    print(f"mcp ({mode}): {len(tools)} tools listed, 4 calls judged")


async def main(url):
    for mode in ["auto", "legacy", "2026-07-28"]:
        await judge(url, mode)


asyncio.run(main(sys.argv[1]))
