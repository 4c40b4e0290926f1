// Shows times in the reader's zone, disables buttons until their fields are filled in, and adds keyboard shortcuts.
(() => {
  'use strict';
  document.documentElement.classList.add('scripted');
  const UNITS = [
    ['d', 86_400],
    ['h', 3_600],
    ['m', 60],
    ['s', 1],
  ];

  const span = (seconds) => {
    const first = UNITS.findIndex(([unit, size]) => seconds >= size || unit === 's');
    const [[unit, size], next] = [UNITS[first], UNITS[first + 1]];
    const rest = next ? Math.floor((seconds % size) / next[1]) : 0;
    return `${Math.floor(seconds / size)}${unit}${rest > 0 ? ` ${rest}${next[0]}` : ''}`;
  };
  const relative = (iso) => {
    const ahead = (Date.parse(iso) - Date.now()) / 1000;
    return ahead > 0 ? `in ${span(ahead)}` : `${span(-ahead)} ago`;
  };
  const toTheMinute = { day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit' };
  const zoned = (more) =>
    new Intl.DateTimeFormat('en-GB', { ...toTheMinute, ...more, timeZoneName: 'short' });
  const SHOW = {
    relative,
    absolute: (iso) => zoned({}).format(new Date(iso)),
    second: (iso) => zoned({ second: '2-digit' }).format(new Date(iso)),
  };
  const showTimes = () => {
    for (const time of document.querySelectorAll('time[data-show]')) {
      const text = SHOW[time.dataset.show](time.dateTime);
      if (time.textContent !== text) time.textContent = text;
    }
  };

  const selected = () => document.querySelectorAll('[name=pick]:checked').length;
  const lacks = (form, need) => (need === 'selected' ? selected() === 0 : !form.elements[need]?.value.trim());
  const showNeeds = () => {
    for (const button of document.querySelectorAll('button[data-needs]'))
      button.disabled = button.dataset.needs.split(' ').some((need) => lacks(button.form, need));
    document.querySelector('[data-selected]')?.classList.toggle('some', selected() > 0);
    for (const count of document.querySelectorAll('[data-selected-count]'))
      count.textContent = selected() > 0 ? `(${selected()})` : '';
  };

  const showAll = () => {
    showTimes();
    showNeeds();
  };
  showAll();
  setInterval(showTimes, 10_000);
  document.addEventListener('input', showNeeds);
  document.addEventListener('change', showNeeds);
  document.addEventListener('hitl:changed', showAll);

  // Ignores a second submit, such as a double click, for ten seconds.
  document.addEventListener('submit', (event) => {
    const { target: form } = event;
    if (form.method !== 'post' || event.defaultPrevented) return;
    if (form.dataset.sent) return event.preventDefault();
    form.dataset.sent = 'yes';
    setTimeout(() => delete form.dataset.sent, 10_000);
    form.setAttribute('aria-busy', 'true');
  });

  const links = () => [...document.querySelectorAll('.row-link')];
  const move = (by) => {
    const all = links();
    const at = all.findIndex((link) => link.closest('.row').contains(document.activeElement));
    all[Math.min(all.length - 1, Math.max(0, at + by))]?.focus();
  };
  const help = document.getElementById('keys');
  const opener = document.getElementById('keys-open');
  if (opener) opener.hidden = false;
  opener?.addEventListener('click', () => help?.showModal());
  const switchOn = document.getElementById('keys-on');
  const isOn = () => localStorage.getItem('keys') !== 'off';
  if (switchOn) switchOn.checked = isOn();
  switchOn?.addEventListener('change', () => localStorage.setItem('keys', switchOn.checked ? 'on' : 'off'));

  const KEYS = {
    j: () => move(1),
    k: () => move(-1),
    x: () => document.activeElement?.closest('.row')?.querySelector('[name=pick]')?.click(),
    '/': () => document.querySelector('[type=search]')?.focus(),
    '?': () => help?.showModal(),
  };
  document.addEventListener('keydown', (event) => {
    const isTyping =
      /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName) && event.target.type !== 'checkbox';
    if (isTyping || event.ctrlKey || event.metaKey || event.altKey || help?.open) return;
    const does = KEYS[event.key];
    if (!does || (!isOn() && event.key !== '?')) return;
    event.preventDefault();
    does();
  });
})();
