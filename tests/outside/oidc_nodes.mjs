// Signing in at an OpenID provider that is not ours, with two nodes of one division on a real broker: they share the
// directory of the credentials alone.
// Usage: oidc_nodes.mjs TALLY TALLYD BROKER WORK_DIR
import { execFileSync, spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Browser, end, freePort, problem, startProvider } from './oidc_browser.mjs';

const [tally, tallyd, brokerProgram, work] = process.argv.slice(2);
let failures = 0;
const check = (about, got, wanted) => {
  if (got === wanted) return;
  failures += 1;
  console.error(`${about}: ${JSON.stringify(got)} instead of ${JSON.stringify(wanted)}`);
};

const directory = mkdtempSync(join(resolve(work), 'oidc-nodes-'));
const path = (name) => join(directory, name);
const broker = (...words) => execFileSync(brokerProgram, words, { stdio: ['ignore', 'ignore', 'inherit'] });
const run = (program, ...words) => execFileSync(program, words, { stdio: ['ignore', 'ignore', 'inherit'] });
const pause = (milliseconds) => new Promise((resolve) => { setTimeout(resolve, milliseconds); });

try {
  execFileSync('java', ['-version'], { stdio: 'ignore' });
} catch {
  console.error('NOT CHECKED ON A BROKER: java is missing');
  process.exit(77);
}
const secret = 'a secret / of 32 characters, or so: %';
writeFileSync(path('secret'), `${secret}\n`);
const ports = [await freePort(), await freePort()];
const bases = ports.map((port) => `http://127.0.0.1:${port}`);
// One redirect for both, as behind a balancer: here it leads to the first node.
const redirect = `${bases[0]}/v1/session/oidc/callback`;
const provider = await startProvider([{ client_id: 'tally', client_secret: secret, redirect_uris: [redirect] }]);

const configure = (name, port, more = '') => {
  writeFileSync(path(`${name}.toml`), `[kafka]
bootstrap.servers = "${readFileSync(path('broker/bootstrap'), 'utf8').trim()}"
session.timeout.ms = 6000
[node]
data = "${path(name)}"
address = "127.0.0.1:${port}"
[http]
listen = "127.0.0.1:${port}"
${more}
[[division]]
number = 0
keys = "${path(`${name}-keys`)}"
`);
  return path(`${name}.toml`);
};
const startNode = (which) => {
  const name = `node-${which}`;
  cpSync(path('keys'), path(`${name}-keys`), { recursive: true });
  return spawn(tallyd, ['--config', configure(name, ports[which], `sign_in = true
access = "${path('access')}"
oidc_issuer = "${provider.issuer}"
oidc_client_id = "tally"
oidc_client_secret_file = "${path('secret')}"
oidc_redirect = "${redirect}"`)], { stdio: ['ignore', 'ignore', 'inherit'] });
};
const untilHealthy = async (base) => {
  for (let looks = 0; looks < 600; looks += 1) {
    try {
      if ((await fetch(`${base}/health`)).status === 200) return;
    } catch { /* It does not listen yet. */ }
    await pause(100);
  }
  throw new Error(`${base} does not come up`);
};

const nodes = [];
try {
  broker('start', path('broker'));
  const maker = configure('maker', 1);
  run(tallyd, '--create-topics', '--config', maker);
  run(tally, 'init', '--kafka', maker, '--keys', path('keys'), '--origin', 'a.example', '--currency', 'USD', '--time-zone', 'UTC');
  for (const which of [0, 1]) nodes.push(startNode(which));
  for (const base of bases) await untilHealthy(base);
  writeFileSync(path('users.jsonl'), `{"type":"user.add","command_id":"ada","user":"ada@example.org","roles":["supervisor","admin"]}\n`);
  run(tally, 'send', '--kafka', maker, path('users.jsonl'));
  // A node that does not own the division reads its log each quarter of a second.
  await pause(2000);

  for (const began of [0, 1]) {
    const ada = new Browser();
    const back = await ada.signIn(bases[began], 'ada');
    check(`${began}: the provider sends the browser to the first node`, new URL(back).origin, bases[0]);
    // The balancer may choose either; here it is the node at which the sign-in did not begin.
    const there = new URL(back);
    there.port = ports[1 - began];
    check(`${began}: another browser`, await problem((await end(new Browser(), there.href)).response), 'oidc_state_wrong');
    const signedIn = await end(ada, there.href);
    check(`${began}: ada is signed in`, signedIn.response.status, 303);
    check(`${began}: ada is shown the console`, signedIn.next, '/');
    for (const base of bases) {
      const session = await ada.go(`${base}/v1/session`);
      check(`${began}: who is signed in at ${base}`, (await session.response.json()).user, 'ada@example.org');
      const again = new URL(back);
      again.port = new URL(base).port;
      check(`${began}: a second time at ${base}`, await problem((await end(ada, again.href)).response), 'oidc_state_wrong');
    }
  }
  // At both at the same time: one signs in.
  for (let i = 0; i < 5; i += 1) {
    const eager = new Browser();
    const back = await eager.signIn(bases[1], 'ada');
    const answers = await Promise.all(ports.map((port) => {
      const at = new URL(back);
      at.port = port;
      return end(eager, at.href);
    }));
    check('at both at the same time', answers.map(({ response }) => response.status).sort().join(), '303,400');
  }
  check('what was begun is gone', readdirSync(path('access/sign-ins')).length, 0);

  // Failures are counted together, from their beginning: of eight guesses at the same time, four at each node, five are made.
  const guess = async (base) => (await fetch(`${base}/v1/session`, { method: 'POST', headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ user: 'ada@example.org', password: 'wrong horse battery' }) })).status;
  const guesses = await Promise.all([...bases, ...bases, ...bases, ...bases].map(guess));
  check('guesses at both nodes', guesses.sort().join(), '401,401,401,401,401,429,429,429');
  console.log(`oidc-provider signs in at two nodes: ${failures} failures`);
} finally {
  for (const node of nodes) node.kill('SIGKILL');
  await provider.stop();
  broker('remove', path('broker'));
  rmSync(directory, { recursive: true, force: true });
}
process.exit(failures === 0 ? 0 : 1);
