// The dispatcher's page: watches what the map shows, lists orders, opens one order or one runner.

import { Fleet, runnersOf } from '/map/fleet.js';
import { explain, Link, read } from '/map/link.js';
import { boundsOf, boxAround, metersBetween } from '/map/mercator.js';
import { orderPanel, ordersPanel, runnerPanel } from '/map/panel.js';
import { drawScene, orderAt, runnerAt } from '/map/scene.js';
import { groupOf, orderGroups, runnerStates } from '/map/states.js';
import { Stage } from '/map/stage.js';
import { count, h } from '/map/text.js';

const ordersEveryMs = 3000;
const detailEveryMs = 2000;
const ordersMost = 200;
const watchDelayMs = 250;
const searchEveryMs = 3000;
/** A watch is renewed, so that a connection that died silently is noticed. */
const renewEveryMs = 30000;
const world = { south: -85, west: -180, north: 85, east: 180, zoom: 1 };

export class DispatcherPage {
  constructor(shell) {
    this.shell = shell;
    this.fleet = new Fleet();
    this.orders = [];
    this.filter = null;
    this.timers = [];
    this.stage = new Stage(shell, {
      draw: (context, frame, at) => drawScene(context, frame, { ...this.picture(), at }),
      isMoving: (at) => this.fleet.isGliding(at),
      onmove: (byHand) => this.viewMoved(byHand),
    });
    this.link = new Link('/v1/dispatcher', shell.token, '/v1/orders?limit=1', {
      open: () => this.opened(),
      message: (message) => this.take(message),
      state: (word, wait) => this.stage.showLink(word, wait),
      refused: (error) => this.refused(error),
    });
  }

  start() {
    const { view, element } = this.shell;
    view.on('click', (x, y) => this.clicked(x, y));
    view.on('hover', (x, y) => this.hovered(x, y));
    element('zoom').querySelector('[data-fit]').onclick = () => this.findRunners();
    this.link.start();
    this.every(ordersEveryMs, () => this.readOrders());
    this.every(1000, () => this.countSecond());
    this.every(searchEveryMs, () => this.isFitted || this.findRunners());
    this.every(renewEveryMs, () => this.isFitted && this.watch());
    this.renderPanel();
    this.renderCounters();
  }

  stop() {
    this.timers.forEach(clearInterval);
    clearTimeout(this.watchTimer);
    clearInterval(this.detailTimer);
    this.link.stop();
    this.stage.stop();
  }

  every(milliseconds, action) {
    action();
    this.timers.push(setInterval(action, milliseconds));
  }

  refused(error) {
    this.stop();
    this.shell.refused(error);
  }

  picture() {
    return {
      fleet: this.fleet, orders: this.orders, track: this.track,
      chosenOrder: this.order, chosenRunner: this.runnerId ?? runnersOf(this.order ?? {})[0],
    };
  }

  // Watching

  opened() {
    this.shell.showBanner(null);
    if (this.isFitted) this.watch();
    else this.findRunners();
  }

  /** Asks for the whole world, which answers with cells, and fits the view to them. */
  findRunners() {
    this.isFitted = false;
    this.fitTries = 0;
    this.watchId = this.link.send({ type: 'watch', ...world });
  }

  watch() {
    const frame = this.shell.view.frame();
    this.watchId = this.link.send(
      { type: 'watch', ...boundsOf(frame), zoom: Math.round(frame.zoom) });
  }

  viewMoved(byHand) {
    if (this.isFitting) return;
    if (byHand) this.isFitted = true;
    if (!this.isFitted) return;
    clearTimeout(this.watchTimer);
    this.watchTimer = setTimeout(() => this.watch(), watchDelayMs);
  }

  // Cells tell roughly where the runners are; the runners then seen there tell it exactly.
  fitOnce() {
    const isExact = !this.fleet.isWide;
    const places = isExact
      ? withoutOutliers([...this.fleet.runners.values()])
      : this.fleet.cells.filter((cell) => cell.runners > 0).flatMap(({ box }) => [
        { latitude: box.south, longitude: box.west }, { latitude: box.north, longitude: box.east }]);
    const box = boxAround(places);
    if (!box) return;
    this.isFitting = true;
    this.shell.view.fit(box, isExact ? 60 : 0);
    this.isFitting = false;
    // A view still too wide for single runners stays with its cells.
    this.isFitted = isExact || this.fitTries++ > 0;
    this.watch();
  }

