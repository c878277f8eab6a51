// The OpenAPI document, and what a server really answers, by implementations that are not ours:
// @seriousme/openapi-schema-validator for the document, ajv for every answer.
// Usage: openapi.mjs SOURCE_DIR TALLY WORK_DIR
import Ajv2020 from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { Validator } from '@seriousme/openapi-schema-validator';
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const [source, tally, work] = process.argv.slice(2);
let failures = 0;
const fail = (text) => { failures += 1; console.error(text); };

const document = JSON.parse(readFileSync(join(source, 'tools/http/described/openapi.json'), 'utf8'));
const valid = await new Validator().validate(document);
if (!valid.valid) fail(`openapi.json: ${JSON.stringify(valid.errors).slice(0, 2000)}`);

const ajv = new Ajv2020({ strict: false, allErrors: true });
addFormats(ajv);
ajv.addSchema(document, 'openapi.json');
// What every path may answer is told once, among the components.
const responseOf = (path, method, status) => {
  const response = document.paths[path][method].responses[status];
  return response?.$ref ? document.components.responses[response.$ref.split('/').pop()] : response;
};
// JSON pointers into the document, where '/' in a path is written ~1.
const schemaAt = (path, method, status, type) => ajv.getSchema(
  'openapi.json#' + [...(document.paths[path][method].responses[status].$ref?.split('/').slice(1) ??
    ['paths', path, method, 'responses', String(status)]), 'content', type, 'schema']
    .map((part) => '/' + encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'))).join(''));

const directory = mkdtempSync(join(work, 'openapi-'));
const store = join(directory, 'store');
execFileSync(tally, ['demo', '--store', store, '--accounts', '20', '--months', '4'], { stdio: 'ignore' });
// Until what it prints has the last thing that is waited for.
const serve = (store, options, last) => new Promise((resolve, reject) => {
  const server = spawn(tally, ['serve', '--store', store, '--listen', '127.0.0.1:0', ...options],
    { stdio: ['ignore', 'pipe', 'inherit'] });
  server.once('exit', () => reject(new Error('tally serve ended')));
  let said = '';
  createInterface({ input: server.stdout }).on('line', (line) => {
    said += line + '\n';
    const found = last.exec(said);
    if (found) resolve({ server, base: /http:\/\/[^/]+/.exec(said)[0], found: found[1] });
  });
});
const stop = async (server) => {
  server.removeAllListeners('exit');
  server.kill('SIGINT');
  await new Promise((resolve) => server.once('close', resolve));
};
const servers = [];
let base;

const seen = new Map();  // "method path status" -> how often.
const ask = async (path, target, options = {}) => {
  const method = (options.method ?? 'GET').toLowerCase();
  const response = await fetch(base + target, options);
  const status = response.status;
  const described = responseOf(path, method, status);
  const key = `${method} ${path} ${status}`;
  seen.set(key, (seen.get(key) ?? 0) + 1);
  if (!described) return fail(`${key}: this answer is not documented`);
  for (const name of Object.keys(described.headers ?? {}))
    if (!response.headers.has(name)) fail(`${key}: the header ${name} is missing`);
  if (status === 304 || status === 204) return { response };
  const type = response.headers.get('content-type').split(';')[0];
  if (!described.content?.[type]) return fail(`${key}: ${type} is not documented`);
  if (!type.includes('json')) return { response, body: await response.text() };
  const body = await response.json();
  const validate = schemaAt(path, method, status, type);
  if (!validate) return fail(`${key}: ${type} is not documented`);
  if (!validate(body)) fail(`${key}: ${target}: ${ajv.errorsText(validate.errors).slice(0, 1000)}`);
  return { response, body };
};

// Every path of access, by a user who signs in through the first link.
const askAsUser = async () => {
  const store = join(directory, 'users');
  execFileSync(tally, ['init', '--store', store, '--origin', 'a.example', '--currency', 'USD', '--time-zone', 'UTC'],
    { stdio: 'ignore' });
  const started = await serve(store, ['--sign-in'], /#\/link\/(\S+)/);
  servers.push(started.server);
  base = started.base;
  const json = (body) => ({ method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
  for (const path of Object.keys(document.paths))
    if (document.paths[path].get) await ask(path, path.replace('{id}', '1') + (path.endsWith('search') ? '?q=a' : ''));
  const links = '/v1/sign-in-links/{token}';
  const link = `/v1/sign-in-links/${started.found}`;
  await ask(links, link);
  await ask(links, link, json({ user: 'ada', password: 'short' }));
  await ask(links, link, json({ user: 'ada', name: 'Ada', password: 'correct horse battery' }));
  await ask(links, link, json({ user: 'ada', password: 'correct horse battery' }));
  await ask('/v1/session', '/v1/session', json({ user: 'ada', password: 'wrong horse battery' }));
  const signedIn = await ask('/v1/session', '/v1/session', json({ user: 'ada', password: 'correct horse battery' }));
  const headers = { cookie: signedIn.response.headers.get('set-cookie').split(';')[0], 'x-csrf-token': signedIn.body.csrf };
  const post = (path, target, body, more = {}) => ask(path, target, {
    method: 'POST', headers: { 'content-type': 'application/json', ...headers, ...more }, body: JSON.stringify(body) });
  await post('/v1/search', '/v1/search', { q: 'turner', limit: 5 });
  await post('/v1/search', '/v1/search', { limit: 5 });
  await post('/v1/duplicates', '/v1/duplicates', { name: 'Ada Turner' });
  await post('/v1/duplicates', '/v1/duplicates', { name: 'Ada Turner' }, { 'x-csrf-token': 'wrong' });
  await post('/v1/commands/user.add', '/v1/commands/user.add', { command_id: 'a1', user: 'cleo', roles: ['clerk'] });
  await post('/v1/commands/user.add', '/v1/commands/user.add', { command_id: 'a2', user: 'dee', roles: ['clerk'] },
    { 'x-csrf-token': 'wrong' });
  for (const target of ['/v1/session', '/v1/users', '/v1/users?limit=1', '/v1/tokens', '/v1/access-notices'])
    await ask(target.split('?')[0], target, { headers });
  for (const id of ['cleo', 'zed']) {
    await ask('/v1/users/{id}', `/v1/users/${id}`, { headers });
    await post('/v1/users/{id}/sign-in-link', `/v1/users/${id}/sign-in-link`, undefined);
  }
  const token = (await post('/v1/tokens', '/v1/tokens', { name: 'outside', roles: ['admin'], days: 1 })).body;
  await post('/v1/tokens', '/v1/tokens', { name: 'outside', roles: ['erp'] });
  await ask('/v1/tokens', '/v1/tokens', { headers: { authorization: `Bearer ${token.token}` } });
  await ask('/v1/persons/{id}', '/v1/persons/1', { headers: { authorization: `Bearer ${token.token}` } });
  for (const path of ['/v1/tokens/{id}', '/v1/tokens/{id}'])
    await ask(path, `/v1/tokens/${token.id}`, { method: 'DELETE', headers });
  const own = '/v1/session/second-factor';
  const remove = (path, target, body) => ask(path, target, {
    method: 'DELETE', headers: { 'content-type': 'application/json', ...headers }, body: body && JSON.stringify(body) });
  await ask(own, own, { headers });
  await post(`${own}/confirmation`, `${own}/confirmation`, { code: '123456' });
  await post(own, own, { password: 'wrong horse battery' });
  await post(own, own, { password: 'correct horse battery' });
  await post(`${own}/confirmation`, `${own}/confirmation`, { code: 'no code' });
  await remove(own, own, { password: 'correct horse battery' });
  await remove('/v1/users/{id}/second-factor', '/v1/users/cleo/second-factor');
  await ask('/v1/session', '/v1/session', { method: 'DELETE', headers });
  await ask('/v1/session', '/v1/session', { headers });
  for (let i = 0; i < 6; i += 1)
    await ask('/v1/session', '/v1/session', json({ user: 'zed', password: 'wrong horse battery' }));
};

try {
  const started = await serve(store, ['--commands', '--actor', 'outside'], /(until Ctrl-C)/);
  servers.push(started.server);
  base = started.base;
  const documents = (await ask('/v1/accounts/{id}/documents', '/v1/accounts/1/documents')).body;
  const text = JSON.stringify(documents);
  const found = (pattern) => pattern.exec(text)?.[0];
  const ids = {
    persons: '1', accounts: '1', premises: undefined, invoices: found(/1-I\d+/), statements: found(/1-S\d+/),
    payments: found(/1-P\d+/), 'service-points': undefined, calendar: 'M01', 'control-totals': '2022-01-31',
    settings: 'customer_class', tariffs: undefined,
  };
  const account = JSON.stringify((await ask('/v1/accounts/{id}', '/v1/accounts/1')).body);
  ids.premises = /"premise":"([^"]+)"/.exec(account)?.[1];
  ids['service-points'] = /"service_point":"([^"]+)"/.exec(account)?.[1];
  ids.tariffs = (await ask('/v1/tariffs', '/v1/tariffs')).body.tariffs[0].tariff;
  // Each list on pages: every page is as documented, and the last one names no next.
  for (const path of Object.keys(document.paths)) {
    if (!document.paths[path].get?.parameters.some((one) => one.name === 'cursor')) continue;
    const target = path.replace('{id}', encodeURIComponent(ids[path.split('/')[2]] ?? '1')) + '?limit=2';
    let pages = 0;
    for (let cursor = ''; cursor !== undefined && pages < 10; pages += 1)
      cursor = (await ask(path, target + (cursor && `&cursor=${cursor}`)))?.body?.next;
    await ask(path, target + '&cursor=forged');
    await ask(path, target.replace('=2', '=0'));
  }
  for (const path of Object.keys(document.paths)) {
    if (!document.paths[path].get) continue;
    const kind = path.split('/')[2];
    const filled = path.replace('{id}', encodeURIComponent(ids[kind] ?? '1')).replace('{token}', 'none') + (kind === 'search' ? '?q=a' : '');
    const first = await ask(path, filled);
    if (first?.response.status === 200)
      await ask(path, filled, { headers: { 'If-None-Match': first.response.headers.get('etag') } });
    await ask(path, filled + (filled.includes('?') ? '&' : '?') + 'wait_for=999999999');
    await ask(path, filled + (filled.includes('?') ? '&' : '?') + 'nothing=1');
    if (path.includes('{id}')) await ask(path, path.replace('{id}', 'no-such-id'));
  }
  // What is there is told at once, each event with its position.
  const stream = await fetch(base + '/v1/events?from=0', { headers: { accept: 'text/event-stream' } });
  if (stream.headers.get('content-type') !== 'text/event-stream') fail('/v1/events: no stream of events');
  const reader = stream.body.getReader();
  let told = '';
  while (!told.includes('\nid: 3\n')) {
    const piece = await reader.read();
    if (piece.done) { fail('/v1/events: the stream ended'); break; }
    told += new TextDecoder().decode(piece.value);
  }
  await reader.cancel();
  const eventSchema = ajv.getSchema('openapi.json#/components/schemas/event');
  for (const line of told.split('\n').filter((one) => one.startsWith('data: ')).slice(0, 3))
    if (!eventSchema(JSON.parse(line.slice(6)))) fail(`/v1/events: ${ajv.errorsText(eventSchema.errors)}`);
  const post = (path, body, headers = {}) => ask(path, path, {
    method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) });
  const note = { received_on: '2022-05-02', tenders: [{ amount: '1.00' }], shares: [{ account: '1' }] };
  for (const repeated of [1, 2]) await post('/v1/commands/payment.post', note, { 'idempotency-key': 'outside-1' });
  await post('/v1/commands/payment.post', { ...note, tenders: [{ amount: '2.00' }] }, { 'idempotency-key': 'outside-1' });
  await post('/v1/commands', { type: 'payment.post', command_id: 'outside-2', ...note, shares: [{ account: 'none' }] });
  // Every command that is sent without what it needs is refused in the documented way.
  for (const path of Object.keys(document.paths))
    if (path.startsWith('/v1/commands/')) await post(path, {}, { 'idempotency-key': `empty-${path}` });
  await askAsUser();
  const total = [...seen.values()].reduce((sum, count) => sum + count, 0);
  for (const wanted of ['get /v1/accounts/{id}/balance 200', 'get /v1/accounts/{id}/balance 304', 'get /v1/invoices/{id} 200',
    'get /v1/statements/{id} 200', 'get /v1/search 200', 'post /v1/search 200', 'post /v1/duplicates 200', 'post /v1/duplicates 403',
    'post /v1/commands 422', 'get /v1/accounts/{id}/balance 401', 'get /v1/persons/{id} 403',
    'post /v1/commands/user.add 403', 'post /v1/session 201', 'post /v1/session 401', 'post /v1/session 429', 'delete /v1/session 204',
    'post /v1/sign-in-links/{token} 201', 'post /v1/sign-in-links/{token} 404', 'post /v1/sign-in-links/{token} 422',
    'get /v1/session/second-factor 200', 'post /v1/session/second-factor 201', 'post /v1/session/second-factor 422',
    'post /v1/session/second-factor/confirmation 409', 'post /v1/session/second-factor/confirmation 422',
    'delete /v1/session/second-factor 404', 'delete /v1/users/{id}/second-factor 404', 'get /v1/users 200', 'get /v1/users/{id} 404', 'post /v1/users/{id}/sign-in-link 201', 'post /v1/tokens 201',
    'get /v1/tokens 200', 'delete /v1/tokens/{id} 204', 'delete /v1/tokens/{id} 404'])
    if (!seen.has(wanted)) fail(`${wanted}: did not happen`);
  console.log(`${total} answers of ${seen.size} kinds held against openapi.json, ${failures} failures`);
} finally {
  for (const server of servers) await stop(server);
  rmSync(directory, { recursive: true, force: true });
}
process.exit(failures === 0 ? 0 : 1);
