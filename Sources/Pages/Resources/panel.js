// The side panel: the list of orders, one order, one runner. Built from plain values; it asks for
// nothing itself and calls back what a person chose.

import { poolsOf } from '/map/fleet.js';
import { groupOf, labelOf, orderGroups, runnerColor } from '/map/states.js';
import { count, duration, h, meters, money, timeOfDay, timeWithSeconds } from '/map/text.js';

export const chip = (state, color = groupOf(state).color) => h('span.chip', { color }, labelOf(state));

const field = (name, ...value) => h('div.field', {}, h('dt', {}, name), h('dd', {}, ...value));

const poolChips = (pools) => pools.map((pool) => h('span.tag', {}, pool));

const numberOf = (order) => order.number ?? order.id;

/** The list: a filter by group with counts, then one row an order, newest first. */
export function ordersPanel({ orders, filter, chosen, isFull, onfilter, onchoose }) {
  const shown = filter ? orders.filter((order) => groupOf(order.state).group === filter) : orders;
  return [
    h('div.panel-head', {}, h('h2', {}, 'Orders'),
      h('span.muted', {}, isFull ? `latest ${count(orders.length)}` : count(orders.length))),
    filterBar(orders, filter, onfilter),
    shown.length === 0
      ? h('p.nothing', {}, orders.length === 0 ? 'No orders yet.' : 'No orders in this state.')
      : h('ul.rows', {}, shown.map((order) => orderRow(order, chosen, onchoose))),
  ];
}

function filterBar(orders, filter, onfilter) {
  const counts = new Map();
  for (const order of orders) {
    const { group } = groupOf(order.state);
    counts.set(group, (counts.get(group) ?? 0) + 1);
  }
  const button = (group, label, color, total) =>
    h('button', { type: 'button', color, 'aria-pressed': String(filter === group),
                  onclick: () => onfilter(group) }, h('i'), label, h('b', {}, count(total)));
  return h('div.filters', {}, button(null, 'All', '#94a3b8', orders.length),
    orderGroups.map((g) => button(g.group, g.label, g.color, counts.get(g.group) ?? 0)));
}

function orderRow(order, chosen, onchoose) {
  const to = order.stops?.findLast((stop) => stop.kind === 'dropoff');
  return h('li', {},
    h('button.row', { type: 'button', color: groupOf(order.state).color,
                      'aria-current': String(order.id === chosen), 'data-key': order.id,
                      onclick: () => onchoose(order.id) },
      h('span.row-top', {}, h('b', {}, numberOf(order)), chip(order.state)),
      h('span.row-sub', {},
        h('span.row-to', {}, to?.address ?? order.type ?? ''), poolChips(poolsOf(order)),
        h('span.muted', {}, timeOfDay(order.createdAt)))));
}

const back = (label, onback) =>
  h('button.back', { type: 'button', onclick: onback }, '‹ ', label);

/** One order: state, price, stops, legs and what its track says. */
export function orderPanel({ order, track, onback, onrunner, onlocate }) {
  const price = order.price ?? {};
  return [
    back('All orders', onback),
    h('div.panel-head', {}, h('h2', {}, numberOf(order)), chip(order.state)),
    order.reason ? h('p.reason', {}, order.reason) : null,
    h('dl.fields', {},
      field('Price', h('b', {}, money(price.total, price.currency)), priceParts(price)),
      field('Pools', poolsOf(order).length ? poolChips(poolsOf(order)) : 'any runner'),
      field('Placed', timeWithSeconds(order.createdAt)),
      order.promisedBy ? field('Promised by', timeOfDay(order.promisedBy)) : null,
      order.eta?.dropoff ? field('Arrives about', timeOfDay(order.eta.dropoff)) : null,
      order.externalId ? field('Reference', order.externalId) : null,
      field('Id', h('code', {}, order.id))),
    h('h3', {}, 'Stops', h('button.small', { type: 'button', onclick: onlocate }, 'Show on map')),
    h('ol.stops', {}, (order.stops ?? []).map(stopRow)),
    h('h3', {}, 'Legs'),
    (order.legs ?? []).map((leg) => legCard(leg, onrunner)),
    h('h3', {}, 'Track'),
    trackLine(track),
  ];
}

