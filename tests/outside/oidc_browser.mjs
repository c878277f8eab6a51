// An OpenID provider that is not ours: oidc-provider, which the OpenID Foundation certified. And a scripted browser, which
// follows each redirect and fills in the provider's own pages.
import { generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import Provider from 'oidc-provider';

export const listening = (handler, port = 0) => new Promise((resolve) => {
  const server = createServer(handler).listen(port, '127.0.0.1', () => resolve(server));
});
export const closed = (server) => new Promise((resolve) => { server.closeAllConnections(); server.close(resolve); });
export const freePort = async () => {
  const server = await listening();
  const { port } = server.address();
  await closed(server);
  return port;
};

// Debian's Node 18 has fetch without getSetCookie(): it joins the lines by commas, and a date has one, too.
const cookiesIn = (headers) => headers.getSetCookie?.() ?? (headers.get('set-cookie') ?? '').split(/,\s*(?=[^\s;,=]+=)/).filter(Boolean);

// A browser: it keeps cookies by host, whatever the port, and follows redirects until `until` says stop.
export class Browser {
  cookies = new Map();
  async go(url, until, options = {}) {
    for (let hops = 0; hops < 20; hops += 1) {
      const { hostname } = new URL(url);
      const jar = this.cookies.get(hostname) ?? new Map();
      this.cookies.set(hostname, jar);
      const response = await fetch(url, { redirect: 'manual', ...options,
        headers: { ...options.headers, cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; ') } });
      for (const line of cookiesIn(response.headers)) {
        const [, name, value] = /^([^=]+)=([^;]*)/.exec(line);
        if (value) jar.set(name, value); else jar.delete(name);
      }
      const next = response.headers.get('location');
      if (!next || until?.(new URL(next, url))) return { url, next, response };
      url = new URL(next, url).href;
      options = {};
    }
    throw new Error('too many redirects');
  }
  // Fills in the provider's pages as this person, as far as the way back; that URL.
  async signIn(base, person, onUrl = () => {}) {
    const back = (url) => url.pathname === '/v1/session/oidc/callback';
    let at = await this.go(`${base}/v1/session/oidc`, (url) => { onUrl(url); return back(url); });
    while (at.response.status === 200) {
      const page = await at.response.text();
      const action = new URL(/action="([^"]+)"/.exec(page)[1], at.url).href;
      const form = new URLSearchParams({ prompt: /name="prompt" value="(\w+)"/.exec(page)[1], login: person, password: 'x' });
      at = await this.go(action, back, { method: 'POST', body: form });
    }
    return at.next;
  }
}

// What a problem is called.
export const problem = async (response) => (await response.json()).type?.split(':').at(-1);
// Asks once, as a browser that follows no redirect.
export const end = (browser, url) => browser.go(url, () => true);

// Any person signs in by any password; the address of the person `unverified` is not verified.
export const startProvider = async (clients) => {
  const keys = [['rsa', { modulusLength: 2048 }], ['ec', { namedCurve: 'P-256' }], ['ed25519', {}]]
    .map(([type, options]) => generateKeyPairSync(type, options).privateKey.export({ format: 'jwk' }));
  let provider;
  const server = await listening((request, response) => provider.callback()(request, response));
  const issuer = `http://127.0.0.1:${server.address().port}`;
  provider = new Provider(issuer, {
    clients,
    enabledJWA: { idTokenSigningAlgValues: ['RS256', 'PS256', 'ES256', 'EdDSA', 'HS256'] },
    jwks: { keys },
    cookies: { keys: ['for this run'] },
    claims: { openid: ['sub'], email: ['email', 'email_verified'] },
    pkce: { required: () => true },
    findAccount: (context, id) => ({ accountId: id,
      claims: () => ({ sub: id, email: `${id}@example.org`, email_verified: id !== 'unverified' }) }),
  });
  return { issuer, stop: () => closed(server) };
};
