"""The official UTCP client reads the catalogue at a URL and calls a tool of each kind."""

import asyncio
import logging
import sys

from utcp.utcp_client import UtcpClient

# It tells of every step; we want what it judges.
logging.disable(logging.INFO)

KINDS = {
    "units.convert": ({"value": 12, "from": "mi", "to": "km"}, lambda output: round(output["value"], 6) == 19.312128),
    "almanac.moon_phase": ({"date": "2026-11-20"}, lambda output: output["phase"] == "waxing gibbous"),
    "mcp-files.list_files": ({}, lambda output: any(file["path"] == "glossary.md" for file in output["files"])),
}


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
    print(f"utcp: {len(names)} tools read, {len(KINDS)} called")


asyncio.run(main(sys.argv[1]))
