#!/usr/bin/env node
// Counts the files that somebody opens who follows a request from its route: the files of the module whose types the route's file names, and
// those whose types these name, and so on. What every module stands on (Runtime, Contracts, Imports) is known by then, and not counted.
//
//   eng/files-to-read.mjs                    the three requests that the house is measured by; fails when one has more than it may
//   eng/files-to-read.mjs FILE…              others
//
// It goes by names, as a reader does: a file counts when it declares a type whose name stands in code, comments aside.

import { readFileSync, readdirSync, statSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const most = {
  "src/Modules/Crm/Customers/CreateCustomer.cs": 6,
  "src/Modules/Orders/Lifecycle/PlaceOrder.cs": 14,
  "src/Modules/Orders/Lifecycle/SetOrderStatus.cs": 10,
};

const filesIn = (folder) => readdirSync(folder).flatMap((name) => {
  const path = join(folder, name);
  if (statSync(path).isDirectory()) return name === "bin" || name === "obj" ? [] : filesIn(path);
  return name.endsWith(".cs") ? [path] : [];
});

const codeOf = (path) => readFileSync(path, "utf8").replace(/\/\/.*$/gm, "").replace(/"(?:[^"\\\n]|\\.)*"/g, '""');

const moduleOf = (path) => join(root, ...relative(root, path).split("/").slice(0, 3));

/** The files from a route on, the route's own first. */
const follow = (start) => {
  const files = filesIn(moduleOf(start));
  const code = new Map(files.map((path) => [path, codeOf(path)]));
  const declares = new Map();
  for (const [path, text] of code) {
    for (const [, name] of text.matchAll(/\b(?:class|record struct|record|struct|enum|interface|delegate \S+) ([A-Z]\w+)/g)) declares.set(name, path);
  }

  const seen = new Set([start]);
  for (const path of seen) {
    for (const name of new Set(code.get(path).match(/\b[A-Z]\w+/g))) {
      const file = declares.get(name);
      if (file && !basename(file).endsWith("Module.cs")) seen.add(file);
    }
  }

  return [...seen];
};

const given = process.argv.slice(2);
for (const path of given.length > 0 ? given : Object.keys(most)) {
  const files = follow(join(root, path));
  console.log(`${path}: ${files.length}`);
  for (const file of files.slice(1)) console.log(`  ${relative(root, file)}`);
  if (files.length > most[path]) {
    console.error(`${path}: a reader opens ${files.length} files, and may have to open ${most[path]}`);
    process.exitCode = 1;
  }
}
