// Asks generated classes (TypeScript's, or the host bindings of Wasm modules) questions from a file
// of JSON lines, and prints an answer a line. A line with `module` says which class the questions after
// it are for, and what its types are. Values come and go in the Informal Trace Format.
import { readFileSync } from "node:fs";

const lines = readFileSync(process.argv[2], "utf8").split("\n").filter((line) => line !== "");

/** The class that is asked, and what `node.rs` says of it. */
let head;
let Machine;

const isMarked = (value, mark) => typeof value === "object" && value !== null && mark in value;

/** A value as a caller gives it. Collections come as arrays or as what ECMAScript has for them. */
const live = (type, value) => {
  const of = head.types[type];
  switch (of.kind) {
    case "integer":
      if (of.wide || isMarked(value, "#bigint")) {
        return BigInt(isMarked(value, "#bigint") ? value["#bigint"] : value);
      }
      return value;
    case "option":
      return value === null ? null : live(of.item, value);
    case "enum": {
      if (of.tag === null) {
        return value;
      }
      const [name, carried] = typeof value === "string" ? [value, {}] : [value.tag, value.value];
      const { fields } = of.variants.find((variant) => variant.name === name);
      return Object.fromEntries([[of.tag, name], ...fields.map(([key, ty]) => [key, live(ty, carried[key])])]);
    }
    case "record":
      return Object.fromEntries(of.fields.map(([key, ty]) => [key, live(ty, value[key])]));
    case "tuple":
      return of.items.map((ty, at) => live(ty, value["#tup"][at]));
    case "list":
      return value.map((item) => live(of.item, item));
    case "set": {
      const items = value["#set"].map((item) => live(of.item, item)).reverse();
      return items.length % 2 === 0 ? [...items, ...items] : new Set(items);
    }
    case "map": {
      const entries = value["#map"].map(([key, item]) => [live(of.key, key), live(of.value, item)]).reverse();
      return entries.length % 2 === 0 ? entries : new Map(entries);
    }
    default:
      return value;
  }
};

/** A value that a machine has handed out, which must never change. */
const plain = (type, value) => {
  const of = head.types[type];
  if (typeof value === "object" && value !== null && !Object.isFrozen(value)) {
    throw new Error(`${JSON.stringify(of)} was handed out unfrozen`);
  }
  switch (of.kind) {
    case "integer": {
      if (typeof value !== (of.wide ? "bigint" : "number") || Object.is(value, -0)) {
        throw new Error(`${value} is not what ${JSON.stringify(of)} is held as`);
      }
      const small = value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER;
      return small ? Number(value) : { "#bigint": value.toString() };
    }
    case "option":
      return value === null ? null : plain(of.item, value);
    case "enum": {
      if (of.tag === null) {
        return value;
      }
      const { name, fields } = of.variants.find((variant) => variant.name === value[of.tag]);
      if (Object.keys(value).length !== fields.length + 1) {
        throw new Error(`${name} has more than its fields`);
      }
      const carried = Object.fromEntries(fields.map(([key, ty]) => [key, plain(ty, value[key])]));
      return fields.length === 0 ? name : { tag: name, value: carried };
    }
    case "record": {
      if (JSON.stringify(Object.keys(value)) !== JSON.stringify(of.fields.map(([key]) => key))) {
        throw new Error(`${Object.keys(value)} are not the fields of ${JSON.stringify(of)}`);
      }
      return Object.fromEntries(of.fields.map(([key, ty]) => [key, plain(ty, value[key])]));
    }
    case "tuple":
      return { "#tup": of.items.map((ty, at) => plain(ty, value[at])) };
    case "list":
      return value.map((item) => plain(of.item, item));
    case "set": {
      const items = [...value];
      if (value.size !== items.length || !items.every((item) => value.has(item))) {
        throw new Error("a set does not have what it has");
      }
      return { "#set": items.map((item) => plain(of.item, item)) };
    }
    case "map": {
      const entries = [...value];
      if (value.size !== entries.length || !entries.every(([key, item]) => value.get(key) === item)) {
        throw new Error("a map does not have what it has");
      }
      return { "#map": entries.map(([key, item]) => [plain(of.key, key), plain(of.value, item)]) };
    }
    default:
      return value;
  }
};

/** A host that gives these results, one after the other; `again` begins anew. */
const hostOf = (results) => {
  let next = 0;
  const host = { again: () => (next = 0) };
  for (const { name, returns } of head.externs) {
    host[name] = () => {
      const result = results[next++];
      if (result === undefined || result.name !== name) {
        throw new Error(`${name} is not what the reference asks for`);
      }
      return live(returns, result.value);
    };
  }
  return host;
};

const made = (host, args) => (head.externs.length === 0 ? new Machine(...args) : new Machine(host, ...args));
const restored = (host, data) =>
  head.externs.length === 0 ? Machine.restore(data) : Machine.restore(host, data);

