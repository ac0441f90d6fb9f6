// Turns TypeScript into the JavaScript that Node runs: `node compile.mjs PACKAGES check|strip OUT FILE…`.
// `check` is `tsc` at its strictest, many files in one program; what it finds is printed, a line each, and the
// exit code is 1 then. `strip` looks at no types: it takes them away as Node itself does, which is quick.
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, join } from "node:path";

const [packages, how, out, ...files] = process.argv.slice(2);
const require = createRequire(join(packages, "package.json"));

const strip = () => {
  const { transformSync } = require("amaro");
  for (const file of files) {
    const { code } = transformSync(readFileSync(file, "utf8"), { mode: "strip-only" });
    writeFileSync(join(out, basename(file).replace(/\.ts$/, ".js")), code);
  }
};

const check = () => {
  const ts = require("typescript");
  const program = ts.createProgram(files, {
    strict: true,
    noUncheckedIndexedAccess: true,
    exactOptionalPropertyTypes: true,
    noPropertyAccessFromIndexSignature: true,
    noImplicitOverride: true,
    noFallthroughCasesInSwitch: true,
    noUnusedLocals: true,
    noUnusedParameters: true,
    noImplicitReturns: true,
    erasableSyntaxOnly: true,
    isolatedModules: true,
    verbatimModuleSyntax: true,
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.NodeNext,
    lib: ["lib.es2022.d.ts", "lib.dom.d.ts"],
    types: [],
    outDir: out,
  });
  const found = [...ts.getPreEmitDiagnostics(program), ...program.emit().diagnostics];
  for (const { file, start, code, messageText } of found) {
    const { line, character } = file?.getLineAndCharacterOfPosition(start) ?? { line: 0, character: 0 };
    const words = ts.flattenDiagnosticMessageText(messageText, " ");
    console.log(`${basename(file?.fileName ?? "")}(${line + 1},${character + 1}): TS${code}: ${words}`);
  }
  process.exitCode = found.length === 0 ? 0 : 1;
};

(how === "strip" ? strip : check)();
