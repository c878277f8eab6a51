// The committed contract and messages, by the reference implementations: ajv (JSON Schema 2020-12, strict) and
// @asyncapi/parser. Usage: contract.mjs SOURCE_DIR
import Ajv2020 from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { Parser } from '@asyncapi/parser';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const source = process.argv[2];
const contract = join(source, 'consumers/feed/contract');
const golden = join(source, 'tests/golden/feeds');
let failures = 0;
const fail = (text) => { failures += 1; console.error(text); };
const json = (path) => JSON.parse(readFileSync(path, 'utf8'));

const validators = new Map();  // type -> validators of every release
const types = new Map();       // release -> types
for (const release of readdirSync(contract)) {
  types.set(release, new Set());
  for (const name of readdirSync(join(contract, release))) {
    if (name === 'asyncapi.json') continue;
    const ajv = new Ajv2020({ strict: true, strictTypes: 'log', allowUnionTypes: true, allErrors: true });
    ajv.addVocabulary(['x-type', 'x-personal', 'x-extensible-enum']);
    addFormats(ajv);
    const schema = json(join(contract, release, name));
    const validate = ajv.compile(schema);
    types.get(release).add(schema.title);
    if (!validators.has(schema.title)) validators.set(schema.title, []);
    validators.get(schema.title).push({ release, validate, ajv });
  }
}

let checked = 0;
for (const release of readdirSync(golden)) {
  for (const name of readdirSync(join(golden, release))) {
    const message = json(join(golden, release, name));
    if (message.value === null) continue; // A tombstone.
    for (const { release: of, validate, ajv } of validators.get(message.type) ?? []) {
      checked += 1;
      if (!validate(message.value)) fail(`${release}/${name} against ${of}: ${ajv.errorsText(validate.errors)}`);
      const first = validate.schema.required[0];
      const { [first]: gone, ...rest } = message.value;
      if (validate(rest)) fail(`${of}: ${message.type} without ${first} is accepted`);
    }
  }
}
if (checked < 90) fail(`only ${checked} messages were checked`);

const parser = new Parser();
for (const [release, expected] of types) {
  const { document, diagnostics } = await parser.parse(readFileSync(join(contract, release, 'asyncapi.json'), 'utf8'));
  for (const one of diagnostics) if (one.severity <= 1) fail(`asyncapi ${release}: ${one.message} at ${one.path.join('.')}`);
  if (!document) { fail(`asyncapi ${release} is no AsyncAPI document`); continue; }
  if (document.version() !== '3.0.0') fail(`asyncapi ${release}: version ${document.version()}`);
  const named = new Set(document.allMessages().all().map((message) => message.name()));
  for (const type of expected) if (!named.has(type)) fail(`asyncapi ${release} lacks ${type}`);
  for (const message of document.allMessages().all()) {
    if (!message.payload()?.required()?.length) fail(`asyncapi ${release}: ${message.name()} has no payload`);
    if (!message.headers()?.properties()?.ce_id) fail(`asyncapi ${release}: ${message.name()} has no headers`);
  }
  const channels = document.channels().all().map((channel) => channel.address()).sort();
  if (channels.join() !== 'tally.balances,tally.events,tally.invoices,tally.persons') fail(`channels: ${channels}`);
}

console.log(`${checked} messages by ajv, ${[...types.values()].reduce((sum, set) => sum + set.size, 0)} schemas, ` +
  `${types.size} AsyncAPI documents; ${failures} failures`);
process.exit(failures ? 1 : 0);