const problem = (error) => {
  if (error.element === undefined) {
    throw error;
  }
  const { kind, element, requirement, message } = error;
  const said = { kind, element, requirement, message };
  if (JSON.stringify(error) !== JSON.stringify(said)) {
    throw new Error("an error as JSON says something else");
  }
  return said;
};

const fieldsOf = (types, fields) =>
  Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, plain(types[key], value)]));

const told = (result, type) => (type === null ? result ?? null : plain(type, result));

const init = ({ init, types }) => {
  try {
    const machine = made(hostOf([]), init.map((value, at) => live(types[at], value)));
    return { ok: true, state: machine.snapshot() };
  } catch (error) {
    return { ok: false, error: problem(error) };
  }
};

const enabled = ({ enabled }) =>
  restored(hostOf([]), enabled).enabled().map((possible) => {
    if (possible.args === undefined) {
      return { action: possible.action };
    }
    const types = head.actions[possible.action].params;
    const args = Object.entries(possible.args).map(([name, value]) => [name, plain(types[name], deeplyFrozen(value))]);
    return { action: possible.action, args: Object.fromEntries(args) };
  });

/** What `enabled` lists is the caller's own. */
const deeplyFrozen = (value) => {
  if (typeof value === "object" && value !== null) {
    Object.values(Object.freeze(value)).forEach(deeplyFrozen);
  }
  return value;
};

const act = (question) => {
  const { method, can: ask, params, returns } = head.actions[question.action];
  const types = question.names.map((name) => params[name]);
  const args = question.args.map((value, at) => live(types[at], value));
  const asData = (values) =>
    args.length === 0
      ? { action: question.action }
      : { action: question.action, args: Object.fromEntries(question.names.map((name, at) => [name, values[at]])) };

  const host = hostOf(question.host);
  const machine = restored(host, question.state);
  const before = machine.getSnapshot();
  const can = machine[ask](...args);
  host.again();
  const seen = new Set();
  const heard = [];
  const stops = [machine.subscribe(() => seen.add(machine.getSnapshot()))];
  for (const name of Object.keys(head.events)) {
    stops.push(machine.on(name, (event) => heard.push(event)));
  }
  const outcome = machine.apply(asData(args));
  stops.forEach((stop) => stop());
  const state = machine.snapshot();

  // The method, and the same action as data, must say what `apply` says.
  const other = restored(hostOf(question.host), question.state);
  let same;
  try {
    same = { ok: true, result: told(other[method](...args), returns) };
  } catch (error) {
    same = { ok: false, error: problem(error) };
  }
  const third = restored(hostOf(question.host), question.state);
  const byData = third.apply(asData(question.args));
  const said = (outcome) =>
    outcome.ok ? { ok: true, result: told(outcome.result, returns) } : { ok: false, error: problem(outcome.error) };
  const [text, ...others] = [
    [said(outcome), state],
    [same, other.snapshot()],
    [said(byData), third.snapshot()],
  ].map((all) => JSON.stringify(all));
  if (others.some((other) => other !== text)) {
    throw new Error(`apply and ${question.action} differ:\n${text}\n${others.join("\n")}`);
  }
  if (!outcome.ok && machine.getSnapshot() !== before) {
    throw new Error(`a refused ${question.action} changed the state`);
  }
  if (seen.size > 1 || (seen.size === 1 && !seen.has(machine.getSnapshot()))) {
    throw new Error(`subscribers of ${question.action} saw a passing state`);
  }
  const changed = JSON.stringify(state) !== JSON.stringify(question.state);
  if ((machine.getSnapshot() !== before) !== changed) {
    throw new Error(`${question.action} ${changed ? "kept" : "replaced"} the snapshot`);
  }
  if (JSON.stringify(restored(host, JSON.parse(JSON.stringify(state))).snapshot()) !== JSON.stringify(state)) {
    throw new Error("what a snapshot says does not come back");
  }
  if (!outcome.ok) {
    return { ok: false, error: problem(outcome.error), state, can };
  }
  const events = outcome.events.map(({ event, fields }) => ({ event, fields: fieldsOf(head.events[event], fields) }));
  if (heard.length !== events.length || heard.some((event, at) => event !== outcome.events[at])) {
    throw new Error(`listeners of ${question.action} heard something else`);
  }
  return { ok: true, events, result: told(outcome.result, returns), state, can };
};

for (const line of lines) {
  const question = JSON.parse(line);
  if (question.module !== undefined) {
    head = question;
    Machine = (await import(head.module))[head.machine];
    if (head.wasm !== null) {
      await Machine.load(readFileSync(head.wasm));
    }
    continue;
  }
  let answer;
  try {
    answer = question.init !== undefined ? init(question) : question.enabled !== undefined ? enabled(question) : act(question);
  } catch (error) {
    process.stderr.write(`${head.module}: ${line}\n`);
    throw error;
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
