// What the OpenAPI document can't tell. An operation that has no entry here gets what generate.mjs does by default.

/** Folders in this order; those of tags that are not named stand between, in the order of the document. */
export const foldersFirst = ["Customers", "Products", "Packages", "Orders", "Tickets"];
export const foldersLast = ["API clients", "Users", "Sign-in", "Audit", "Keys", "Secrets", "Health"];

/** Stands before all folders. */
export const first = "POST /api/auth/login";

/**
 * The last folder, behind the removals that others had to wait for: what ends sessions, and what begins one with a cookie, which goes along from
 * then on. To sign in once more stands here between them.
 */
export const last = [
  "DELETE /api/audit/personal",
  "POST /api/auth/password",
  "POST /api/auth/login",
  "POST /api/auth/session",
  "GET /api/auth/session",
  "POST /api/auth/logout",
  "POST /api/auth/login",
  "POST /api/auth/logout-everywhere",
];

/** Members of bodies whose values nobody may have twice: those of each run are its own. */
export const unique = ["clientId", "email", "externalId", "operationId", "sku"];

/** Query parameters that are always sent. */
export const sent = { run: "postman-{{run}}" };

/** The variable that holds the id of a resource, where it is not the singular of its path. */
export const idVariables = { "/api/clients": "apiClientId", "/api/sync/dead-letters": "deliveryId" };

const own = "it changes how you sign in";
const handOut = "it takes new orders out of the hands of those who wait for them";
const installation = "it changes the installation";

/** What an import made is what other requests ask for, so its undo comes last; and a repeated one changed nothing. */
const undos = Object.fromEntries(["customers", "products", "products/stock", "orders", "tickets"].flatMap((resource) => {
  const path = `/api/${resource}/imports/{id}/undo`;
  const nobody = { accepts: { 404: "nobody had it undone" } };
  return [
    [`POST ${path}`, { late: true, accepts: { 404: "the variable names an import of other records by then", 409: "the import changed nothing" } }],
    [`POST ${path}/preview`, { accepts: { 409: "the import changed nothing" } }],
    [`GET ${path}`, nobody],
    [`GET ${path}/verdicts`, nobody],
  ];
}));

/**
 * By operation:
 * - `body`: members that replace those of the example;
 * - `query`: parameters that are sent;
 * - `captures`: variable → where the answer has its value;
 * - `accepts`: status → why this answer is right too;
 * - `late`: whether it stands behind the others of its folder;
 * - `open`: whether no token goes along;
 * - `never`: why a run leaves it out; event streams need no entry;
 * - `asks`: why a run leaves it out unless the variable `everything` is `yes`.
 */
