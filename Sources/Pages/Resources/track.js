// The customer's page: one order, followed over the customer socket. After a lost connection it
// resumes with the last `seq`, so that no event is missed and none is shown twice.

import { lastDropoff } from '/map/fleet.js';
import { Link, read } from '/map/link.js';
import { boxAround, project } from '/map/mercator.js';
import { chip } from '/map/panel.js';
import { drawMarker, drawStops } from '/map/scene.js';
import { groupOf, labelOf } from '/map/states.js';
import { Stage } from '/map/stage.js';
import { count, duration, h, money, timeOfDay, timeWithSeconds } from '/map/text.js';

const glideMs = 1200;
const steps = [
  { label: 'Order placed', states: ['awaitingPayment', 'scheduled', 'matching', 'waitingForPool', 'noTaker', 'offered'] },
  { label: 'Runner found', states: ['assigned'] },
  { label: 'At the pickup', states: ['atPickup'] },
  { label: 'On the way to you', states: ['pickedUp', 'atStation'] },
  { label: 'At your door', states: ['atDropoff'] },
  { label: 'Delivered', states: ['delivered'] },
];

export class TrackPage {
  constructor(shell, orderId) {
    Object.assign(this, { shell, orderId, seq: null, order: null, position: null, trail: [], events: [] });
    this.stage = new Stage(shell, {
      draw: (context, frame, at) => this.draw(context, frame, at),
      isMoving: (at) => this.position !== null && at - this.position.movedAt < glideMs,
      onmove: (byHand) => { this.movedByHand ||= byHand; },
    });
    this.link = new Link('/v1/customer', shell.token, `/v1/orders/${encodeURIComponent(orderId)}`, {
      open: () => this.subscribe(),
      message: (message) => this.take(message),
      state: (word, wait) => this.stage.showLink(word, wait),
      refused: (error) => this.shell.refused(error),
    });
  }

  start() {
    this.shell.element('counters').replaceChildren();
    this.shell.element('zoom').querySelector('[data-fit]').onclick = () => this.fit();
    this.link.start();
    this.render();
  }

  stop() {
    this.link.stop();
    this.stage.stop();
  }

  subscribe() {
    const since = this.seq === null ? {} : { since: this.seq };
    this.link.send({ type: 'subscribe', order: this.orderId, ...since });
  }

  take(message) {
    if (message.order && (message.order.id ?? message.order) !== this.orderId) return;
    if (message.type === 'snapshot') this.takeSnapshot(message);
    else if (message.type === 'event') this.takeEvent(message);
    else if (message.type === 'position') this.takePosition(message);
    else if (message.type === 'ended') this.takeEnd(message);
    else if (message.type === 'error') this.takeError(message);
    else return;
    this.render();
    this.stage.paint();
  }

  takeSnapshot({ order, seq, position }) {
    Object.assign(this, { order, seq });
    if (position) this.takePosition(position);
    this.shell.showBanner(null);
    if (!this.movedByHand) this.fit();
  }

  takeEvent(event) {
    if (this.seq !== null && event.seq <= this.seq) return;
    this.seq = event.seq;
    const isNewState = this.order && event.state && event.state !== this.order.state;
    if (this.order) Object.assign(this.order, { state: event.state ?? this.order.state, reason: event.reason });
    this.events.unshift(event);
    // A new assignment shows another runner, whose former one's marker must not stay.
    if (this.position && event.epoch !== this.position.epoch) this.clearPosition();
    if (isNewState) this.readOrder();
  }

  takePosition(position) {
    const at = performance.now();
    const from = this.position ? this.placeAt(at) : position;
    this.position = { ...position, from, movedAt: at };
    const last = this.trail.at(-1);
    if (last?.latitude !== position.latitude || last?.longitude !== position.longitude) {
      this.trail.push({ latitude: position.latitude, longitude: position.longitude });
    }
  }

  takeEnd({ state, reason }) {
    this.hasEnded = true;
    if (this.order) Object.assign(this.order, { state, reason });
    this.clearPosition();
    this.link.stop();
    this.stage.showLink('refused');
  }

  takeError(message) {
    const unknown = message.code === 'notFound';
    this.shell.showBanner(unknown
      ? 'There is no such order for this token.' : `${message.code}: ${message.detail ?? ''}`);
  }

  clearPosition() {
    this.position = null;
    this.trail = [];
  }

