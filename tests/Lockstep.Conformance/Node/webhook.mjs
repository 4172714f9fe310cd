import { createServer } from "node:http";
import { Webhook } from "standardwebhooks";

const { SECRET, LOCKSTEP, KEY, PORT } = process.env;
const webhook = new Webhook(SECRET);

createServer(async (request, response) => {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  let event;
  try {
    event = webhook.verify(Buffer.concat(chunks).toString(), request.headers);
  } catch {
    return response.writeHead(401).end("not signed by Lockstep");
  }

  if (event.type !== "lockstep.customer.created.v1") return response.writeHead(204).end();
  const { id, name } = event.data.record;
  const made = await fetch(`${LOCKSTEP}/api/packages`, {
    method: "POST",
    headers: { "content-type": "application/json", "x-api-key": KEY, "idempotency-key": event.id },
    body: JSON.stringify({ customerId: id, customerName: name, kind: "welcome" }),
  }).catch(() => ({ ok: false }));
  response.writeHead(made.ok ? 204 : 503).end();
}).listen(Number(PORT), () => console.log("ready"));
