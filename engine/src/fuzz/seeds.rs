//! Sound inputs, from which the broken ones are made.

/// UTCP manuals of both generations.
pub const UTCP: [&str; 3] = [
    r##"{"utcp_version":"1.0.1","manual_version":"1.0.0","auth":null,"tools":[{"name":"near","description":"What is near","tags":["read-only"],
    "inputs":{"type":"object","properties":{"at":{"type":"string","minLength":1,"pattern":"^[a-z]+$"},"n":{"type":"integer","minimum":1,"default":null},
    "list":{"type":"array","items":{"$ref":"#/$defs/a"}}},"required":["at"],"$defs":{"a":{"anyOf":[{"type":"null"},{"const":null}]}}},
    "outputs":{"type":"object","properties":{"km":{"type":"number"}}},"tool_call_template":{"call_template_type":"http","url":"http://geo:9000/near/{at}",
    "http_method":"POST","content_type":"application/json","headers":{"X-Key":"${KEY}"},"body_field":"body","header_fields":["X-Req"],"auth":null}}]}"##,
    r#"{"version":"0.1.0","tools":[{"name":"near","inputs":{"type":"object"},"outputs":{},"tool_provider":{"provider_type":"http","name":"geo",
    "url":"http://geo:9000/near","http_method":"GET","auth":{"auth_type":"api_key","api_key":"$KEY","var_name":"X-Api-Key"}}}]}"#,
    r#"{"utcp_version":"1.0.1","tools":[{"name":"a","tool_call_template":{"call_template_type":"mcp","config":{"mcpServers":{"a":{"transport":"http",
    "url":"http://geo:9000/mcp"}}}}},{"name":"b","tool_call_template":{"call_template_type":"cli","commands":[{"command":"rm -rf {x}"}]}}]}"#,
];

/// Lists of MCP servers.
pub const MCP: [&str; 2] = [
    r#"{"tools":[{"name":"add","title":"Add","description":"Keeps a note","inputSchema":{"type":"object","properties":{"text":{"type":"string","maxLength":9}},
    "required":["text"],"additionalProperties":false},"outputSchema":{"type":"object"},"annotations":{"title":"Add","idempotentHint":true,
    "destructiveHint":false,"readOnlyHint":false},"_meta":{"a":[1,2.5e3,null]}}],"nextCursor":null}"#,
    r#"{"jsonrpc":"2.0","id":1,"result":{"tools":[]},"tools":[{"name":"wipe","inputSchema":{"oneOf":[{"type":"object"},{"not":{}}]}}]}"#,
];

/// Documents of every generation.
pub const OPENAPI: [&str; 3] = [
    r##"{"openapi":"3.1.0","servers":[{"url":"https://{region}.geo.org/v1","variables":{"region":{"default":"eu"}}}],"security":[{"key":[]}],
    "paths":{"/near/{at}":{"parameters":[{"name":"at","in":"path","required":true,"schema":{"$ref":"#/components/schemas/A"}}],"get":{"operationId":"near",
    "parameters":[{"name":"X-Req","in":"header","schema":{"type":"string"}},{"$ref":"#/components/parameters/P"}],"responses":{"200":{"content":
    {"application/json":{"schema":{"$ref":"#/components/schemas/A"}}}}}},"post":{"requestBody":{"required":true,"content":{"application/json":{"schema":
    {"allOf":[{"$ref":"#/components/schemas/A"},{"nullable":true,"example":1}]}}}}}}},"components":{"schemas":{"A":{"type":"object","properties":
    {"next":{"$ref":"#/components/schemas/A"},"b":{"$ref":"#/components/schemas/B"}}},"B":{"type":"integer","minimum":1,"exclusiveMinimum":true}},
    "parameters":{"P":{"name":"p","in":"query","content":{"application/json":{"schema":{}}}}},"securitySchemes":{"key":{"type":"apiKey","name":"X-Key","in":"header"}}}}"##,
    r##"{"swagger":"2.0","host":"geo.org","basePath":"/v1","schemes":["https"],"consumes":["application/x-www-form-urlencoded"],"paths":{"/a":{"post":
    {"parameters":[{"name":"f","in":"formData","type":"string"},{"name":"b","in":"body","schema":{"$ref":"#/definitions/A"}}],"responses":{"default":{"schema":
    {"$ref":"#/definitions/A"}}}},"head":{},"trace":null}},"definitions":{"A":{"$ref":"#/definitions/B"},"B":{"$ref":"#/definitions/A"}},
    "securityDefinitions":{"o":{"type":"oauth2","flow":"application","tokenUrl":"https://id/token"}}}"##,
    r#"{"openapi":"3.0.3","servers":[{"url":"/api"}],"paths":{"/a":{"$ref":"other.json#/a"},"/b":{"delete":{"security":[{}],"tags":["x"],"deprecated":true}}}}"#,
];

