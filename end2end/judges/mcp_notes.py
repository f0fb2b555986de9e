"""A small MCP server on Python's official SDK, for the judges."""

import sys
from typing import TypedDict

from mcp.server import MCPServer
from mcp.types import ToolAnnotations

server = MCPServer("notes")


class Count(TypedDict):
    words: int
    longest: str


@server.tool(annotations=ToolAnnotations(read_only_hint=True))
def count_words(text: str) -> Count:
    """Counts the words of a text and finds the longest."""
    words = text.split()
    return {"words": len(words), "longest": max(words, key=len)}


@server.tool()
def shout(text: str) -> str:
    """Says a text in capitals."""
    return text.upper()


server.run(transport="streamable-http", port=int(sys.argv[1]))
