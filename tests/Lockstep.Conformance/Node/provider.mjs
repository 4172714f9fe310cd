// A real OpenID provider (oidc-provider) on the loopback. It is told what to do by lines of JSON on its input, and answers each with a line:
//   {"do":"start","clients":[…],"accounts":{…},"audience":"…","tokenSeconds":600}  →  {"issuer":"http://127.0.0.1:…"}
//   {"do":"rotate"}  new keys   {"do":"set", …}  other accounts, tokenSeconds, otherAudience or alg   {"do":"down"}   {"do":"up"}
// Its own page signs in whoever is named, whatever the password; what is tested is the other side.
import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { createInterface } from 'node:readline';
import Provider from 'oidc-provider';

// What the packages have to say must not come between the answers.
console.log = console.info = console.warn = console.error;

const state = { accounts: {}, tokenSeconds: 600 };
const host = '127.0.0.1';
let server;
let port = 0;
let handle;

function newKeys() {
  const jwk = (alg, { privateKey }) => ({ ...privateKey.export({ format: 'jwk' }), alg, use: 'sig', kid: randomUUID() });
  return [
    jwk('RS256', generateKeyPairSync('rsa', { modulusLength: 2048 })),
    jwk('ES256', generateKeyPairSync('ec', { namedCurve: 'P-256' })),
  ];
}

function makeProvider() {
  const lifetime = () => state.tokenSeconds;
  const provider = new Provider(`http://${host}:${port}`, {
    clients: state.clients,
    jwks: { keys: newKeys() },
    cookies: { keys: [randomUUID()] },
    scopes: ['openid', 'profile', 'email', 'groups'],
    claims: { openid: ['sub'], profile: ['name'], email: ['email', 'email_verified'], groups: ['groups'] },
    conformIdTokenClaims: false,
    pkce: { required: () => true },
    ttl: { AccessToken: lifetime, ClientCredentials: lifetime },
    findAccount: (_, id) => state.accounts[id] && { accountId: id, claims: () => ({ sub: id, ...state.accounts[id] }) },
    extraTokenClaims: (_, token) => token.accountId && { name: state.accounts[token.accountId].name, groups: state.accounts[token.accountId].groups },
    async loadExistingGrant(ctx) {
      // These clients are the company's own: nobody is asked whether they may know a name.
      const grant = new ctx.oidc.provider.Grant({ accountId: ctx.oidc.session.accountId, clientId: ctx.oidc.client.clientId });
      grant.addOIDCScope('openid profile email groups');
      grant.addResourceScope(state.audience, 'api');
      await grant.save();
      return grant;
    },
    features: {
      clientCredentials: { enabled: true },
      resourceIndicators: {
        enabled: true,
        defaultResource: (ctx) => (/\bapi\b/.test(ctx.oidc.params?.scope ?? '') ? state.audience : undefined),
        useGrantedResource: () => true,
        getResourceServerInfo: (_, resource) => ({ scope: 'api', audience: state.otherAudience ?? resource, accessTokenFormat: 'jwt', jwt: { sign: { alg: state.alg ?? 'RS256' } } }),
      },
    },
  });
  provider.on('server_error', (_, error) => console.error(error));
  handle = provider.callback();
}

async function listen() {
  server = createServer((request, response) => handle(request, response));
  server.listen(port, host);
  await once(server, 'listening');
  port = server.address().port;
}

const orders = {
  async start(order) {
    Object.assign(state, order);
    await listen();
    makeProvider();
  },
  set: (order) => Object.assign(state, order),
  rotate: makeProvider,
  async down() {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  },
  up: listen,
};

for await (const line of createInterface({ input: process.stdin })) {
  const { do: name, ...order } = JSON.parse(line);
  await orders[name](order);
  process.stdout.write(`${JSON.stringify({ issuer: `http://${host}:${port}` })}\n`);
}

process.exit(0);