  take(message) {
    // What answers a watch that was since replaced would show the wrong place.
    if (message.re && message.re !== this.watchId) return;
    const take = {
      runners: () => this.fleet.takeRunners(message, performance.now()),
      cells: () => this.fleet.takeCells(message),
      error: () => this.shell.showBanner(`${message.code}: ${message.detail ?? message.field ?? ''}`),
      tokenExpiring: () => this.shell.showBanner(
        'The token ends within a minute. Make a new one with “fleetfootd token --role dispatcher”.', 'note'),
    }[message.type];
    if (!take) return;
    take();
    if (!this.isFitted) this.fitOnce();
    this.stage.paint();
    this.renderLegend();
  }

  // Reading

  async readOrders() {
    try {
      const answer = await read(`/v1/orders?limit=${ordersMost}`, this.shell.token);
      this.orders = answer.orders.toSorted((a, b) => (b.createdAt ?? 0) - (a.createdAt ?? 0));
      if (this.readFailed) this.shell.showBanner(null);
      this.readFailed = false;
      if (!this.orderId) this.renderPanel();
      this.renderCounters();
      this.stage.paint();
    } catch (error) {
      if (error.status === 401 || error.status === 403) return this.refused(error);
      this.readFailed = true;
      this.shell.showBanner(explain(error, 'dispatcher'));
    }
  }

  async readOrder(id) {
    try {
      const [order, track] = await Promise.all([
        read(`/v1/orders/${encodeURIComponent(id)}`, this.shell.token),
        read(`/v1/orders/${encodeURIComponent(id)}/track?format=json`, this.shell.token)
          .catch((error) => ({ points: [], problem: explain(error, 'dispatcher') })),
      ]);
      if (this.orderId !== id) return;
      this.order = order;
      this.track = { ...track, lengthMeters: lengthOf(track.points) };
    } catch (error) {
      if (this.orderId !== id) return;
      this.shell.showBanner(explain(error, 'dispatcher'));
    }
    this.renderPanel();
    this.stage.paint();
  }

  async readRunner(id) {
    try {
      const card = await read(`/v1/runners/${encodeURIComponent(id)}`, this.shell.token);
      if (this.runnerId === id) this.card = card;
    } catch (error) {
      if (this.runnerId === id) this.cardProblem = explain(error, 'dispatcher');
    }
    if (this.runnerId === id) this.renderPanel();
  }

  // Choosing

  choose({ orderId = null, runnerId = null }) {
    clearInterval(this.detailTimer);
    Object.assign(this, { orderId, runnerId, track: null, card: null, cardProblem: null });
    this.order = this.orders.find((order) => order.id === orderId) ?? null;
    const refresh = orderId ? () => this.readOrder(orderId) : () => this.readRunner(runnerId);
    if (orderId || runnerId) {
      refresh();
      this.detailTimer = setInterval(refresh, detailEveryMs);
    }
    this.shell.element('panel').scrollTop = 0;
    this.renderPanel();
    this.stage.paint();
  }

  clicked(x, y) {
    const frame = this.shell.view.frame();
    const runnerId = runnerAt(this.fleet, frame, x, y, performance.now());
    const order = runnerId || this.fleet.isWide ? null : orderAt(this.orders, frame, x, y);
    if (runnerId || order || this.orderId || this.runnerId) {
      this.choose({ runnerId, orderId: order?.id ?? null });
    }
  }

  hovered(x, y) {
    const frame = this.shell.view.frame();
    const hit = runnerAt(this.fleet, frame, x, y, performance.now())
      ?? (this.fleet.isWide ? null : orderAt(this.orders, frame, x, y));
    this.shell.element('map').classList.toggle('pointing', Boolean(hit));
  }

  locate() {
    const runner = this.fleet.runners.get(runnersOf(this.order)[0]);
    const places = [...(this.order.stops ?? []), ...(this.track?.points ?? []), runner]
      .filter((place) => Number.isFinite(place?.latitude));
    const box = boxAround(places);
    if (box) this.shell.view.fit(box, 90);
    this.isFitted = true;
    this.viewMoved(true);
  }

  // Showing

