// Small words: elements built without markup strings (so that nothing a customer typed is ever read
// as HTML), and figures written the way people read them.

/** An element: `h('p.hint', {title: '…'}, 'text', child)`; null children are left out. */
export function h(tag, attributes = {}, ...children) {
  const [name, ...classes] = tag.split('.');
  const element = document.createElement(name);
  if (classes.length) element.className = classes.join(' ');
  for (const [key, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (key === 'color') element.style.setProperty('--color', value);
    else if (key.startsWith('on')) element.addEventListener(key.slice(2), value);
    else element.setAttribute(key, value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return element;
}

const counts = new Intl.NumberFormat('en-GB');
export const count = (value) => counts.format(Math.round(value ?? 0));

/** An amount of a currency's minor unit, as `¥8.80`. */
export function money(amount, currency = 'CNY') {
  if (amount === null || amount === undefined) return '–';
  try {
    const format = new Intl.NumberFormat('en-GB', {
      style: 'currency', currency, currencyDisplay: 'narrowSymbol',
    });
    const digits = format.resolvedOptions().maximumFractionDigits;
    return format.format(amount / 10 ** digits);
  } catch {
    return `${amount} ${currency}`;
  }
}

export function meters(value) {
  if (value < 1000) return `${Math.round(value)} m`;
  return `${(value / 1000).toFixed(value < 10000 ? 1 : 0)} km`;
}

export function duration(milliseconds) {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')}`;
}

const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const clockSeconds = new Intl.DateTimeFormat('en-GB', {
  hour: '2-digit', minute: '2-digit', second: '2-digit',
});

export const timeOfDay = (instant) => (Number.isFinite(instant) ? clock.format(instant) : '–');
export const timeWithSeconds = (instant) =>
  Number.isFinite(instant) ? clockSeconds.format(instant) : '–';
