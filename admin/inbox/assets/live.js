// Updates an open page after changes. Without this script, reloading the page does the same.
(() => {
  'use strict';
  const { events, at = location.href } = document.body.dataset;
  // The answer to a form has the form's address, and reloading that address would show nothing.
  if (at.startsWith('/') && at !== location.pathname + location.search) history.replaceState(null, '', at);
  const RETRY_MS = 3_000;
  const byId = (id) => document.getElementById(id);

  // A part with typed text or focus is never replaced. The same holds for a form that the server filled in again.
  const isInUse = (part) =>
    'typed' in document.body.dataset ||
    part.contains(document.activeElement) ||
    [...part.querySelectorAll('textarea, input:not([type=hidden], [type=checkbox], [type=radio])')].some(
      (field) => field.value !== field.defaultValue,
    ) ||
    [...part.querySelectorAll('[type=radio]')].some((field) => field.checked !== field.defaultChecked);

  const KEPT =
    'This page has changed. What you typed is kept. Your decision will apply to the current state. ';
  const EDITED =
    'Someone has edited this request: the arguments on this page are out of date, and cannot be decided. ';
  const showChanged = (part, text) => {
    if (part.querySelector('.changed')) return;
    const note = document.createElement('p');
    note.className = 'changed';
    note.setAttribute('role', 'status');
    note.textContent = text;
    const link = document.createElement('a');
    link.href = at;
    link.textContent = 'Show the current state';
    note.append(link);
    part.prepend(note);
  };

  const replaceList = (part, fresh) => {
    const selected = new Set([...part.querySelectorAll('[type=checkbox]:checked')].map(({ value }) => value));
    const focused = document.activeElement;
    const key = part.contains(focused) && (focused.getAttribute('href') ?? focused.value);
    part.replaceChildren(...fresh.childNodes);
    for (const box of part.querySelectorAll('[type=checkbox]')) box.checked = selected.has(box.value);
    if (key)
      [...part.querySelectorAll('a, input')]
        .find((each) => (each.getAttribute('href') ?? each.value) === key)
        ?.focus();
  };

  const put = (part, fresh) => {
    // The form must not name content that the page does not show.
    if (part.dataset.content !== fresh.dataset.content) return showChanged(part, EDITED);
    const holdsForm = part.querySelector('form') ?? fresh.querySelector('form');
    if (!holdsForm) return replaceList(part, fresh);
    if (part.dataset.state === fresh.dataset.state) return undefined;
    if (isInUse(part)) return showChanged(part, KEPT);
    part.replaceChildren(...fresh.childNodes);
    part.dataset.state = fresh.dataset.state ?? '';
    return undefined;
  };

  let underWay = false;
  let wanted = false;
  const refresh = async () => {
    wanted = true;
    if (underWay) return;
    underWay = true;
    try {
      while (wanted) {
        wanted = false;
        const answer = await fetch(at, { headers: { 'X-Live': '1' } });
        if (answer.redirected)
          return showConnection(
            false,
            'Your sign-in has ended. When you send a form, its text is kept and shown again after you sign in.',
          );
        if (!answer.ok) throw new Error(`${answer.status}`);
        const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
        document.title = page.title;
        for (const part of document.querySelectorAll('[data-live]')) {
          const fresh = page.querySelector(`[data-live="${part.dataset.live}"]`);
          if (fresh) put(part, fresh);
        }
        document.dispatchEvent(new Event('hitl:changed'));
      }
      showConnection(true);
    } catch {
      showConnection(false);
      setTimeout(refresh, RETRY_MS);
    } finally {
      underWay = false;
    }
  };

  const showConnection = (isConnected, text = 'Reconnecting…') => {
    const note = byId('stream');
    if (!note) return;
    note.textContent = text;
    note.hidden = isConnected;
  };

  const follow = () => {
    const source = new EventSource(events);
    let broke = false;
    source.addEventListener('open', () => {
      showConnection(true);
      // Events are lost while the stream is disconnected.
      if (broke || document.documentElement.dataset.missed) void refresh();
      delete document.documentElement.dataset.missed;
    });
    source.addEventListener('change', () => void refresh());
    source.addEventListener('missed', () => void refresh());
    source.addEventListener('unreachable', () =>
      showConnection(false, 'Temporal does not answer. This page may be out of date. Reconnecting…'),
    );
    source.addEventListener('back', () => void refresh());
    source.addEventListener('error', () => {
      broke = true;
      showConnection(false);
      if (source.readyState !== EventSource.CLOSED) return;
      document.documentElement.dataset.missed = 'yes';
      setTimeout(follow, RETRY_MS);
    });
    addEventListener('pagehide', () => source.close(), { once: true });
  };
  if (events !== undefined) {
    follow();
    // Phones suspend streams in the background.
    document.addEventListener('visibilitychange', () => document.hidden || void refresh());
    addEventListener('pageshow', (event) => event.persisted && location.reload());
  }
  byId('verdict')?.focus({ preventScroll: true });

  // After a sign-in in another tab, the form is shown again at once.
  const kept = byId('kept');
  const resume = async () => {
    const answer = await fetch('/api/me').catch(() => undefined);
    if (answer?.ok) kept.requestSubmit();
  };
  if (kept) document.addEventListener('visibilitychange', () => document.hidden || void resume());
})();
