// The parts of a request: address, headers, body.
import * as table from "./table.mjs";
import { withVariables } from "./surface.mjs";

const form = "application/x-www-form-urlencoded";

/** Optional query parameters stand in the collection switched off: each is one click away and none is in the way. */
export function addressOf({ path, spec, entry }) {
  const full = withVariables(path);
  const query = (spec.parameters ?? []).filter((parameter) => parameter.in === "query").map(({ name, description, example }) => {
    const value = entry.query?.[name] ?? table.sent[name] ?? example;
    return { key: name, value: value ?? "", description, ...(value === undefined && { disabled: true }) };
  });
  const sent = query.filter((parameter) => !parameter.disabled).map(({ key, value }) => `${key}=${value}`);
  return {
    raw: `{{baseUrl}}${full}${sent.length ? `?${sent.join("&")}` : ""}`,
    host: ["{{baseUrl}}"],
    path: full.split("/").slice(1),
    ...(query.length && { query }),
  };
}

const headerValues = { "If-Match": '"1"', "Idempotency-Key": "{{$guid}}" };

export function headersOf({ spec }) {
  const type = Object.keys(spec.requestBody?.content ?? {})[0];
  return [
    ...(type && type !== form ? [{ key: "Content-Type", value: type }] : []),
    ...(spec.parameters ?? []).filter((parameter) => parameter.in === "header").map(({ name, description, required }) =>
      ({ key: name, value: headerValues[name] ?? "", description, ...(!required && { disabled: true }) })),
  ];
}

/** The example of the first media type, with the ids of this run in it. */
export function bodyOf({ key, spec, entry }, idVariables) {
  const [type, content] = Object.entries(spec.requestBody?.content ?? {})[0] ?? [];
  if (!type) {
    return {};
  }

  if (content.example === undefined) {
    throw new Error(`${key} has no example of its body; give it one by Body.Json or Body.Of in Describe.`);
  }

  if (!type.includes("json") && type !== form) {
    return { body: { mode: "raw", raw: content.example } };
  }

  const given = Array.isArray(content.example) ? (entry.body ?? content.example) : { ...content.example, ...entry.body };
  const example = withIds(given, idVariables);
  return type === form
    ? { body: { mode: "urlencoded", urlencoded: Object.entries(example).map(([name, value]) => ({ key: name, value })) } }
    : { body: { mode: "raw", raw: textOf(example, idVariables), options: { raw: { language: "json" } } } };
}

function withIds(node, idVariables) {
  if (Array.isArray(node)) {
    return node.map((inner) => withIds(inner, idVariables));
  }

  if (node === null || typeof node !== "object") {
    return node;
  }

  return Object.fromEntries(Object.entries(node).map(([name, value]) => [name, valueOf(name, value, idVariables)]));
}

function valueOf(name, value, idVariables) {
  if (typeof value === "string" && table.unique.includes(name) && !value.includes("{{")) {
    const [word, host] = value.split("@");
    return host === undefined ? `${word}-{{run}}` : `${word}+{{run}}@${host}`;
  }

  return typeof value === "number" && idVariables.has(name) ? `{{${name}}}` : withIds(value, idVariables);
}

/** Ids are numbers: no quotes stand around them. */
const textOf = (value, idVariables) =>
  JSON.stringify(value, null, 2).replace(/"\{\{(\w+Id)\}\}"/g, (text, name) => (idVariables.has(name) ? `{{${name}}}` : text));