/// Call templates, each with an input.
pub const CALLS: [&str; 5] = [
    r#"{"template":{"call_template_type":"http","url":"http://127.0.0.1:9000/near/{at}/of/{n}","http_method":"GET"},"input":{"at":"a/b c","n":[1,2],"q":null}}"#,
    r#"{"template":{"call_template_type":"http","url":"http://127.0.0.1/{a}{b}?x={c}#{d}","http_method":"POST","header_fields":["X-Req"]},
    "input":{"a":".","b":"é","c":"&y=%2e","d":"..","X-Req":"z","body":{"k":[true]}}}"#,
    r#"{"template":{"call_template_type":"http","url":"http://{host}:8000/x","http_method":"PUT","content_type":"application/x-www-form-urlencoded"},
    "input":{"host":"127.0.0.1","body":{"a":"b c","n":[1,null]}}}"#,
    r#"{"template":{"call_template_type":"http","url":"http://127.0.0.1{p}/a/../b","headers":{"X-A":"b","Accept":"*/*"}},"input":{"p":"@evil.org"}}"#,
    r#"{"template":{"call_template_type":"mcp","config":{"mcpServers":{"a":{"url":"http://127.0.0.1/mcp"}}}},"input":{}}"#,
];

/// Requests of OTLP in JSON.
pub const OTLP: [&str; 2] = [
    r#"{"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"web"}}]},"scopeSpans":[{"spans":[
    {"traceId":"0af7651916cd43dd8448eb211c80319c","spanId":"b7ad6b7169203331","parentSpanId":"","kind":3,"startTimeUnixNano":"1767000000000000000",
    "endTimeUnixNano":"1767000000120000000","attributes":[{"key":"server.address","value":{"stringValue":"geo"}},{"key":"server.port","value":{"intValue":"80"}}],
    "status":{"code":2}},{"traceId":"0af7651916cd43dd8448eb211c80319c","spanId":"00f067aa0ba902b7","parentSpanId":"b7ad6b7169203331","kind":2}]}]}]}"#,
    r#"{"resourceSpans":[{"resource":null,"scopeSpans":[{"spans":[{"traceId":"","spanId":"é","kind":5,"endTimeUnixNano":18446744073709551615}]}]}]}"#,
];

/// Requests of OTLP in protobuf: those that are text as well.
pub const OTLP_BYTES: [&str; 1] =
    ["\n9\n\u{15}\n\u{13}\n\u{c}service.name\u{12}\u{3}\n\u{1}w\u{12} \u{12}\u{1e}\n\u{10}0123456789abcdef\u{12}\u{8}01234567\u{30}\u{2}"];

/// What services say of their failures.
pub const ANSWERS: [&str; 4] = [
    r#"{"detail":"unknown SKU","message":null,"error":{"code":7}}"#,
    "<html><body>\u{7}\u{1b}[31mred\u{1b}[0m\r\n\u{202e}</body></html>",
    r#"[1,[2,{"a":"\"\\"}],"é😀"]"#,
    "\u{feff}plain\0words\u{85}\u{2028}of a failure",
];

/// Queries of every subject.
pub const QUERIES: [&str; 5] = [
    r#"health = unhealthy, degraded AND NOT (tag ~ "night shift" OR owner != "") tools >= 10"#,
    r"tool ~ /^orders\.(get|list)[a-z_]*$/, geo risk = read_only description ~ /\d{2,4}\/x|[^a-c\s]+/",
    r#"latency > 250ms received <= 2.5MiB at >= 2026-11-20T17:00:00Z outcome = ok, busy "a \"b\" \\""#,
    "path(web, stock) within(2, orders) errors > 5% or p99 < 1.5s not kind = caller",
    "((a b) or (c)) and not not é",
];

/// Answers as HTTP/1.1 has them.
pub const WIRE: [&str; 3] = [
    "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 2\r\nconnection: keep-alive\r\n\r\n{}",
    "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n4;a=b\r\nnear\r\n3\r\n by\r\n0\r\nx: y\r\n\r\n",
    "HTTP/1.0 404 Not Found\nretry-after: 3\n\n",
];

/// URLs that may be called.
pub const PUBLIC: [&str; 3] = ["http://93.184.215.14/a", "https://[2606:4700::1111]:8443/", "https://example.org:81/x?y=z#w"];
