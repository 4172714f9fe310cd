// Makes a fresh Directus a small CRM, as docs/connecting-directus.md tells a person to: node seed.mjs BASE_URL ADMIN_TOKEN API_TOKEN
const [base, adminToken, apiToken] = process.argv.slice(2);
const call = async (path, body) => {
  const answer = await fetch(base + path, {
    method: "POST",
    headers: { authorization: `Bearer ${adminToken}`, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()).data;
};
const text = (field, schema = {}) => ({ field, type: "string", schema: { is_nullable: true, ...schema }, meta: { interface: "input" } });
const stamp = (field, special) => ({ field, type: "timestamp", meta: { special: [special], readonly: true }, schema: {} });
const collection = (name, fields) => call("/collections", {
  collection: name, schema: {}, meta: { accountability: "all" },
  fields: [
    { field: "id", type: "uuid", schema: { is_primary_key: true, length: 36 }, meta: { special: ["uuid"], readonly: true } },
    ...fields, stamp("date_created", "date-created"), stamp("date_updated", "date-updated"),
  ],
});

await collection("companies", [
  text("name", { is_nullable: false }), text("customer_number", { is_unique: true }), text("email"), text("phone"), text("city"),
  { field: "credit_limit", type: "decimal", schema: { numeric_precision: 12, numeric_scale: 2 }, meta: { interface: "input" } },
]);
await collection("contacts", [text("first_name"), text("last_name", { is_nullable: false }), text("email", { is_unique: true }), text("phone")]);
await call("/fields/contacts", { field: "company", type: "uuid", schema: {}, meta: { special: ["m2o"] } });
await call("/relations", { collection: "contacts", field: "company", related_collection: "companies", schema: { on_delete: "SET NULL" } });

const policy = await call("/policies", { name: "Lockstep", admin_access: false, app_access: false });
const may = (name, action) => ({ policy: policy.id, collection: name, action, fields: ["*"], permissions: {}, validation: {} });
await call("/permissions", [
  ...["companies", "contacts"].flatMap((name) => ["create", "read", "update", "delete"].map((action) => may(name, action))),
  may("directus_activity", "read"),
]);
const role = await call("/roles", { name: "Integration" });
await call("/access", { role: role.id, policy: policy.id });
await call("/users", { email: "lockstep@example.com", first_name: "Lockstep", role: role.id, token: apiToken, status: "active" });
