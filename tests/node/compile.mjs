// Turns TypeScript into the JavaScript that Node runs: `node compile.mjs COMPILER check|strip OUT FILE…`.
// `check` is `tsc` at its strictest, many files in one program; what it finds is printed, a line each, and the
// exit code is 1 then. `strip` looks at no types and only takes them away, file by file, which is quick.
import { readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { pathToFileURL } from "node:url";

const [compiler, how, out, ...files] = process.argv.slice(2);
const { default: ts } = await import(pathToFileURL(compiler).href);

const options = {
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
};

if (how === "strip") {
  for (const file of files) {
    const { outputText } = ts.transpileModule(readFileSync(file, "utf8"), {
      compilerOptions: { ...options, module: ts.ModuleKind.ES2022 },
      fileName: file,
    });
    writeFileSync(join(out, basename(file).replace(/\.ts$/, ".js")), outputText);
  }
} else {
  const program = ts.createProgram(files, options);
  const found = [...ts.getPreEmitDiagnostics(program), ...program.emit().diagnostics];
  for (const { file, start, code, messageText } of found) {
    const { line, character } = file?.getLineAndCharacterOfPosition(start) ?? { line: 0, character: 0 };
    const words = ts.flattenDiagnosticMessageText(messageText, " ");
    console.log(`${basename(file?.fileName ?? "")}(${line + 1},${character + 1}): TS${code}: ${words}`);
  }
  process.exitCode = found.length === 0 ? 0 : 1;
}