  async readOrder() {
    try {
      const order = await read(`/v1/orders/${encodeURIComponent(this.orderId)}`, this.shell.token);
      if (!this.order || order.version >= (this.order.version ?? 0)) this.order = order;
      this.render();
      this.stage.paint();
    } catch {
      // The next event or reconnection reads it again; what is shown stays true meanwhile.
    }
  }

  placeAt(at) {
    const { from, latitude, longitude, movedAt } = this.position;
    const part = Math.min(1, (at - movedAt) / glideMs);
    return {
      latitude: from.latitude + (latitude - from.latitude) * part,
      longitude: from.longitude + (longitude - from.longitude) * part,
    };
  }

  fit() {
    const places = [...(this.order?.stops ?? []), this.position]
      .filter((place) => Number.isFinite(place?.latitude));
    const box = boxAround(places);
    if (box) this.shell.view.fit(box, 80);
  }

  draw(context, frame, at) {
    if (this.trail.length > 1) this.drawTrail(context, frame);
    if (this.order) drawStops(context, frame, this.order.stops ?? []);
    if (!this.position) return;
    const { latitude, longitude } = this.placeAt(at);
    drawMarker(context, project(frame, latitude, longitude), '#2563eb', this.position.headingDegrees);
  }

  drawTrail(context, frame) {
    context.beginPath();
    for (const { latitude, longitude } of this.trail) context.lineTo(...project(frame, latitude, longitude));
    context.lineJoin = context.lineCap = 'round';
    context.lineWidth = 4;
    context.strokeStyle = 'rgba(37, 99, 235, 0.45)';
    context.stroke();
    context.lineWidth = 1;
  }

  render() {
    const panel = this.shell.element('panel');
    if (!this.order) return panel.replaceChildren(h('p.nothing', {}, 'Waiting for the order…'));
    const { order } = this;
    panel.replaceChildren(
      h('div.headline', { color: groupOf(order.state).color },
        h('h2', {}, this.headline()), h('p', {}, this.arrival())),
      stepList(order.state),
      this.runnerCard() ?? '',
      h('dl.fields', {},
        pair('Order', order.number ?? order.id),
        pair('To', lastDropoff(order)?.address ?? '–'),
        pair('Price', money(order.price?.total, order.price?.currency)),
        order.promisedBy ? pair('Promised by', timeOfDay(order.promisedBy)) : '',
        this.position ? pair('Position', `${timeWithSeconds(this.position.fixTime)}, ${count(this.trail.length)} points`) : ''),
      this.events.length ? h('h3', {}, 'What happened') : '',
      h('ol.events', {}, this.events.slice(0, 12).map((event) =>
        h('li', {}, h('time', {}, timeWithSeconds(event.at)), chip(event.state),
          event.reason ? h('small.muted', {}, event.reason) : null))));
  }

  headline() {
    const { state } = this.order;
    const words = {
      delivered: 'Delivered', cancelled: 'Cancelled', failed: 'Could not be delivered', returned: 'Returned to the sender',
      returning: 'On the way back', noTaker: 'Nobody is free right now', offered: 'Asking a runner', matching: 'Looking for a runner',
    };
    return words[state] ?? steps.find((step) => step.states.includes(state))?.label ?? labelOf(state);
  }

  arrival() {
    if (!groupOf(this.order.state).open) return this.order.reason ?? 'This order is closed.';
    const seconds = this.position?.remainingSeconds;
    if (Number.isFinite(seconds)) return seconds < 60 ? 'Arrives any moment' : `Arrives in about ${duration(seconds * 1000)}`;
    const eta = this.order.eta?.dropoff;
    return eta ? `Expected about ${timeOfDay(eta)}` : 'The arrival time comes with the runner.';
  }

  runnerCard() {
    const runner = this.order.legs?.findLast((leg) => leg.runner)?.runner;
    if (!runner) return null;
    return h('div.card', { color: '#2563eb' }, h('div.row-top', {}, h('b', {}, runner.name ?? 'Your runner'),
      runner.rating ? h('span.muted', {}, `★ ${runner.rating}`) : null),
      runner.vehicle ? h('small.muted', {}, runner.vehicle) : null);
  }
}

const pair = (name, value) => h('div.field', {}, h('dt', {}, name), h('dd', {}, value));

function stepList(state) {
  const now = steps.findIndex((step) => step.states.includes(state));
  if (now < 0) return '';
  return h('ol.steps', {}, steps.map((step, index) =>
    h('li', { 'data-step': index < now || state === 'delivered' ? 'done' : index === now ? 'now' : 'next' }, step.label)));
}
