// Asks a generated class (TypeScript's, or the host binding of a Wasm module) questions from a file
// of JSON lines, and prints an answer a line. The first line says which class.
import { readFileSync } from "node:fs";

const [head, ...questions] = readFileSync(process.argv[2], "utf8").trim().split("\n").map((line) => JSON.parse(line));
const module = await import(head.module);
const Machine = module[head.machine];
if (head.wasm !== null) {
  await Machine.load(readFileSync(head.wasm));
}

const live = (value) =>
  typeof value === "object" && value !== null && "bigint" in value ? BigInt(value.bigint) : value;

// Integers as in the Informal Trace Format: small ones as numbers.
const plain = (value) => {
  if (typeof value === "bigint") {
    const small = value >= -(2n ** 53n - 1n) && value <= 2n ** 53n - 1n;
    return small ? Number(value) : { "#bigint": value.toString() };
  }
  if (Array.isArray(value)) {
    return value.map(plain);
  }
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]));
  }
  return value ?? null;
};

const problem = (error) => ({
  kind: error.kind,
  element: error.element,
  requirement: error.requirement,
  message: error.message,
});

const camel = (name) =>
  name.replace(/_+([a-z0-9])/gi, (_, letter) => letter.toUpperCase()).replace(/^[A-Z]/, (letter) => letter.toLowerCase());

const answer = (question) => {
  if (question.init !== undefined) {
    try {
      return { ok: true, state: new Machine(...question.init.map(live)).snapshot() };
    } catch (error) {
      return { ok: false, error: problem(error) };
    }
  }
  if (question.enabled !== undefined) {
    return plain(Machine.restore(question.enabled).enabled());
  }
  const args = question.args.map(live);
  const machine = Machine.restore(question.state);
  const before = machine.getSnapshot();
  const can = machine[`can${camel(question.action).replace(/^./, (first) => first.toUpperCase())}`](...args);
  const seen = new Set();
  const stop = machine.subscribe(() => seen.add(machine.getSnapshot()));
  const action = { action: question.action };
  if (args.length > 0) {
    action.args = Object.fromEntries(question.names.map((name, at) => [name, args[at]]));
  }
  const outcome = machine.apply(action);
  stop();
  const state = machine.snapshot();

  // The method must say what `apply` says.
  const other = Machine.restore(question.state);
  let same;
  try {
    same = { ok: true, result: other[camel(question.action)](...args) };
  } catch (error) {
    same = { ok: false, error: problem(error) };
  }
  const said = outcome.ok ? { ok: true, result: outcome.result } : { ok: false, error: problem(outcome.error) };
  const text = (value) => JSON.stringify(plain(value));
  if (text(said) !== text(same) || text(state) !== text(other.snapshot())) {
    throw new Error(`apply and ${question.action} differ: ${text(said)} ${text(same)}`);
  }
  if (!outcome.ok && machine.getSnapshot() !== before) {
    throw new Error(`a refused ${question.action} changed the state`);
  }
  if (seen.size > 1 || (seen.size === 1 && !seen.has(machine.getSnapshot()))) {
    throw new Error(`subscribers of ${question.action} saw a passing state`);
  }
  return plain(
    outcome.ok
      ? { ok: true, events: outcome.events, result: outcome.result, state, can }
      : { ok: false, error: problem(outcome.error), state, can },
  );
};

process.stdout.write(questions.map((question) => JSON.stringify(answer(question))).join("\n") + "\n");
