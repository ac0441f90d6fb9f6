// Asks ESLint, with its recommended rules and those of typescript-eslint, what it finds in all TypeScript of a
// folder: `node lint.mjs PACKAGES FOLDER`. Comments that would turn a rule off count for nothing. Prints how many
// files were read, then a line for each finding.
import { createRequire } from "node:module";
import { join } from "node:path";

const [packages, folder] = process.argv.slice(2);
const require = createRequire(join(packages, "package.json"));
const { ESLint } = require("eslint");
const { configs } = require("typescript-eslint");

const eslint = new ESLint({
  cwd: folder,
  overrideConfigFile: true,
  baseConfig: [require("@eslint/js").configs.recommended, ...configs.recommended],
  allowInlineConfig: false,
});
const results = await eslint.lintFiles(["*.ts"]);
console.log(`${results.length} files`);
for (const { filePath, messages } of results) {
  for (const { line, ruleId, message } of messages) {
    console.log(`${filePath}:${line}: ${ruleId}: ${message}`);
  }
}
