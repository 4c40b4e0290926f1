// Shows how many requests wait for the reader, in the title and in the icon, and notifies the reader who has asked for it.
(() => {
  'use strict';
  const icon = document.querySelector('link[data-icons]');
  const button = document.getElementById('notify');
  if (!icon) return;
  const INTERVAL_MS = 30_000;
  const MAX_ON_ICON = 9;
  const plainIcon = icon.getAttribute('href');

  let waiting = 0;
  const showCount = () => {
    const title = document.title.replace(/^\(\d+\) /, '');
    const wanted = waiting > 0 ? `(${waiting}) ${title}` : title;
    if (document.title !== wanted) document.title = wanted;
    const name = waiting > MAX_ON_ICON ? 'more' : `${waiting}`;
    const href = waiting > 0 ? icon.dataset.icons.replace('NAME', name) : plainIcon;
    if (icon.getAttribute('href') !== href) icon.setAttribute('href', href);
  };

  const isOn = () => localStorage.getItem('notify') === 'on' && Notification.permission === 'granted';
  const notify = () => {
    // The tag keeps several tabs from showing several notifications. The text contains nothing of the request.
    const shown = new Notification('A request waits for you', { tag: 'hitl-waiting', icon: plainIcon });
    shown.addEventListener('click', () => {
      window.focus();
      if (location.pathname !== '/' || location.search !== '') location.assign('/');
      shown.close();
    });
  };

  let last;
  const look = async () => {
    const answer = await fetch('/waiting', { redirect: 'manual' }).catch(() => undefined);
    if (!answer?.ok) return;
    const { count, newest = '' } = await answer.json();
    const isNew = last !== undefined && count > 0 && (count > last.count || newest > last.newest);
    last = { count, newest };
    waiting = count;
    showCount();
    if (isNew && document.hidden && 'Notification' in window && isOn()) notify();
  };
  void look();
  setInterval(look, INTERVAL_MS);
  document.addEventListener('visibilitychange', () => document.hidden || void look());
  // The page has been replaced, and with it the title.
  document.addEventListener('hitl:changed', () => {
    showCount();
    void look();
  });

  if (!button || !('Notification' in window) || !window.isSecureContext) return;
  const showButton = () => {
    button.hidden = false;
    const isBlocked = Notification.permission === 'denied';
    // Its text says why it cannot be used, so it keeps its focus.
    if (isBlocked) button.setAttribute('aria-disabled', 'true');
    else button.removeAttribute('aria-disabled');
    button.textContent = isBlocked
      ? 'Your browser blocks notifications of this site'
      : isOn()
        ? 'Stop notifications'
        : 'Notify me of new requests';
  };
  showButton();
  button.addEventListener('click', async () => {
    if (Notification.permission === 'denied') return showButton();
    if (isOn()) localStorage.setItem('notify', 'off');
    else if ((await Notification.requestPermission()) === 'granted') localStorage.setItem('notify', 'on');
    showButton();
  });
})();
