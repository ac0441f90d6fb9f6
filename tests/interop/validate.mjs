// CycloneDX through the library of its own project, and Wasm through the engine: in Node.
//
//     node validate.mjs PACKAGES DIR
//
// PACKAGES is the folder that tests/node/install.sh prints.

import { readFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const [packages, folder] = process.argv.slice(2);
const require = createRequire(join(packages, "package.json"));
const { Spec, Validation } = require("@cyclonedx/cyclonedx-library");
const { PackageURL } = require("packageurl-js");
const parseLicense = require("spdx-expression-parse");

async function check(name, run) {
  try {
    const note = await run();
    console.log(`pass  ${name}${note ? ` (${note})` : ""}`);
  } catch (error) {
    console.log(`fail  ${name}: ${String(error?.message ?? error).replace(/\s+/g, " ").slice(0, 600)}`);
  }
}

function assert(condition, message) {
  if (!condition) throw new Error(message);
}

function read(base, suffix) {
  return readFileSync(join(folder, base + suffix));
}

async function cyclonedx(base) {
  const validator = new Validation.JsonStrictValidator(Spec.Version.v1dot6);
  const error = await validator.validate(read(base, ".cdx.json").toString());
  assert(error === null, JSON.stringify(error));
}

// Names one another by `bom-ref`: each reference once, and none to nowhere. No JSON schema says so.
function references(base) {
  const bom = JSON.parse(read(base, ".cdx.json"));
  const known = new Set();
  const visit = (value, run, key) => {
    if (Array.isArray(value)) value.forEach((item) => visit(item, run, key));
    else if (value && typeof value === "object") {
      for (const [name, item] of Object.entries(value)) visit(item, run, name);
    } else run(key, value);
  };
  visit(bom, (key, value) => {
    if (key !== "bom-ref") return;
    assert(!known.has(value), `${value} is there twice`);
    known.add(value);
  });
  const links = ["ref", "dependsOn", "assemblies", "target", "assessor", "requirement", "claims"];
  visit(bom, (key, value) => {
    if (links.includes(key)) assert(known.has(value), `${key} ${value} leads nowhere`);
  });
  for (const claim of bom.declarations?.claims ?? []) {
    for (const evidence of claim.evidence) assert(known.has(evidence), `${evidence} leads nowhere`);
  }
  return `${known.size} references`;
}

function licenses(base) {
  const bom = JSON.parse(read(base, ".cdx.json"));
  const said = [bom.metadata.component, ...bom.components].flatMap((c) => c.licenses ?? []);
  const expressions = said.filter((l) => "expression" in l).map((l) => l.expression);
  expressions.forEach((expression) => parseLicense(expression));
  return expressions.length > 0 ? expressions[0] : "none is an expression";
}

function purls(base) {
  const bom = JSON.parse(read(base, ".cdx.json"));
  const rows = [bom.metadata.component, ...bom.metadata.tools.components, ...bom.components];
  for (const row of rows) {
    const purl = PackageURL.fromString(row.purl);
    assert(purl.version === row.version, `${purl.version} is not ${row.version}`);
  }
  return `${rows.length} purls`;
}

async function wasm(base) {
  const bytes = read(base, ".wasm");
  assert(WebAssembly.validate(bytes), "the engine refuses it");
  const module = await WebAssembly.compile(bytes);
  const sections = WebAssembly.Module.customSections(module, "speckl.provenance");
  assert(sections.length === 1, `${sections.length} sections speckl.provenance`);
  const said = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(sections[0]));
  const trace = JSON.parse(read(base, ".trace.json"));
  for (const key of ["spec_digest", "element_root", "compiler"]) {
    assert(said[key] === trace[key], `${key} is ${said[key]}, in trace.json ${trace[key]}`);
  }
  return `${bytes.length} bytes`;
}

const files = readdirSync(folder);
for (const base of files.filter((f) => f.endsWith(".speckdl")).map((f) => f.slice(0, -8)).sort()) {
  await check(`${base}: CycloneDX 1.6, strict (@cyclonedx/cyclonedx-library)`, () => cyclonedx(base));
  await check(`${base}: CycloneDX references`, () => references(base));
  await check(`${base}: package URLs (packageurl-js)`, () => purls(base));
  await check(`${base}: licence expressions (spdx-expression-parse)`, () => licenses(base));
  if (files.includes(`${base}.wasm`)) {
    await check(`${base}: Wasm module (WebAssembly.validate)`, () => wasm(base));
  }
}
