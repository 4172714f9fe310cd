// A client of the shop, written with axios from the rows of the dialect `shop` and of nothing else.
// usage: shop.mjs ADDRESS ADMIN_EMAIL ADMIN_PASSWORD
import assert from "node:assert/strict";
import axios from "axios";

const [address, adminEmail, adminPassword] = process.argv.slice(2);
const open = axios.create({ baseURL: address, timeout: 30_000, validateStatus: () => true });
const as = token => axios.create({
  baseURL: address, timeout: 30_000, validateStatus: () => true, headers: { Authorization: `Bearer ${token}` },
});
let checked = 0;

async function call(client, method, path, data) {
  const { status, data: body } = await client.request({ method, url: path, data });
  return { status, body };
}

async function expect(status, client, method, path, data) {
  const answer = await call(client, method, path, data);
  assert.equal(answer.status, status, `${method} ${path}: ${JSON.stringify(answer.body)}`);
  checked++;
  return answer.body;
}

async function signIn(email, password) {
  const body = await expect(200, open, "POST", "/api/customers/login", { email, password });
  assert.deepEqual(Object.keys(body), ["success", "message", "token", "customer"]);
  assert.equal(body.success, true);
  assert.equal(body.token.split(".").length, 3);
  return { client: as(body.token), customer: body.customer };
}

async function register(name) {
  const [email, password] = [`${name.toLowerCase()}@shop.example.com`, `the long password of ${name} 4711`];
  const body = await expect(201, open, "POST", "/api/customers/register", { name, email, password });
  assert.deepEqual(Object.keys(body), ["success", "message", "customer"]);
  assert.equal(typeof body.customer.id, "number");
  assert.ok(!/hash|password/i.test(JSON.stringify(body.customer)));
  const signedIn = await signIn(email, password);
  assert.deepEqual(signedIn.customer, body.customer);
  return signedIn;
}

const admin = (await signIn(adminEmail, adminPassword)).client;
const tea = await expect(201, admin, "POST", "/api/products", { name: "Tea", price: 7.9, quantity: 10 });
assert.deepEqual(tea, { id: tea.id, name: "Tea", price: 7.9, quantity: 10 });
assert.equal(typeof tea.id, "number");

const ada = await register("Ada");
const bo = await register("Bo");
const again = { name: "Ada", email: "ada@shop.example.com", password: "another long password 1" };
const twice = await expect(409, open, "POST", "/api/customers/register", again);
assert.equal(twice.success, false);
const [unknown, wrong] = [
  await expect(401, open, "POST", "/api/customers/login", { email: "nobody@shop.example.com", password: "the long password of Ada 4711" }),
  await expect(401, open, "POST", "/api/customers/login", { email: "ada@shop.example.com", password: "not the password at all" }),
];
assert.equal(unknown.message, wrong.message);

// Products, also for whoever is nobody, as the port allows.
assert.deepEqual((await expect(200, open, "GET", "/api/products")).filter(one => one.id === tea.id), [tea]);
assert.deepEqual(await expect(200, ada.client, "GET", `/api/products/${tea.id}`), tea);
await expect(403, ada.client, "PUT", `/api/products/${tea.id}`, { price: 1 });
assert.equal((await expect(200, admin, "PUT", `/api/products/${tea.id}`, { quantity: 20 })).quantity, 20);

// Orders: one product each.
const order = await expect(201, ada.client, "POST", "/api/orders", { productId: tea.id, quantity: 2 });
assert.equal(order.status, "pending");
assert.deepEqual([order.productId, order.quantity, order.customerId], [tea.id, 2, ada.customer.id]);
assert.equal((await expect(200, ada.client, "PUT", `/api/orders/${order.id}`, { quantity: 5 })).quantity, 5);
assert.equal((await expect(200, open, "GET", `/api/products/${tea.id}`)).quantity, 15);
await expect(409, ada.client, "PUT", `/api/orders/${order.id}`, { quantity: 1000 });
await expect(403, ada.client, "PUT", `/api/orders/${order.id}`, { status: "completed" });
assert.deepEqual(await expect(200, bo.client, "GET", "/api/orders"), []);
await expect(404, bo.client, "GET", `/api/orders/${order.id}`);
await expect(404, bo.client, "PUT", `/api/orders/${order.id}`, { quantity: 1 });
assert.deepEqual((await expect(200, ada.client, "GET", "/api/orders")).map(one => one.id), [order.id]);
for (const [status, word] of [["processing", "processing"], ["shipped", "processing"], ["delivered", "completed"]]) {
  assert.equal((await expect(200, admin, "PUT", `/api/orders/${order.id}`, { status })).status, word);
}

const other = await expect(201, bo.client, "POST", "/api/orders", { productId: tea.id, quantity: 1 });
assert.equal((await expect(200, bo.client, "PUT", `/api/orders/${other.id}`, { status: "cancelled" })).status, "cancelled");
const all = (await expect(200, admin, "GET", "/api/orders")).map(one => one.id);
assert.ok(all.includes(order.id) && all.includes(other.id));

// Tickets: an issue each.
const ticket = await expect(201, ada.client, "POST", "/api/tickets", { issue: "The parcel is open." });
assert.deepEqual([ticket.issue, ticket.status], ["The parcel is open.", "open"]);
assert.deepEqual(await expect(200, bo.client, "GET", "/api/tickets"), []);
await expect(404, bo.client, "GET", `/api/tickets/${ticket.id}`);
for (const status of ["processing", "resolved"]) {
  assert.equal((await expect(200, admin, "PUT", `/api/tickets/${ticket.id}`, { status })).status, status);
}
assert.deepEqual((await expect(200, ada.client, "GET", "/api/tickets")).map(one => [one.id, one.status]), [[ticket.id, "resolved"]]);

// A customer sees and changes only itself.
assert.deepEqual(await expect(200, ada.client, "GET", "/api/customers"), [ada.customer]);
await expect(404, ada.client, "GET", `/api/customers/${bo.customer.id}`);
assert.equal((await expect(200, ada.client, "PUT", `/api/customers/${ada.customer.id}`, { name: "Ada L." })).name, "Ada L.");
await expect(404, ada.client, "PUT", `/api/customers/${bo.customer.id}`, { name: "Mine" });
const everybody = (await expect(200, admin, "GET", "/api/customers")).map(one => one.id);
assert.ok(everybody.includes(ada.customer.id) && everybody.includes(bo.customer.id));
console.log(`checked ${checked}`);
