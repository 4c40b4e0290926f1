// Puts in anew what has changed while somebody looks. Without it everything works by reload.
(() => {
  'use strict';
  const { events, at = location.href } = document.body.dataset;
  // The answer to a form is at the form's address, which shows nothing to whoever reloads it.
  if (at.startsWith('/') && at !== location.pathname + location.search) history.replaceState(null, '', at);
  const AGAIN_MS = 3_000;
  const byId = (id) => document.getElementById(id);

  // What is typed or focused in a part is never taken away, nor what was typed before and came with the page.
  const isInUse = (part) =>
    'typed' in document.body.dataset ||
    part.contains(document.activeElement) ||
    [...part.querySelectorAll('textarea, input:not([type=hidden], [type=checkbox], [type=radio])')].some(
      (field) => field.value !== field.defaultValue,
    ) ||
    [...part.querySelectorAll('[type=radio]')].some((field) => field.checked !== field.defaultChecked);

  const tellChanged = (part) => {
    if (part.querySelector('.changed')) return;
    const note = document.createElement('p');
    note.className = 'changed';
    note.setAttribute('role', 'status');
    note.textContent =
      'This has changed meanwhile. What you typed is kept; what you send is judged against what is open. ';
    const link = document.createElement('a');
    link.href = at;
    link.textContent = 'Show it anew';
    note.append(link);
    part.prepend(note);
  };

  const replaceList = (part, fresh) => {
    const ticked = new Set([...part.querySelectorAll('[type=checkbox]:checked')].map(({ value }) => value));
    const focused = document.activeElement;
    const key = part.contains(focused) && (focused.getAttribute('href') ?? focused.value);
    part.replaceChildren(...fresh.childNodes);
    for (const box of part.querySelectorAll('[type=checkbox]')) box.checked = ticked.has(box.value);
    if (key)
      [...part.querySelectorAll('a, input')]
        .find((each) => (each.getAttribute('href') ?? each.value) === key)
        ?.focus();
  };

  const put = (part, fresh) => {
    const holdsForm = part.querySelector('form') ?? fresh.querySelector('form');
    if (!holdsForm) return replaceList(part, fresh);
    if (part.dataset.state === fresh.dataset.state) return undefined;
    if (isInUse(part)) return tellChanged(part);
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
          return tellStream(
            false,
            'Your sign-in has ended. What you type is kept when you send it, and given back after signing in.',
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
      tellStream(true);
    } catch {
      tellStream(false);
      setTimeout(refresh, AGAIN_MS);
    } finally {
      underWay = false;
    }
  };

  const tellStream = (isThere, why = 'Reconnecting…') => {
    const note = byId('stream');
    if (!note) return;
    note.textContent = why;
    note.hidden = isThere;
  };

  const follow = () => {
    const source = new EventSource(`/api/events${events === '' ? '' : `?${events}`}`);
    let broke = false;
    source.addEventListener('open', () => {
      tellStream(true);
      // What happened while the stream was away was not told.
      if (broke || document.documentElement.dataset.missed) void refresh();
      delete document.documentElement.dataset.missed;
    });
    source.addEventListener('change', () => void refresh());
    source.addEventListener('unreachable', () =>
      tellStream(false, 'Temporal does not answer. What you see may be old. Reconnecting…'),
    );
    source.addEventListener('back', () => void refresh());
    source.addEventListener('error', () => {
      broke = true;
      tellStream(false);
      if (source.readyState !== EventSource.CLOSED) return;
      document.documentElement.dataset.missed = 'yes';
      setTimeout(follow, AGAIN_MS);
    });
    addEventListener('pagehide', () => source.close(), { once: true });
  };
  if (events !== undefined) {
    follow();
    // A phone lets streams sleep.
    document.addEventListener('visibilitychange', () => document.hidden || void refresh());
    addEventListener('pageshow', (event) => event.persisted && location.reload());
  }
  byId('verdict')?.focus({ preventScroll: true });

  // Somebody who comes back from signing in in another tab is shown the form at once.
  const kept = byId('kept');
  const resume = async () => {
    const answer = await fetch('/api/me').catch(() => undefined);
    if (answer?.ok) kept.requestSubmit();
  };
  if (kept) document.addEventListener('visibilitychange', () => document.hidden || void resume());
})();
