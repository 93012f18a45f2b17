// The live map: reads the address, asks for a token where none is given, and hands over to the
// dispatcher's page or, with `order=` in the address, to the customer's.
// The address carries its words in the fragment, which browsers never send:
// `#token=…`, `#order=ord_…&token=…`, and optionally `tiles=` with a tile address.

import { DispatcherPage } from '/map/dispatcher.js';
import { TrackPage } from '/map/track.js';
import { GridView } from '/map/grid-view.js';
import { LeafletView } from '/map/leaflet-view.js';
import { claimsOf, explain } from '/map/link.js';

const tokenKey = 'fleetfoot.token';
const element = (id) => document.getElementById(id);
const words = new URLSearchParams(location.hash.slice(1));
const orderId = words.get('order');
const role = orderId ? 'customer' : 'dispatcher';
let page = null;

/** Takes the token out of the address, so that it isn't shared with a copied link. */
function takeToken() {
  const given = words.get('token');
  if (!given) return sessionStorage.getItem(`${tokenKey}.${role}`);
  sessionStorage.setItem(`${tokenKey}.${role}`, given);
  words.delete('token');
  const rest = words.toString();
  history.replaceState(null, '', location.pathname + (rest ? `#${rest}` : ''));
  return given;
}

function makeView() {
  const start = { latitude: 31.2304, longitude: 121.4737, zoom: 11 };
  const container = element('map');
  if (window.L) return new LeafletView(container, start, words.get('tiles'));
  return new GridView(container, start);
}

function showBanner(text, kind = 'error') {
  const banner = element('banner');
  banner.hidden = !text;
  banner.dataset.kind = kind;
  banner.textContent = text ?? '';
}

function askForToken(reason) {
  element('gate').hidden = false;
  if (reason) element('gate-why').textContent = reason;
  element('gate-token').focus();
}

function open(token) {
  element('gate').hidden = true;
  showBanner(null);
  page?.stop();
  const claims = claimsOf(token);
  if (claims?.exp && claims.exp * 1000 < Date.now()) return refused({ status: 401 });
  const shell = { element, token, claims, view, showBanner, refused, words };
  page = orderId ? new TrackPage(shell, orderId) : new DispatcherPage(shell);
  page.start();
}

function refused(error) {
  showBanner(error.status === 404 ? 'There is no such order for this token.' : explain(error, role));
  sessionStorage.removeItem(`${tokenKey}.${role}`);
  askForToken();
}

element('mode').textContent = orderId ? 'Order tracking' : 'Live map';
element('gate-form').addEventListener('submit', (event) => {
  event.preventDefault();
  const token = element('gate-token').value.trim();
  if (!token) return;
  sessionStorage.setItem(`${tokenKey}.${role}`, token);
  open(token);
});
if (orderId) {
  document.body.classList.add('tracking');
  element('gate').querySelector('h1').textContent = 'Follow an order';
  element('gate-why').textContent = 'This page needs the token of the order’s customer. It stays in this tab.';
  element('gate').querySelector('code').textContent = 'fleetfootd token --role customer';
}
addEventListener('hashchange', () => location.reload());

const token = takeToken();
const view = makeView();
for (const button of element('zoom').querySelectorAll('[data-zoom]')) {
  button.addEventListener('click', () => view.zoomBy(Number(button.dataset.zoom)));
}
if (token) open(token);
else askForToken();
