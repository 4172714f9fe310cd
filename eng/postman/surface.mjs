// The operations of an OpenAPI document, and which variables hold the ids in their paths.
import * as table from "./table.mjs";

/** What creates comes before what reads. */
const methods = ["post", "get", "put", "patch", "delete"];

/** All operations in the order of the document. */
export function operationsOf(api) {
  return Object.entries(api.paths).flatMap(([path, item]) =>
    methods.filter((method) => item[method]).map((method) => {
      const key = `${method.toUpperCase()} ${path}`;
      const spec = item[method];
      return { key, path, method: method.toUpperCase(), tag: spec.tags[0], spec, answers: answersOf(spec, api), entry: table.operations[key] ?? {} };
    }));
}

/** By status: the media type of the answer if it has a body, and the properties of that, references resolved where captures need it. */
function answersOf(spec, api) {
  const resolve = (schema) => (schema?.$ref ? api.components.schemas[schema.$ref.split("/").at(-1)] : schema);
  return Object.fromEntries(Object.entries(spec.responses).map(([status, response]) => {
    const [type, content] = Object.entries(response.content ?? {})[0] ?? [];
    const schema = resolve(content?.schema);
    const properties = Object.fromEntries(Object.entries(schema?.properties ?? {}).map(([name, property]) => [name, resolve(property)]));
    return [status, { type, properties }];
  }));
}

/** The first answer that is a success. */
export const successOf = (operation) => operation.answers[Object.keys(operation.answers).find((status) => /^[23]/.test(status))];

export const isList = (operation) => successOf(operation)?.properties.items?.type === "array";

/** /api/customers/{id} → customerId, /api/secrets/{name} → secretName; a parameter that says whose id it is keeps its name. */
export function variableOf(path) {
  const [, collection, parameter] = path.match(/^(.*)\/\{(\w+)\}$/);
  if (parameter === "id" && table.idVariables[collection]) {
    return table.idVariables[collection];
  }

  const resource = collection.split("/").at(-1).replace(/ies$/, "y").replace(/s$/, "").replace(/-(\w)/g, (_, letter) => letter.toUpperCase());
  return parameter !== "id" && parameter.endsWith("Id") ? parameter : resource + parameter[0].toUpperCase() + parameter.slice(1);
}

/** /api/customers/{id}/overview → /api/customers/{{customerId}}/overview */
export const withVariables = (path) =>
  path.split("/").map((part, i, parts) => (part.startsWith("{") ? `{{${variableOf(parts.slice(0, i + 1).join("/"))}}}` : part)).join("/");

/** The variables that stand in paths. */
export const idVariablesOf = (operations) => new Set(operations.flatMap(({ path }) => [...withVariables(path).matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1])));

/**
 * Variable → where the answer has its value. What creates a record gives its id; a resource that nobody creates by the API gives the first of its list.
 */
export function capturesOf(operation, operations, idVariables) {
  const { method, path, entry } = operation;
  const captures = {};
  const properties = successOf(operation)?.properties ?? {};
  if (method === "POST" && !path.endsWith("}")) {
    const name = variableOf(`${path}/{id}`);
    const place = properties.id ? "id" : Object.keys(properties).find((property) => properties[property].properties?.id);
    if (idVariables.has(name) && place) {
      captures[name] = place === "id" ? place : `${place}?.id`;
    }
  } else if (method === "GET" && isList(operation) && !operations.some((other) => other.key === `POST ${path}`)) {
    const record = operations.find((other) => other.path.startsWith(`${path}/{`) && other.path.endsWith("}"));
    if (record) {
      captures[variableOf(record.path)] = `items?.[0]?.${record.path.match(/\{(\w+)\}$/)[1]}`;
    }
  }

  return { ...captures, ...entry.captures };
}
