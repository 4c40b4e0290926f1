/** A simple browser: keeps cookies, follows redirects, fills in forms. */
export interface Visitor {
  /** Follows redirects. Stops before an address that matches `stop`, and returns that address. */
  go: (url: string, init?: RequestInit, stop?: string) => Promise<Page>;
  /** Sends the form of a page with its hidden fields and these fields. */
  submit: (page: Page, fields?: Record<string, string>, stop?: string) => Promise<Page>;
}

export interface Page {
  url: string;
  status: number;
  html: string;
}

export function visitor(): Visitor {
  const jar = new Map<string, string>();
  const self: Visitor = {
    async go(url, init = {}, stop) {
      const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
      const answer = await fetch(url, { ...init, redirect: 'manual', headers: { ...init.headers, cookie } });
      for (const set of answer.headers.getSetCookie()) {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
        if (value === '' || /expires=Thu, 01 Jan 1970/i.test(set)) jar.delete(name);
        else jar.set(name, value);
      }
      const location = answer.headers.get('location');
      if (location === null) return { url, status: answer.status, html: await answer.text() };
      const next = new URL(location, url).href;
      if (stop !== undefined && next.startsWith(stop)) return { url: next, status: answer.status, html: '' };
      return self.go(next, {}, stop);
    },
    submit(page, fields = {}, stop) {
      const [form = ''] = /<form[\s\S]*?<\/form>/.exec(page.html) ?? [];
      const [, action = ''] = /action="([^"]*)"/.exec(form) ?? [];
      const hidden = [...form.matchAll(/<input[^>]*>/g)].flatMap(([input]) => {
        const [, name] = /name="([^"]*)"/.exec(input) ?? [];
        const [, value = ''] = /value="([^"]*)"/.exec(input) ?? [];
        return name !== undefined && /type="hidden"/.test(input) ? [[name, value] as const] : [];
      });
      const body = new URLSearchParams({ ...Object.fromEntries(hidden), ...fields });
      return self.go(new URL(action || page.url, page.url).href, { method: 'POST', body }, stop);
    },
  };
  return self;
}
