"""What Python's UTCP library writes is read at a URL, and compared tool by tool with our own reading of the same documents.

Each document of `documents` is registered twice: as it is, and as the manual that the official converter makes of it, written
by the official serializer with all its nulls. Where the two mean to differ, it is said here.
"""

import contextlib
import io
import json
import logging
import pathlib
import sys

# It tells of every plugin; we want what it converts.
logging.disable(logging.INFO)

from utcp.data.utcp_manual import UtcpManualSerializer
from utcp_http.openapi_converter import OpenApiConverter

from deck import ask, register, served, tools

DOCUMENTS = pathlib.Path(__file__).parent / "documents"

# Operations that the converter passes over in silence, because the document gives them no id: ours are named by method and path.
UNNAMED = {"library": {"get_loans"}, "harbour": set(), "bakery": set()}

# Methods that nobody calls: ours are listed with their reason.
LEFT_OUT = {"library": {"hasBook"}, "harbour": set(), "bakery": {"trace_menu"}}

# Operations that say `security: []`, for everyone: the converter takes that for nothing said, and asks for the document's.
PUBLIC = {"library.searchBooks"}

# What a schema says to people, and not of values; the converter fills it in where a document says nothing.
FOR_PEOPLE = {"description", "title", "example", "examples"}


def judge_document(deck, path):
    document = path.read_text()
    name = path.stem
    url = f"https://documents.example/{path.name}"
    with contextlib.redirect_stderr(io.StringIO()):
        manual = OpenApiConverter(json.loads(document), spec_url=url, base_url=base_of_swagger(document)).convert()
    converted = UtcpManualSerializer().to_dict(manual)
    texts = {"/openapi.json": document, "/utcp-manual.json": json.dumps(converted)}
    assert '"$schema": null' in texts["/utcp-manual.json"], "the serializer writes no nulls any more"
    with served(texts) as base:
        service = register(deck, name=name, base_url=base, protocol="openapi")
        read = register(deck, name=f"{name}-converted", base_url=base, protocol="utcp")
        ours, theirs = tools(deck, name), tools(deck, f"{name}-converted")
        for registered in (name, f"{name}-converted"):
            ask(f"{deck}/registry/services/{registered}", "DELETE")
    assert read["manual"]["rejected"] == [], read["manual"]
    assert {left["tool"] for left in service["manual"]["rejected"]} == LEFT_OUT[name], service["manual"]
    assert set(theirs) == {tool["name"] for tool in converted["tools"]}, sorted(theirs)
    assert set(ours) - set(theirs) == UNNAMED[name] and set(theirs) <= set(ours), (sorted(ours), sorted(theirs))
    for tool in sorted(theirs):
        compare(f"{name}.{tool}", ours[tool], theirs[tool], json.loads(document))
    return len(theirs)


def base_of_swagger(document):
    """Where the operations of a Swagger 2.0 document are called, which the converter does not read: it would ask where the document lay."""
    swagger = json.loads(document)
    return f"{swagger['schemes'][0]}://{swagger['host']}{swagger['basePath']}" if "swagger" in swagger else None


def compare(name, ours, theirs, document):
    def same(what, one, other):
        assert one == other, f"{name}: {what}\n  ours:   {json.dumps(one)}\n  theirs: {json.dumps(other)}"

    for key in ("description", "tags", "risk"):
        same(key, ours[key], theirs[key])
    our_call, their_call = ours["tool_call_template"], without_nulls(theirs["tool_call_template"])
    for key in ("call_template_type", "url", "http_method", "header_fields"):
        same(key, our_call.get(key), their_call.get(key))
    # Theirs names the field of the body where there is none, too, and its type always: both are what clients assume.
    assert their_call.get("body_field", "body") == our_call.get("body_field", "body") == "body", (name, our_call, their_call)
    same("content type", our_call.get("content_type", "application/json"), their_call["content_type"])
    if name in PUBLIC:
        assert "auth" not in our_call and "auth" in their_call, (name, our_call, their_call)
    else:
        compare_auth(our_call.get("auth"), their_call.get("auth"), same)

    our_inputs, their_inputs = ours["inputs"], theirs["inputs"]
    same("the names of inputs", sorted(our_inputs["properties"]), sorted(their_inputs["properties"]))
    for key, schema in their_inputs["properties"].items():
        same(f"the schema of {key}", of_values(our_inputs["properties"][key]), whole(of_values(schema), document))
    ours_needed, theirs_needed = set(our_inputs.get("required", [])), set(their_inputs.get("required") or [])
    # A body that the document requires is required here also where its schema requires no key.
    assert ours_needed - theirs_needed <= {"body"} and theirs_needed <= ours_needed, (name, ours_needed, theirs_needed)
    # An answer without a schema is an object to the converter; here nothing is said of it.
    promised = whole(of_values(theirs["outputs"]), document)
    same("outputs", of_values(ours["outputs"]), {key: value for key, value in promised.items() if key in ours["outputs"]})


def compare_auth(ours, theirs, same):
    """The converter numbers its variables operation by operation; ours bear the scheme's name, so that each is given once."""
    same("whether it asks for credentials", bool(ours), bool(theirs))
    if not ours:
        return
    same("the keys of auth", sorted(ours), sorted(key for key in theirs if key != "scope" or theirs[key]))
    for key in ("auth_type", "var_name", "location", "token_url", "scope"):
        same(key, ours.get(key), theirs.get(key))


def whole(schema, document):
    """The converter follows references one step and leaves `nullable`; ours follows all, and says null as JSON Schema does."""
    if isinstance(schema, list):
        return [whole(item, document) for item in schema]
    if not isinstance(schema, dict):
        return schema
    if isinstance(reference := schema.get("$ref"), str):
        found = document
        for part in reference.removeprefix("#/").split("/"):
            found = found[part]
        return whole(of_values(found), document)
    schema = {key: whole(value, document) for key, value in schema.items()}
    if schema.pop("nullable", False):
        schema["type"] = [schema["type"], "null"]
    return schema


def of_values(schema):
    if isinstance(schema, dict):
        return {key: of_values(value) for key, value in schema.items() if key not in FOR_PEOPLE or isinstance(value, dict)}
    return [of_values(item) for item in schema] if isinstance(schema, list) else schema


def without_nulls(value):
    return {key: without_nulls(inner) for key, inner in value.items() if inner is not None} if isinstance(value, dict) else value


counts = {path.stem: judge_document(sys.argv[1], path) for path in sorted(DOCUMENTS.glob("*.json"))}
print(f"manuals: {sum(counts.values())} tools of {len(counts)} documents read as the official converter reads them")
