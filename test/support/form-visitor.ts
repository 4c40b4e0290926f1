import type { Hono } from 'hono';
import { INBOX_URL } from './inbox-app';

/** A browser without JavaScript: cookies, links and forms. */
export class Visitor {
  readonly cookies = new Map<string, string>();

  constructor(private readonly app: Hono) {}

  static async signedIn(app: Hono, name: string): Promise<Visitor> {
    const visitor = new Visitor(app);
    await visitor.post('/sign-in/dev', { name });
    return visitor;
  }

  get(path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Response> {
    return this.send(path, { method, headers });
  }

  /** Sends a form as a browser does. */
  post(path: string, fields: object, headers: Record<string, string> = {}): Promise<Response> {
    const pairs = Object.entries(fields).flatMap(([name, value]) =>
      [value].flat().map((each) => [name, String(each)] as [string, string]),
    );
    return this.send(path, {
      method: 'POST',
      body: new URLSearchParams(pairs),
      headers: { Origin: INBOX_URL, 'Sec-Fetch-Site': 'same-origin', ...headers },
    });
  }

  async page(path: string): Promise<string> {
    return (await this.get(path)).text();
  }

  /** Fills in the form for `action` on the page at `path`, sends it and follows the redirect. */
  async submit(path: string, action: string, fields: object): Promise<string> {
    const answer = await this.post(action, { ...hiddenIn(await this.page(path), action), ...fields });
    const to = answer.headers.get('Location');
    return to === null ? answer.text() : this.page(to);
  }

  private async send(path: string, init: RequestInit): Promise<Response> {
    const headers = new Headers(init.headers);
    headers.set('Cookie', [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; '));
    const answer = await this.app.request(new URL(path, INBOX_URL).href, { ...init, headers });
    for (const cookie of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      if (/Max-Age=0/i.test(cookie)) this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    return answer;
  }
}

/** Selects rows by the values of their checkboxes, and decides what the page with their contents offers. Returns both pages. */
export async function decideSelected(
  visitor: Visitor,
  decision: string,
  pick: string[],
): Promise<{ review: string; results: string }> {
  const { csrf } = hiddenIn(await visitor.page('/'), '/sign-out');
  const review = await (await visitor.post('/decide-selected', { csrf, decision, pick })).text();
  const shown = [...review.matchAll(/name="pick" value="([^"]*)"/g)].map(([, value = '']) =>
    unescaped(value),
  );
  if (shown.length === 0) return { review: textOf(review), results: '' };
  const answer = await visitor.post('/decide-reviewed', { csrf, decision, pick: shown });
  return { review: textOf(review), results: textOf(await answer.text()) };
}

/** The hidden fields of the form for `action`. */
export function hiddenIn(html: string, action: string): Record<string, string> {
  const form = html.split('<form').find((part) => part.includes(`action="${action}"`)) ?? '';
  const inputs =
    form.split('</form>')[0]?.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"/g) ?? [];
  return Object.fromEntries([...inputs].map(([, name = '', value = '']) => [name, unescaped(value)]));
}

/** The fields of the form for an action, as a browser without a script would send them. */
export function fieldsIn(html: string, action: string): Record<string, string | string[]> {
  const form = (html.split('<form').find((part) => part.includes(`action="${action}"`)) ?? '').split(
    '</form>',
  )[0] as string;
  const found: [string, string][] = [];
  for (const [tag] of form.matchAll(/<input[^>]*>/g)) {
    const [, name = ''] = /name="([^"]*)"/.exec(tag) ?? [];
    const [, value = ''] = /value="([^"]*)"/.exec(tag) ?? [];
    if (!/type="checkbox"/.test(tag) || /checked/.test(tag)) found.push([unescaped(name), unescaped(value)]);
  }
  for (const [, name = '', body = ''] of form.matchAll(
    /<textarea[^>]*name="([^"]*)"[^>]*>([^]*?)<\/textarea>/g,
  ))
    found.push([unescaped(name), unescaped(body).replace(/^\n/, '')]);
  for (const [, name = '', body = ''] of form.matchAll(/<select[^>]*name="([^"]*)"[^>]*>([^]*?)<\/select>/g))
    found.push([unescaped(name), unescaped(/value="([^"]*)"[^>]*selected/.exec(body)?.[1] ?? '')]);
  const fields: Record<string, string[]> = {};
  for (const [name, value] of found) (fields[name] ??= []).push(value);
  return Object.fromEntries(
    Object.entries(fields).map(([name, values]) => [
      name,
      values.length === 1 ? (values[0] as string) : values,
    ]),
  );
}

/** The text of a page, without markup. */
export function textOf(html: string): string {
  const main = html.slice(html.indexOf('<main'));
  return unescaped(main.replace(/<[^>]*>/g, ' ')).replace(/\s+/g, ' ');
}

export function unescaped(html: string): string {
  return html
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&#39;/g, "'")
    .replace(/&amp;/g, '&');
}

/** Changes inputs of the page for editing, and asks for the preview. */
export async function previewEdit(
  visitor: Visitor,
  id: string,
  changes: object,
): Promise<{ status: number; html: string }> {
  const fields = fieldsIn(await visitor.page(`/requests/${id}/edit`), '/edit');
  const answer = await visitor.post('/edit', { ...fields, ...changes, step: 'preview' });
  return { status: answer.status, html: await answer.text() };
}

export async function sendEdit(visitor: Visitor, html: string, more: object = {}): Promise<string> {
  const answer = await visitor.post('/edit', { ...fieldsIn(html, '/edit'), ...more, step: 'send' });
  const to = answer.headers.get('Location');
  return to === null ? answer.text() : visitor.page(to);
}
