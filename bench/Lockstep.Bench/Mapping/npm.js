// The npm package `jmespath` over the same mapping and document: `node npm.js MODULE MAPPING DOCUMENT SECONDS` prints records a second,
// from bytes to bytes and from a document that is parsed already.
const fs = require('fs');
const [module_, mapping, document, seconds] = process.argv.slice(2);
const jmespath = require(require.resolve(module_, { paths: [process.cwd()] }));
const fields = Object.entries(JSON.parse(fs.readFileSync(mapping, 'utf8')));
const bytes = fs.readFileSync(document);
const parsed = JSON.parse(bytes);
// One expression for the whole record, and one for each field: the faster of the two counts.
const whole = `{${fields.map(([name, text]) => `${name}: ${text}`).join(', ')}}`;
const asOne = record => jmespath.search(record, whole);
const each = record => Object.fromEntries(fields.map(([name, text]) => [name, jmespath.search(record, text)]));

function rate(run) {
  const until = process.hrtime.bigint() + BigInt(Math.round(seconds * 1e9));
  const start = process.hrtime.bigint();
  let count = 0;
  while (process.hrtime.bigint() < until) {
    for (let i = 0; i < 200; i++) run();
    count += 200;
  }
  return count / (Number(process.hrtime.bigint() - start) / 1e9);
}

const best = (one, two) => { rate(one); rate(two); return Math.max(rate(one), rate(two)); };
console.log(JSON.stringify({
  result: asOne(parsed),
  whole: best(() => Buffer.from(JSON.stringify(asOne(JSON.parse(bytes)))), () => Buffer.from(JSON.stringify(each(JSON.parse(bytes))))),
  mapped: best(() => asOne(parsed), () => each(parsed)),
}));
