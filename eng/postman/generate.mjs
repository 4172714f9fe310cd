// node generate.mjs OPENAPI COLLECTION: makes a Postman collection (format 2.1) from the OpenAPI document. The same document makes the same
// collection, byte by byte. openapi-to-postmanv2 would do the folders and addresses; but it sends every query parameter with the value "string",
// knows no order, no ids of earlier answers and no tests, and draws new ids each time, so that all but the folders would be ours again.
import { readFileSync, writeFileSync } from "node:fs";
import { addressOf, bodyOf, headersOf } from "./request.mjs";
import { neverOf, preparationOf, testsOf } from "./scripts.mjs";
import * as table from "./table.mjs";
import { capturesOf, idVariablesOf, operationsOf, variableOf } from "./surface.mjs";

const api = JSON.parse(readFileSync(process.argv[2], "utf8"));
const operations = operationsOf(api);
const idVariables = idVariablesOf(operations);

for (const key of [...Object.keys(table.operations), table.first, ...table.last]) {
  if (!operations.some((operation) => operation.key === key)) {
    throw new Error(`table.mjs names ${key}, which the OpenAPI document does not have.`);
  }
}

/** A name is short: what the summary says behind a semicolon, a colon or a bracket is for the description. */
const nameOf = (operation) => operation.spec.summary.split(/[;:(]/)[0].trim();

function descriptionOf(operation) {
  const { spec, entry } = operation;
  const never = neverOf(operation);
  const accepted = Object.entries(entry.accepts ?? {}).map(([status, why]) => `Answers ${status} when ${why}.`);
  const asks = never ? [`Postman leaves it out: ${never}.`] : entry.asks ? [`Left out unless the variable \`everything\` is \`yes\`: ${entry.asks}.`] : [];
  return [`${spec.summary}.`, spec.description, ...accepted, ...asks].filter(Boolean).join("\n\n");
}

function itemOf(operation) {
  const { spec, method, entry } = operation;
  const redirects = Object.keys(spec.responses).some((status) => status.startsWith("3"));
  return {
    name: nameOf(operation),
    ...(redirects && { protocolProfileBehavior: { followRedirects: false } }),
    event: [...preparationOf(operation), ...testsOf(operation, capturesOf(operation, operations, idVariables))],
    request: {
      method,
      description: descriptionOf(operation),
      ...((!spec.security?.some((one) => Object.keys(one).length) || entry.open) && { auth: { type: "noauth" } }),
      header: headersOf(operation),
      ...bodyOf(operation, idVariables),
      url: addressOf(operation),
    },
  };
}

/** What removes something, or ends an order: the last of its folder. */
const isEnd = ({ method, path }) => method === "DELETE" || path.endsWith("/cancel");
const depth = ({ path }) => path.split("/").length;

/** Whether a later folder needs the record that an operation ends, or something that was captured when it was made. */
function isWaitedFor(end, later) {
  const record = end.path.replace(/\/cancel$/, "");
  if (!record.endsWith("}")) {
    return false;
  }

  const maker = operations.find((other) => other.key === `POST ${record.slice(0, record.lastIndexOf("/"))}`);
  const names = [variableOf(record), ...(maker ? Object.keys(capturesOf(maker, operations, idVariables)) : [])];
  const text = JSON.stringify(later.flatMap((folder) => folder.operations).map(itemOf));
  return names.some((name) => text.includes(`{{${name}}}`));
}

function foldersOf() {
  const tags = [...new Set(operations.map((operation) => operation.tag))];
  const named = [...table.foldersFirst, ...table.foldersLast];
  const order = [...table.foldersFirst, ...tags.filter((tag) => !named.includes(tag)), ...table.foldersLast].filter((tag) => tags.includes(tag));
  const apart = [table.first, ...table.last];
  const folders = order.map((name) => {
    const all = operations.filter((operation) => operation.tag === name && !apart.includes(operation.key));
    const [ends, others] = [all.filter(isEnd), all.filter((one) => !isEnd(one))];
    return {
      name,
      operations: [...others.filter((one) => !one.entry.late), ...others.filter((one) => one.entry.late), ...ends.sort((a, b) => depth(b) - depth(a))],
    };
  });
  const waiting = folders.map((folder, i) => folder.operations.filter((one) => isEnd(one) && isWaitedFor(one, folders.slice(i + 1))));
  const ends = [...waiting].reverse().flat();
  return [
    ...folders.map((folder) => ({ ...folder, operations: folder.operations.filter((one) => !ends.includes(one)) })),
    { name: "At the end", operations: [...ends, ...table.last.map((key) => operations.find((one) => one.key === key))] },
  ];
}

const folders = foldersOf().map((folder) => ({ name: folder.name, item: folder.operations.map(itemOf) }));
const captured = new Set(operations.flatMap((operation) => Object.keys(capturesOf(operation, operations, idVariables))));
const collection = {
  info: {
    name: api.info.title,
    description: `${api.info.description}\n\n${readFileSync(new URL("description.md", import.meta.url), "utf8").trim()}`,
    schema: "https://schema.getpostman.com/json/collection/v2.1.0/collection.json",
  },
  auth: { type: "bearer", bearer: [{ key: "token", value: "{{accessToken}}", type: "string" }] },
  variable: [
    { key: "baseUrl", value: "http://localhost:8080" },
    { key: "user", value: "admin@localhost" },
    ...["password", "apiKey"].map((key) => ({ key, value: "" })),
    { key: "everything", value: "no" },
    ...["run", ...[...captured].sort()].map((key) => ({ key, value: "" })),
  ],
  item: [itemOf(operations.find((operation) => operation.key === table.first)), ...folders],
};
writeFileSync(process.argv[3], `${JSON.stringify(collection, null, 2)}\n`);
