// Disables buttons until their fields are filled in, and adds keyboard shortcuts.
(() => {
  'use strict';
  document.documentElement.classList.add('scripted');

  const selected = () => document.querySelectorAll('[name=pick]:checked').length;
  const lacks = (form, need) => (need === 'selected' ? selected() === 0 : !form.elements[need]?.value.trim());
  const showNeeds = () => {
    for (const button of document.querySelectorAll('button[data-needs]'))
      button.disabled = button.dataset.needs.split(' ').some((need) => lacks(button.form, need));
    document.querySelector('[data-selected]')?.classList.toggle('some', selected() > 0);
    for (const count of document.querySelectorAll('[data-selected-count]'))
      count.textContent = selected() > 0 ? `(${selected()})` : '';
  };

  showNeeds();
  document.addEventListener('input', showNeeds);
  document.addEventListener('change', showNeeds);
  document.addEventListener('hitl:changed', showNeeds);

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
