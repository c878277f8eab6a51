// Signing in at an OpenID provider that is not ours, with a server that alone answers for its division.
// Usage: oidc.mjs TALLY WORK_DIR
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Browser, end, freePort, problem, startProvider } from './oidc_browser.mjs';

const [tally, work] = process.argv.slice(2);
let failures = 0;
const check = (about, got, wanted) => {
  if (got === wanted) return;
  failures += 1;
  console.error(`${about}: ${JSON.stringify(got)} instead of ${JSON.stringify(wanted)}`);
};

const directory = mkdtempSync(join(work, 'oidc-'));
const store = join(directory, 'store');
const secret = 'a secret / of 32 characters, or so: %';
writeFileSync(join(directory, 'secret'), `${secret}\n`);
execFileSync(tally, ['init', '--store', store, '--origin', 'a.example', '--currency', 'USD', '--time-zone', 'UTC'], { stdio: 'ignore' });

const port = await freePort();
const base = `http://127.0.0.1:${port}`;
const redirect = `${base}/v1/session/oidc/callback`;
const client = (algorithm, more = {}) => ({ client_id: algorithm, client_secret: secret, redirect_uris: [redirect],
  id_token_signed_response_alg: algorithm, ...more });
const provider = await startProvider([client('RS256'), client('PS256'), client('ES256'), client('EdDSA'), client('HS256'),
  client('RS256', { client_id: 'public', client_secret: undefined, token_endpoint_auth_method: 'none' })]);
const { issuer } = provider;

const serve = (clientId, more) => new Promise((resolve, reject) => {
  const server = spawn(tally, ['serve', '--store', store, '--listen', `127.0.0.1:${port}`, '--sign-in', '--oidc-issuer', issuer,
    '--oidc-client-id', clientId, '--oidc-redirect', redirect, ...more], { stdio: ['ignore', 'pipe', 'ignore'] });
  server.once('exit', (code) => reject(new Error(`tally serve ended with ${code}`)));
  createInterface({ input: server.stdout }).on('line', (line) => {
    const link = /#\/link\/(\S+)/.exec(line);
    if (link) server.link = link[1];
    // The link of the first user is in the lines behind this one.
    if (line.includes('until Ctrl-C')) setTimeout(() => resolve(server), 100);
  });
});
const stop = async (server) => {
  server.removeAllListeners('exit');
  server.kill('SIGINT');
  await new Promise((resolve) => server.once('close', resolve));
};

let server;
try {
  const withSecret = ['--oidc-client-secret-file', join(directory, 'secret')];
  server = await serve('RS256', withSecret);
  const made = await fetch(`${base}/v1/sign-in-links/${server.link}`, { method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ user: 'ada@example.org', name: 'Ada', password: 'correct horse battery' }) });
  check('the first user', made.status, 201);

  const ada = new Browser();
  let asked;
  const back = await ada.signIn(base, 'ada', (url) => { asked ??= url; });
  check('the code is asked for with PKCE', asked.searchParams.get('code_challenge_method'), 'S256');
  const signedIn = await end(ada, back);
  check('ada is signed in', signedIn.response.status, 303);
  check('ada is shown the console', signedIn.next, '/');
  const session = await ada.go(`${base}/v1/session`);
  check('who is signed in', (await session.response.json()).user, 'ada@example.org');
  const again = await end(ada, back);
  check('the callback a second time', await problem(again.response), 'oidc_state_wrong');

  const eve = new Browser();
  check('a person who is no user', await problem((await end(eve, await eve.signIn(base, 'eve'))).response), 'oidc_user_unknown');
  check('eve has no session', (await eve.go(`${base}/v1/session`)).response.status, 401);
  const other = new Browser();
  const stolen = await new Browser().signIn(base, 'ada');
  check('a callback in another browser', await problem((await end(other, stolen)).response), 'oidc_state_wrong');
  const doubtful = new Browser();
  check('an address that is not verified', await problem((await end(doubtful, await doubtful.signIn(base, 'unverified'))).response),
    'oidc_refused');
  // The provider's own refusal to use a code twice, reached through a sign-in of one's own.
  const first = new Browser();
  const used = new URL(await first.signIn(base, 'ada'));
  check('the code once', (await end(first, used.href)).response.status, 303);
  const second = new URL(await first.signIn(base, 'ada'));
  second.searchParams.set('code', used.searchParams.get('code'));
  check('the code twice', await problem((await end(first, second.href)).response), 'oidc_refused');

  for (const [clientId, more, wanted] of [['PS256', withSecret, 303], ['ES256', withSecret, 303], ['public', [], 303],
    ['EdDSA', withSecret, 502], ['HS256', withSecret, 502]]) {
    await stop(server);
    server = await serve(clientId, more);
    const browser = new Browser();
    const ended = await end(browser, await browser.signIn(base, 'ada'));
    check(`client ${clientId}`, ended.response.status, wanted);
    check(`client ${clientId}, session`, (await browser.go(`${base}/v1/session`)).response.status, wanted === 303 ? 200 : 401);
  }
  console.log(`oidc-provider signs in: ${failures} failures`);
} finally {
  if (server) await stop(server);
  await provider.stop();
  rmSync(directory, { recursive: true, force: true });
}
process.exit(failures === 0 ? 0 : 1);