export const operations = {
  ...undos,
  "POST /api/auth/login": {
    body: { email: "{{user}}", password: "{{password}}" },
    captures: { accessToken: "access_token" },
  },
  "POST /api/auth/session": { body: { email: "{{user}}", password: "{{password}}" } },
  "GET /api/auth/session": { open: true, accepts: { 401: "the cookie was not sent, which is for HTTPS only" } },
  "GET /api/auth/sso/start": { accepts: { 404: "there is no OpenID provider" } },
  "GET /signin-oidc": { accepts: { 400: "nobody comes from the OpenID provider", 404: "there is no OpenID provider" } },
  "POST /api/auth/password": { asks: own, body: { currentPassword: "{{password}}", newPassword: "{{password}}" } },
  "POST /api/auth/reset": { accepts: { 429: "five in a row are enough" } },
  "POST /api/auth/reset/confirm": { body: { code: "{{resetCode}}" } },
  "POST /api/auth/totp": { asks: own, body: { currentPassword: "{{password}}" } },
  "POST /api/auth/totp/confirm": { asks: own, accepts: { 400: "no app knows the code of the example" } },
  "DELETE /api/auth/totp": { asks: own, body: { currentPassword: "{{password}}" } },
  "POST /api/auth/logout-everywhere": { asks: "it ends all your sessions" },
  "POST /oauth/token": { body: { client_id: "{{clientId}}", client_secret: "{{clientSecret}}" } },

  "DELETE /api/auth/sessions/{session}": { never: "its id is drawn when the session begins" },
  "DELETE /api/users/{id}/sessions/{session}": { never: "its id is drawn when the session begins" },
  "POST /api/customers/{id}/email/code": { accepts: { 409: "the address is confirmed already" } },
  "DELETE /api/customers/{id}": { accepts: { 409: "the welcome package is under way" } },
  "POST /api/users": { captures: { resetCode: "code" } },
  "POST /api/users/{id}/reset-code": { late: true, captures: { resetCode: "code" } },
  "PUT /api/users/{id}/single-sign-on": { accepts: { 409: "there is no OpenID provider" } },
  "DELETE /api/users/{id}/single-sign-on": { accepts: { 404: "the user is not linked" } },
  "POST /api/clients": { captures: { clientId: "client?.clientId", clientSecret: "clientSecret" } },

  "DELETE /api/audit/personal": { query: { target: "customers/{{customerId}}" } },
  "POST /api/audit/verify": { body: { anchor: null } },
  "POST /api/keys/rotate": { asks: installation },
  "POST /api/secrets/rotate": { asks: installation },
  "PUT /api/secrets/{name}": { asks: installation },
  "DELETE /api/secrets/{name}": { asks: installation },

  // The product under the other path lives at the same time.

  "POST /api/reports/schedules": { body: { name: "postman-{{run}}" } },

  "GET /api/sync/deliveries/{id}": { accepts: { 404: "nothing was delivered yet" } },
  "POST /api/sync/dead-letters/{id}/replay": { accepts: { 404: "nothing was delivered yet" } },
  // An order is pulled and acknowledged before it moves along.
  "POST /api/orders/pull": { asks: handOut },
  "POST /api/orders/{id}/ack": { asks: handOut },
  "POST /api/orders/ack": { asks: handOut, body: { orders: [{ id: "{{orderId}}", reference: "ERP-90072" }] } },
  "POST /api/orders/{id}/nack": { asks: handOut, accepts: { 409: "it was acknowledged before" } },
  "POST /api/orders/{id}/amendment/confirm": { accepts: { 409: "no amendment is asked for" } },
  "POST /api/orders/{id}/amendment/refuse": { accepts: { 409: "no amendment is asked for" } },
  "POST /api/orders/{id}/cancel/confirm": { accepts: { 409: "no cancel is asked for" } },
  "POST /api/orders/{id}/cancel/refuse": { accepts: { 409: "no cancel is asked for" } },
  "PUT /api/orders/{id}/status": { late: true },
  "DELETE /api/products/{id}": { accepts: { 409: "an order holds units of it" } },
  "DELETE /api/orders/{id}": { accepts: { 409: "the ERP has taken it over" } },
  "POST /api/orders/stock-tasks/{id}/retry": { accepts: { 404: "no stock task is stuck" } },
  "POST /api/orders/stock-tasks/{id}/discard": { accepts: { 404: "no stock task is stuck" } },
  "GET /api/tickets/mail/incoming/{id}": { accepts: { 404: "no mail came" } },
  "POST /api/tickets/mail/incoming/{id}/retry": { accepts: { 404: "no mail came", 409: "the mail was taken" } },
  "POST /api/tickets/mail/incoming/{id}/discard": { accepts: { 404: "no mail came", 409: "the mail was taken" } },
  "GET /api/tickets/mail/outgoing/{id}": { accepts: { 404: "no answer went out" } },
  "POST /api/tickets/mail/outgoing/{id}/retry": { accepts: { 404: "no answer went out", 409: "it is out" } },
  "POST /api/tickets/mail/outgoing/{id}/discard": { accepts: { 404: "no answer went out", 409: "it is out" } },
  "POST /api/orders/webhooks/status": { accepts: { 401: "the request is not signed", 403: "there is no secret" } },

  "POST /api/tickets/answers": { body: { name: "On its way {{run}}" } },
  "PUT /api/tickets/answers/{id}": { body: { name: "On its way {{run}}" } },
  "POST /api/tickets/{id}/links": { accepts: { 400: "there is no such other ticket" } },
  "DELETE /api/tickets/{id}/links/{otherId}": { accepts: { 400: "it is the ticket itself", 404: "they are not linked" } },
  "POST /api/tickets/{id}/merge": { never: "which two tickets are one only a person knows" },
  "GET /api/tickets/calendars/{name}": { accepts: { 404: "there is no such calendar" } },
  "PUT /api/tickets/calendars/{name}": { never: "when people work they say themselves" },
  "DELETE /api/tickets/calendars/{name}": { never: "the calendar that there is stays" },

  "POST /api/sync/dead-letters/replay": { asks: "it replays what others left lying" },
  "POST /api/sync/dead-letters/{id}/discard": { asks: "it sets aside what others left lying", accepts: { 404: "nothing was delivered yet", 409: "it was delivered" } },
  "POST /api/sync/dead-letters/discard": { asks: "it sets aside what others left lying" },
  "POST /api/sync/replays": { asks: "it replays what others left lying", captures: { replayId: "id" } },
  "GET /api/sync/replays/{id}": { accepts: { 404: "nothing is replayed" } },
  "POST /api/sync/replays/{id}/pause": { accepts: { 404: "nothing is replayed", 409: "it has ended" } },
  "POST /api/sync/replays/{id}/resume": { accepts: { 404: "nothing is replayed", 409: "it has ended" } },
  "POST /api/sync/replays/{id}/cancel": { accepts: { 404: "nothing is replayed", 409: "it has ended" } },
  "POST /api/sync/flows/{name}/discard": { asks: "it sets aside what others left lying", accepts: { 409: "the flow is in force" } },
  "POST /api/systems/{name}/test": { accepts: { 404: "there is no such system" } },
  "POST /api/systems/{name}/authorize": { never: "whom to allow what only a person says" },
  "POST /api/systems/{name}/redeem": { never: "the code comes from a provider" },
  "POST /api/webhooks": { body: { url: "https://example.com/lockstep", events: ["lockstep.customer.*"], enabled: false }, captures: { webhookId: "webhook.id" } },
  "PATCH /api/webhooks/{id}": { body: { enabled: false, description: "Made by Postman" } },
  "POST /api/webhooks/{id}/ping": { asks: "it sends a call to the URL of a webhook" },
  "POST /api/webhooks/{id}/resend": { asks: "it sends events to the URL of a webhook" },
  "GET /api/webhooks/{id}/deliveries/{delivery}": { accepts: { 404: "nothing was sent yet" } },
  "POST /api/webhooks/{id}/deliveries/{delivery}/resend": { asks: "it sends an event to the URL of a webhook", accepts: { 404: "nothing was sent yet" } },
  "GET /api/sync/flows/{name}": { accepts: { 404: "there is no such flow" } },
  "GET /api/sync/flows/{name}/history": { accepts: { 404: "there is no such flow" } },
  "GET /api/sync/flows/{name}/versions/{version}": { accepts: { 404: "there is no such version" } },
  "GET /api/sync/flows/{name}/versions/{version}/diff": { accepts: { 404: "there is no such version" } },
  "POST /api/sync/flows/{name}/test": { accepts: { 404: "there is no such flow" } },
  "POST /api/sync/flows/apply": { asks: "it puts a flow in force" },
  "POST /api/sync/flows/{name}/versions/{version}/apply": { asks: "it puts an earlier text of a flow in force", accepts: { 404: "there is no such version" } },
  "POST /api/sync/flows/{name}/pause": { asks: "it holds up a flow", accepts: { 404: "there is no such flow" } },
  "POST /api/sync/flows/{name}/resume": { asks: "it lets a flow go on", accepts: { 404: "there is no such flow" } },
  "POST /api/sync/links": { accepts: { 400: "no flow goes both ways" } },
  "POST /api/sync/links/table": { accepts: { 400: "no flow goes both ways" } },
  "GET /api/sync/links/{id}": { accepts: { 404: "nothing is linked yet" } },
  "POST /api/sync/links/{id}/unlink": { asks: "it takes apart what belongs together", accepts: { 404: "nothing is linked yet" } },
  "POST /api/sync/links/{id}/rematch": { asks: "it has records matched that somebody took apart", accepts: { 404: "nothing is linked yet", 409: "it has a partner" } },
  "POST /api/sync/links/{id}/merge": { never: "which two links are one only a person knows" },
  "GET /api/sync/conflicts/{id}": { accepts: { 404: "there is no conflict" } },
  "POST /api/sync/conflicts/{id}/decide": { asks: "it decides what only a person can", accepts: { 404: "there is no conflict" } },
  "POST /api/sync/conflicts/decide": { asks: "it decides what only a person can" },
  "DELETE /api/sync/rules/{id}": { accepts: { 404: "there is no rule" } },
  "POST /api/sync/flows/{name}/first-match": { accepts: { 404: "there is no such flow", 409: "it does not go both ways" } },
  "GET /api/sync/flows/{name}/first-match": { accepts: { 404: "there is no such flow", 409: "it does not go both ways" } },
  "GET /api/sync/flows/{name}/first-match/rows": { accepts: { 404: "there is no such flow", 409: "it does not go both ways" } },
  "GET /api/sync/flows/{name}/first-match/rows.csv": { accepts: { 404: "there is no such flow", 409: "it does not go both ways" } },
  "POST /api/sync/flows/{name}/first-match/accept": { accepts: { 404: "there is no such flow", 409: "it does not go both ways" } },
  "POST /api/sync/flows/{name}/backfill": { accepts: { 404: "there is no such flow" } },
  "GET /api/sync/flows/{name}/backfill": { accepts: { 404: "there was none" } },
  "POST /api/sync/flows/{name}/backfill/pause": { accepts: { 404: "there was none", 409: "it does not run" } },
  "POST /api/sync/flows/{name}/backfill/resume": { accepts: { 404: "there was none", 409: "it is done" } },
  "POST /api/sync/flows/{name}/backfill/cancel": { accepts: { 404: "there was none", 409: "it is done" } },
  "POST /api/sync/flows/{name}/run": { accepts: { 404: "there is no such flow", 409: "it has no times" } },
  "GET /api/sync/flows/{name}/sweeps": { accepts: { 404: "there is no such flow" } },
  "POST /api/sync/flows/{name}/sweeps/confirm": { asks: "it says that records are really gone", accepts: { 404: "there is no such flow", 409: "none waits" } },
  "POST /api/sync/hooks/{flow}": { never: "an outside system sends it, and signs it" },
  "GET /api/sync/hooks/calls/{id}": { accepts: { 404: "nothing was told yet" } },
  "POST /api/sync/hooks/calls/{id}/replay": { accepts: { 404: "nothing was told yet" } },
  "POST /api/customers/{id}/merge": { never: "which two customers are one person only a person knows" },
  "POST /api/customers/{id}/merge/undo": { never: "nothing was merged" },
  "POST /api/customers/{id}/notes": { captures: { noteNote: "id" } },
  "POST /api/customers/{id}/files": { captures: { fileFile: "id" } },
  "POST /api/customers/fields": { body: { name: "colour{{run}}" }, captures: { fieldName: "name" } },
  "POST /api/orders/fields": { body: { name: "colour{{run}}" }, captures: { fieldName: "name" } },
  "POST /api/packages/fields": { body: { name: "colour{{run}}" }, captures: { fieldName: "name" } },
  "POST /api/products/fields": { body: { name: "colour{{run}}" }, captures: { fieldName: "name" } },
  "POST /api/tickets/fields": { body: { name: "colour{{run}}" }, captures: { fieldName: "name" } },
  "GET /api/customers/fields/{name}/history": { accepts: { 404: "the variable names a field of other records by then" } },
  "DELETE /api/customers/fields/{name}": { accepts: { 404: "the variable names a field of other records by then" } },
  "GET /api/orders/fields/{name}/history": { accepts: { 404: "the variable names a field of other records by then" } },
  "DELETE /api/orders/fields/{name}": { accepts: { 404: "the variable names a field of other records by then" } },
  "GET /api/packages/fields/{name}/history": { accepts: { 404: "the variable names a field of other records by then" } },
  "DELETE /api/packages/fields/{name}": { accepts: { 404: "the variable names a field of other records by then" } },
  "GET /api/products/fields/{name}/history": { accepts: { 404: "the variable names a field of other records by then" } },
  "DELETE /api/products/fields/{name}": { accepts: { 404: "the variable names a field of other records by then" } },
  "GET /api/tickets/fields/{name}/history": { accepts: { 404: "the variable names a field of other records by then" } },
  "DELETE /api/tickets/fields/{name}": { accepts: { 404: "the variable names a field of other records by then" } },
  "POST /api/tickets/requesters/erase": { never: "what it erases nobody brings back" },
  "POST /api/customers/{id}/erase": { never: "what it erases nobody brings back" },
  "POST /api/users/{id}/erase": { never: "what it erases nobody brings back" },
};
