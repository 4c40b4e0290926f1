// Shows times and relative times in the reader's language and time zone. The exact UTC time is beside it, and in the title.
(() => {
  'use strict';
  const { language } = navigator;
  const relativeFormat = new Intl.RelativeTimeFormat(language, { style: 'short' });
  // A unit is used from twice its length on: 90 minutes, not 1 hour.
  const UNITS = [
    ['day', 86_400],
    ['hour', 3_600],
    ['minute', 60],
  ];
  const relative = (iso) => {
    const ahead = (Date.parse(iso) - Date.now()) / 1000;
    const [unit, size] = UNITS.find(([, seconds]) => Math.abs(ahead) >= 2 * seconds) ?? ['second', 1];
    return relativeFormat.format(Math.round(ahead / size), unit);
  };
  const toTheMinute = { day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit' };
  const zoned = (more) => {
    const format = new Intl.DateTimeFormat(language, { ...toTheMinute, ...more, timeZoneName: 'short' });
    return (iso) => format.format(new Date(iso));
  };
  // The date too, if it is another day in UTC.
  const utc = (time) => {
    const at = new Date(time.dateTime);
    if (at.getTimezoneOffset() === 0) return '';
    const iso = at.toISOString();
    const clock = iso.slice(11, time.dataset.show === 'second' ? 19 : 16);
    return ` · ${at.getDate() === at.getUTCDate() ? '' : `${iso.slice(0, 10)} `}${clock} UTC`;
  };
  const SHOW = { relative, absolute: zoned({}), second: zoned({ second: '2-digit' }) };
  const showTimes = () => {
    for (const time of document.querySelectorAll('time[data-show]')) {
      // The server writes it in UTC.
      if (!time.title) time.title = time.textContent.trim();
      const text = SHOW[time.dataset.show](time.dateTime) + (time.dataset.utc ? utc(time) : '');
      if (time.textContent === text) continue;
      time.textContent = text;
      time.lang = language;
    }
  };
  showTimes();
  setInterval(showTimes, 10_000);
  document.addEventListener('hitl:changed', showTimes);
})();
