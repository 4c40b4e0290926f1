// Says which fields a button needs, and adds keyboard shortcuts.
(() => {
  'use strict';
  document.documentElement.classList.add('scripted');

  const selected = () => document.querySelectorAll('[name=pick]:checked').length;
  const hasValue = (field) => (field?.type === 'checkbox' ? field.checked : Boolean(field?.value.trim()));
  const lacks = (form, need) => (need === 'selected' ? selected() === 0 : !hasValue(form.elements[need]));
  const lacking = (button) => button.dataset.needs.split(' ').filter((need) => lacks(button.form, need));
  const stepText = (form, need) => {
    if (need === 'selected') return 'select a request';
    const field = form.elements[need];
    if (field?.type === 'checkbox') return 'tick that you have checked it';
    return `fill in “${field?.labels[0]?.textContent.trim()}”`;
  };
  // A button that cannot be used yet keeps its focus and says why.
  const showWhy = (group) => {
    const texts = [...group.querySelectorAll('button[data-needs]')].flatMap((button) => {
      const needs = lacking(button);
      if (needs.length === 0) return [];
      const steps = needs.map((need) => stepText(button.form, need)).join(' and ');
      return [`${button.textContent.trim()}: first ${steps}.`];
    });
    const text = texts.join(' ');
    let why = group.nextElementSibling?.matches('.why') ? group.nextElementSibling : undefined;
    if (!why) {
      why = document.createElement('p');
      why.className = 'hint why';
      why.id = `why-${document.querySelectorAll('.why').length}`;
      group.after(why);
      for (const button of group.querySelectorAll('button[data-needs]'))
        button.setAttribute('aria-describedby', why.id);
    }
    if (why.textContent !== text) why.textContent = text;
    why.hidden = text === '';
  };
  const showNeeds = () => {
    for (const button of document.querySelectorAll('button[data-needs]'))
      if (lacking(button).length > 0) button.setAttribute('aria-disabled', 'true');
      else button.removeAttribute('aria-disabled');
    for (const group of document.querySelectorAll('.buttons:has(> button[data-needs])')) showWhy(group);
    document.querySelector('[data-selected]')?.classList.toggle('some', selected() > 0);
    for (const count of document.querySelectorAll('[data-selected-count]'))
      count.textContent = selected() > 0 ? `(${selected()})` : '';
  };
  document.addEventListener('click', (event) => {
    const button = event.target.closest?.('button[data-needs][aria-disabled=true]');
    if (!button) return;
    event.preventDefault();
    const [need] = lacking(button);
    button.form.elements[need]?.focus();
  });

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
  const focusOn = (...selectors) => {
    const found = selectors.map((selector) => document.querySelector(selector)).find(Boolean);
    found?.focus();
    found?.scrollIntoView({ block: 'nearest' });
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
    // These only move the focus: a decision is sent by the button.
    a: () =>
      focusOn(
        '#decide [name=sure]:not(:checked)',
        ...(hasValue(document.querySelector('#decide [name=confirm]')) ? [] : ['#decide [name=confirm]']),
        '#decide [value=approve]',
        '#decision .button',
      ),
    // A confirmation is declined without a reason.
    r: () =>
      focusOn('#decide [value=reject]:not([aria-disabled])', '#decide [name=text]', '#decide [value=reject]'),
    n: () => document.querySelector('[data-next]')?.click(),
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
