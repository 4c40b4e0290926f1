import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { visitor } from './visitor';

/** An OpenID provider in its own process. People sign in with only their name. */
export interface ProviderForTests {
  issuer: string;
  /** The audience of its access tokens. */
  api: string;
  stop: () => Promise<void>;
}

export async function startProvider(options: {
  redirectUri: string;
  groups?: boolean;
}): Promise<ProviderForTests> {
  const child = spawn(process.execPath, [join(__dirname, 'oidc-provider.mjs'), JSON.stringify(options)], {
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  return {
    ...(JSON.parse(line) as { issuer: string; api: string }),
    async stop() {
      child.stdin.end();
      await once(child, 'exit');
    },
  };
}

/** Signs in at the provider in a new browser. Returns the address of the redirect. */
export async function signInAt(start: string, name: string, back: string): Promise<string> {
  const browser = visitor();
  let page = await browser.go(start, {}, back);
  for (let steps = 0; steps < 5 && !page.url.startsWith(back); steps++)
    page = await browser.submit(page, { login: name, password: 'any' }, back);
  return page.url;
}

/** An access token from the device flow, approved by this person. */
export async function deviceToken(provider: ProviderForTests, name: string): Promise<string> {
  return (await deviceTokens(provider, name)).access_token ?? '';
}

/** All tokens from the device flow. The ID token is for the client `cli`. */
export async function deviceTokens(
  provider: ProviderForTests,
  name: string,
): Promise<Record<string, string>> {
  const post = async (path: string, fields: Record<string, string>) =>
    (
      await fetch(`${provider.issuer}${path}`, { method: 'POST', body: new URLSearchParams(fields) })
    ).json() as Promise<Record<string, string>>;
  const device = await post('/device/auth', { client_id: 'cli', scope: 'openid decide' });
  await confirmDevice(device.verification_uri_complete ?? '', name);
  return post('/token', {
    client_id: 'cli',
    grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
    device_code: device.device_code ?? '',
  });
}

/** Approves the device flow on the page whose address the program prints. */
export async function confirmDevice(address: string, name: string): Promise<void> {
  const browser = visitor();
  let page = await browser.go(address);
  for (let steps = 0; steps < 8 && page.html.includes('<form'); steps++)
    page = await browser.submit(page, { login: name, password: 'any' });
}
