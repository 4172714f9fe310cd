// What runs before and behind each request.
import * as table from "./table.mjs";
import { isList, successOf } from "./surface.mjs";

const event = (listen, lines) => (lines.length ? [{ listen, script: { type: "text/javascript", exec: lines } }] : []);

/** Why a run never sends a request; null when it may. */
export const neverOf = (operation) => operation.entry.never ?? (successOf(operation)?.type === "text/event-stream" ? "the answer never ends" : null);

/** The first request names the run; what a run leaves out unless it is asked for skips itself. */
export function preparationOf(operation) {
  const { key, entry } = operation;
  if (key === table.first) {
    return event("prerequest", ['pm.collectionVariables.set("run", Date.now().toString(36));']);
  }

  const never = neverOf(operation);
  if (never) {
    return event("prerequest", [`// Left out, for ${never}.`, "pm.execution.skipRequest();"]);
  }

  return event("prerequest", entry.asks
    ? [`// Left out, for ${entry.asks}.`, 'if (pm.variables.get("everything") !== "yes") {', "    pm.execution.skipRequest();", "}"]
    : []);
}

/** A success that is documented or an answer that the table accepts, with the documented type of body; then what later requests need. */
export function testsOf(operation, captures) {
  const statuses = Object.keys(operation.answers).filter((status) => /^[23]/.test(status) || operation.entry.accepts?.[status]);
  const types = statuses.map((status) => operation.answers[status].type ?? null);
  const isOne = new Set(types).size === 1;
  const words = statuses.length === 1 ? statuses[0] : `${statuses.slice(0, -1).join(", ")} or ${statuses.at(-1)}`;
  const ofSuccess = isOne ? (text) => text : when(statuses[0]);
  return event("test", [
    `pm.test("Answers ${words}", () => pm.expect(pm.response.code).to.be.oneOf([${statuses.join(", ")}]));`,
    ...(isOne ? bodyTest(types[0], (text) => text) : statuses.flatMap((status, i) => bodyTest(types[i], when(status)))),
    ...(isList(operation) ? [ofSuccess('pm.test("Has a list of items", () => pm.expect(pm.response.json().items).to.be.an("array"));')] : []),
    ...Object.entries(captures).map(([name, place]) =>
      ofSuccess(`pm.collectionVariables.set("${name}", pm.response.json().${place});`)),
  ]);
}

const when = (status) => (text) => `if (pm.response.code === ${status}) ${text}`;

function bodyTest(type, wrap) {
  if (type === null) {
    return [wrap('pm.test("Has no body", () => pm.expect(pm.response.text()).to.equal(""));')];
  }

  const check = type.includes("json") ? " && pm.response.json()" : "";
  // A file has the type that its bytes have.
  if (type === 'application/octet-stream') {
    return [];
  }

  return [wrap(`pm.test("Has ${type.includes("json") ? "JSON" : type}", () => pm.expect(pm.response.headers.get("Content-Type")).to.include("${type}")${check});`)];
}