  renderPanel() {
    const panel = this.shell.element('panel');
    const onback = () => this.choose({});
    const onchoose = (orderId) => this.choose({ orderId });
    let content;
    if (this.orderId && this.order) {
      content = orderPanel({
        order: this.order, track: this.track, onback, onlocate: () => this.locate(),
        onrunner: (runnerId) => this.choose({ runnerId }),
      });
    } else if (this.runnerId) {
      content = runnerPanel({
        id: this.runnerId, row: this.fleet.runners.get(this.runnerId), card: this.card,
        problem: this.cardProblem, newestFixTime: this.fleet.newestFixTime, onback, onorder: onchoose,
        orders: this.orders.filter((order) =>
          groupOf(order.state).open && runnersOf(order).includes(this.runnerId)),
      });
    } else {
      content = ordersPanel({
        orders: this.orders, filter: this.filter, isFull: this.orders.length >= ordersMost, onchoose,
        onfilter: (filter) => {
          this.filter = filter;
          this.renderPanel();
        },
      });
    }
    replaceKeepingPlace(panel, content);
  }

  renderLegend() {
    const counts = this.fleet.counts();
    const legend = this.shell.element('legend');
    legend.hidden = false;
    // A cell tells how many are free, not what the others do.
    const states = this.fleet.isWide
      ? [runnerStates[0], { ...runnerStates[1], label: 'Not free' }] : runnerStates;
    legend.replaceChildren(
      h('h4', {}, this.fleet.isWide ? 'Runners by cell' : 'Runners in view', h('b', {}, count(counts.total))),
      ...states.map(({ state, label, color }) =>
        h('div', { color }, h('i.dot'), h('span', {}, label), h('b', {}, count(counts[state])))),
      ...(this.fleet.isWide ? [] : [h('h4', {}, 'Orders at pickup')].concat(
        orderGroups.filter((g) => g.open).map(({ label, color }) =>
          h('div', { color }, h('i.diamond'), h('span', {}, label))))));
    const empty = this.shell.element('empty');
    empty.hidden = counts.total > 0;
    empty.textContent = this.isFitted ? 'No runners in this view' : 'Waiting for the first runner…';
    this.renderCounters();
  }

  renderCounters() {
    const counts = this.fleet.counts();
    const byGroup = (group) => this.orders.filter((o) => groupOf(o.state).group === group).length;
    const counter = (label, value, color) =>
      h('div', { color }, h('b', {}, count(value)), h('span', {}, label));
    this.shell.element('counters').replaceChildren(
      counter('runners', counts.total),
      counter('free', counts.free, '#34d399'), counter('busy', counts.busy, '#60a5fa'),
      h('hr'),
      counter('waiting', byGroup('waiting'), '#fbbf24'), counter('stuck', byGroup('stuck'), '#f87171'),
      counter('offered', byGroup('offered'), '#22d3ee'),
      counter('on the way', byGroup('moving'), '#60a5fa'), counter('delivered', byGroup('done'), '#34d399'),
      h('hr'),
      counter('updates/s', this.rate ?? 0));
  }

  countSecond() {
    const seen = this.fleet.rowsSeen - (this.rowsBefore ?? 0);
    this.rowsBefore = this.fleet.rowsSeen;
    this.rate = this.rate === undefined ? seen : this.rate * 0.6 + seen * 0.4;
    if (this.runnerId) this.renderPanel();
    this.renderCounters();
  }
}

/** Places without the outermost fiftieth on each side, so that one lost phone doesn't set the view. */
function withoutOutliers(places) {
  const cut = Math.floor(places.length / 50);
  const inner = (key) => {
    const sorted = places.map((place) => place[key]).sort((a, b) => a - b);
    return [sorted[cut], sorted[sorted.length - 1 - cut]];
  };
  if (places.length === 0) return [];
  const [south, north] = inner('latitude');
  const [west, east] = inner('longitude');
  return [{ latitude: south, longitude: west }, { latitude: north, longitude: east }];
}

function lengthOf(points) {
  return points.slice(1).reduce((sum, point, index) => sum + metersBetween(points[index], point), 0);
}

/** Replaces the panel without losing where a person scrolled or which row has the keyboard. */
function replaceKeepingPlace(panel, content) {
  const top = panel.querySelector('.rows')?.scrollTop ?? 0;
  const key = panel.contains(document.activeElement) ? document.activeElement.dataset?.key : null;
  panel.replaceChildren(...content.flat().filter(Boolean));
  const rows = panel.querySelector('.rows');
  if (rows) rows.scrollTop = top;
  if (key) panel.querySelector(`[data-key="${CSS.escape(key)}"]`)?.focus({ preventScroll: true });
}
