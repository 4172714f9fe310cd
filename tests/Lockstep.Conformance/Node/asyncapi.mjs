// Reads an AsyncAPI document with the official parser and prints what it finds: node asyncapi.mjs FILE
import { readFile } from "node:fs/promises";
import { Parser } from "@asyncapi/parser";

const { document, diagnostics } = await new Parser().parse(await readFile(process.argv[2], "utf8"));
for (const { severity, message, path } of diagnostics.filter(({ severity }) => severity <= 1)) {
  console.log(`${severity === 0 ? "error" : "warning"} ${path.join(".")}: ${message}`);
}

console.log(`version ${document?.version()}, ${document?.allMessages().length} messages, ${document?.allChannels().length} channel`);
process.exit(diagnostics.some(({ severity }) => severity <= 1) ? 1 : 0);
