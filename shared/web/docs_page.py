"""The browsable description of a service's API: a page made from its OpenAPI document, by ourselves."""

from __future__ import annotations

from typing import Any

from flask import render_template_string

_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{ info.title }}</title><link rel="stylesheet" href="/{{ service }}/docs.css"></head><body>
<a class="skip" href="#main">Skip to the main part</a>
<header><a href="/">Coproduce</a></header>
<main id="main"><h1>{{ info.title }}</h1>{% if purpose %}<p>{{ purpose }}</p>{% endif %}<p>{{ info.description }}</p>
<p><a href="/{{ service }}/openapi.json">The same as an OpenAPI document</a></p>
<nav aria-label="Calls"><ul>{% for c in calls %}
<li><a href="#{{ c.id }}"><code>{{ c.method }} {{ c.path }}</code></a></li>{% endfor %}</ul></nav>
<section id="how-to-sign-in"><h2>How to sign in</h2>
<p>Send your sign-in name and passphrase. You get a token. ADDRESS stands for where Coproduce runs, such as
127.0.0.1:8000.</p>
<pre><code>curl ADDRESS/people/sign-ins -H 'Content-Type: application/json' -d '{"sign_in_name": "NAME",
"passphrase": "WORDS"}'</code></pre>
<p>Then send the token with each call. What anyone may call needs none.</p>
<pre><code>curl ADDRESS/people/me -H 'Authorization: Bearer TOKEN'</code></pre></section>
{% for c in calls %}<section id="{{ c.id }}"><h2><code>{{ c.method }} {{ c.path }}</code></h2>
{% for text in c.texts %}<p>{{ text }}</p>{% endfor %}
{% if c.takes %}<h3>Takes</h3>{{ fields(c.takes, true) }}{% endif %}
{% if c.query %}<h3>In the address or headers</h3>{{ fields(c.query, true) }}{% endif %}
{% for a in c.answers %}<h3>Answers {{ a.status }}{% if a.text %}: {{ a.text }}{% endif %}</h3>
{% if a.fields %}{{ fields(a.fields) }}{% endif %}{% endfor %}</section>{% endfor %}</main></body></html>
"""
_FIELDS = """{% macro fields(list, asks=false) %}<table><thead><tr><th scope="col">Field</th><th scope="col">Kind</th>
{% if asks %}<th scope="col">Needed</th>{% endif %}<th scope="col">Meaning</th></tr></thead><tbody>{% for f in list %}
<tr><th scope="row"><code>{{ f.name }}</code></th><td>{{ f.kind }}</td>
{% if asks %}<td>{{ "needed" if f.needed else "" }}</td>{% endif %}
<td>{{ f.text }}</td></tr>{% endfor %}</tbody></table>{% endmacro %}"""

STYLE = """body{font:1rem/1.5 system-ui,sans-serif;margin:0;color:#0b0c0c;background:#fff}
header{background:#1d3557;padding:.75rem 1rem}header a{color:#fff;font-weight:700}
main{max-width:60rem;margin:0 auto;padding:1rem;overflow-wrap:anywhere}
a{color:#1a4480}a:focus{outline:3px solid #ffbf47;outline-offset:2px}
section{border-top:2px solid #d5d9dd;margin-top:2rem}
table{border-collapse:collapse;width:100%;font-size:.95rem}
th,td{border-bottom:1px solid #d5d9dd;padding:.35rem .5rem;text-align:left;vertical-align:top}
code{background:#f1f3f5;padding:.1rem .25rem}pre{white-space:pre-wrap}
.skip{position:absolute;left:-999rem}.skip:focus{left:.5rem;top:.5rem;background:#fff;color:#000;padding:.5rem}
@media (max-width:40rem){thead{display:none}tr,td,tbody th{display:block;border:0}tr{border-bottom:1px solid #d5d9dd}}
@media (prefers-color-scheme:dark){body{background:#14181c;color:#e8eaed}a{color:#9ecbff}code{background:#263038}}
"""


def docs_page(service: str, document: dict[str, Any]) -> str:
    """Return the page as HTML."""
    calls = [
        _call(path, method, operation, document)
        for path, item in document.get("paths", {}).items()
        for method, operation in item.items()
        if method in ("get", "post", "put", "delete", "patch")
    ]
    purpose = " ".join(tag.get("description", "") for tag in document.get("tags", [])).strip()
    told = {"service": service, "info": document["info"], "purpose": purpose, "calls": calls}
    return render_template_string(_FIELDS + _PAGE, **told)


_AS_ANCHOR = str.maketrans({"/": "-", "{": None, "}": None})


def _call(path: str, method: str, operation: dict[str, Any], document: dict[str, Any]) -> dict[str, Any]:
    content = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
    summary, description = operation.get("summary", ""), operation.get("description", "")
    texts = (description if description.startswith(summary) else f"{summary}\n\n{description}").split("\n\n")
    parameters = [_resolved(item, document) for item in operation.get("parameters", [])]
    return {
        "id": operation.get("operationId") or f"{method}-{path.strip('/')}".translate(_AS_ANCHOR),
        "method": method.upper(), "path": path, "texts": [text.strip() for text in texts if text.strip()],
        "takes": _fields(content.get("schema", {}), document),
        "query": [
            {
                "name": each["name"], "kind": _kind(each.get("schema", {}), document),
                "needed": each.get("required"), "text": each.get("description", ""),
            }
            for each in parameters
        ],
        "answers": [
            _answer(status, _resolved(answer, document), document)
            for status, answer in sorted(operation.get("responses", {}).items())
        ],
    }  # fmt: skip


def _answer(status: str, answer: dict[str, Any], document: dict[str, Any]) -> dict[str, Any]:
    schema = answer.get("content", {}).get("application/json", {}).get("schema", {})
    return {"status": status, "text": answer.get("description", ""), "fields": _fields(schema, document)}


def _resolved(item: dict[str, Any], document: dict[str, Any]) -> dict[str, Any]:
    while "$ref" in item:
        found: Any = document
        for step in item["$ref"].lstrip("#/").split("/"):
            found = found[step]
        item = found
    return item


def _fields(schema: dict[str, Any], document: dict[str, Any]) -> list[dict[str, Any]]:
    found = _resolved(schema, document)
    if found.get("type") == "array":
        found = _resolved(found.get("items", {}), document)
    needed = found.get("required", [])
    return [
        {"name": name, "kind": _kind(inner, document), "needed": name in needed, "text": inner.get("description", "")}
        for name, inner in found.get("properties", {}).items()
    ]


def _kind(schema: dict[str, Any], document: dict[str, Any]) -> str:
    if "$ref" in schema:
        return "object: " + ", ".join(_resolved(schema, document).get("properties", {}))
    kind = schema.get("type", "")
    if kind == "array":
        return f"list of {_kind(schema.get('items', {}), document) or 'values'}"
    text = "/".join(str(k) for k in kind) if isinstance(kind, list) else str(kind)
    return f"{text} ({schema['format']})" if "format" in schema else text