function priceParts(price) {
  const parts = ['base', 'distance', 'addition'].filter((part) => price[part]);
  if (parts.length < 2) return null;
  return h('small.muted', {},
    parts.map((part) => `${part} ${money(price[part], price.currency)}`).join(' + '));
}

const stopRow = (stop) =>
  h('li', { 'data-kind': stop.kind },
    h('b', {}, { pickup: 'Pick up', buy: 'Buy', wait: 'Wait', dropoff: 'Drop off' }[stop.kind] ?? stop.kind),
    h('span', {}, stop.address ?? `${stop.latitude?.toFixed(5)}, ${stop.longitude?.toFixed(5)}`),
    stop.contact?.name ? h('small.muted', {}, stop.contact.name) : null,
    stop.note ? h('small.muted', {}, `“${stop.note}”`) : null);

function legCard(leg, onrunner) {
  const runner = leg.runner;
  const name = runner ? (runner.name ?? runner.id ?? 'a runner') : 'nobody yet';
  return h('div.card', { color: groupOf(leg.state).color },
    h('div.row-top', {}, h('b', {}, `Leg ${leg.index + 1}`), chip(leg.state)),
    h('dl.fields', {},
      field('Runner', runner?.id
        ? h('button.link', { type: 'button', onclick: () => onrunner(runner.id) }, name)
        : name, runner?.vehicle ? h('small.muted', {}, runner.vehicle) : null),
      field('Assignment', leg.epoch ? `no. ${leg.epoch}` : 'none so far'),
      field('Goods with', leg.holder ?? '–'),
      leg.pools?.length ? field('Pools', poolChips(leg.pools)) : null));
}

function trackLine(track) {
  if (!track) return h('p.muted', {}, 'Reading…');
  if (track.problem) return h('p.muted', {}, track.problem);
  if (track.points.length === 0) return h('p.muted', {}, 'No points: nobody is on the way yet.');
  const first = track.points[0], last = track.points.at(-1);
  const late = track.points.filter((point) => point.late).length;
  return h('p', {}, h('b', {}, count(track.points.length)), ' points over ',
    h('b', {}, meters(track.lengthMeters)), ', ', duration(last.fixTime - first.fixTime),
    late ? `, ${late} late` : '', track.gaps?.length ? `, ${track.gaps.length} gaps` : '',
    h('small.muted', {}, ` last at ${timeWithSeconds(last.fixTime)}`));
}

/** One runner: the live row, the registered card, and the orders it carries. */
export function runnerPanel({ id, row, card, problem, orders, newestFixTime, onback, onorder }) {
  const state = row?.state ?? card?.state;
  const load = row?.load ?? card?.load ?? {};
  const capacity = card?.capacity ?? {};
  const pools = row?.pools ?? card?.pools ?? [];
  return [
    back('All orders', onback),
    h('div.panel-head', {}, h('h2', {}, card?.name ?? id),
      state ? chip(state, runnerColor(state)) : null),
    problem ? h('p.reason', {}, problem) : null,
    h('dl.fields', {},
      field('Load', loadBar(load.orders ?? 0, capacity.orders, 'orders'),
        capacity.grams ? loadBar((load.grams ?? 0) / 1000, capacity.grams / 1000, 'kg') : null),
      field('Pools', pools.length ? poolChips(pools) : 'none'),
      card?.vehicle ? field('Vehicle', card.vehicle) : null,
      card?.duty ? field('Duty', card.duty) : null,
      card && 'verified' in card ? field('Verified', card.verified ? 'yes' : 'no') : null,
      row ? field('Last fix', `${timeWithSeconds(row.fixTime)}, ${duration(newestFixTime - row.fixTime)} ago`)
          : field('Last fix', 'not in this view'),
      row ? field('Place', `${row.latitude.toFixed(5)}, ${row.longitude.toFixed(5)}`) : null,
      field('Id', h('code', {}, id))),
    h('h3', {}, 'Orders'),
    orders.length
      ? h('ul.rows', {}, orders.map((order) => orderRow(order, null, onorder)))
      : h('p.nothing', {}, 'Carries nothing in the list.'),
  ];
}

function loadBar(value, most, unit) {
  const figure = Number.isInteger(value) ? value : value.toFixed(1);
  const text = most ? `${figure} of ${most} ${unit}` : `${figure} ${unit}`;
  const bar = h('meter', { min: 0, max: most || 1, value: most ? value : 0, title: text });
  return h('div.load', {}, most ? bar : null, text);
}
