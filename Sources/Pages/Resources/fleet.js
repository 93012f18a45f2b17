// What the page knows of the city: the last picture a watch gave, and the changes since.
// A message with `re` is a whole picture; `runners` without it carries only changed rows and `gone`.

import { cellBox } from '/map/mercator.js';

/** Rows glide to a new place in this time, a little under the server's once a second. */
const glideMs = 950;

export class Fleet {
  constructor() {
    this.runners = new Map();
    this.cells = [];
    this.newestFixTime = 0;
    this.rowsSeen = 0;
  }

  get isWide() {
    return this.cells.length > 0;
  }

  clear() {
    this.runners.clear();
    this.cells = [];
  }

  /** Takes a `runners` message; `at` is the page's clock in milliseconds. */
  takeRunners(message, at) {
    this.cells = [];
    const before = this.runners;
    if (message.re !== undefined && message.re !== null) this.runners = new Map();
    for (const row of message.runners ?? []) this.put(row, before.get(row.id), at);
    for (const id of message.gone ?? []) this.runners.delete(id);
    this.rowsSeen += (message.runners?.length ?? 0) + (message.gone?.length ?? 0);
  }

  /** Takes a `cells` message: it always replaces the picture. */
  takeCells(message) {
    this.runners.clear();
    this.cells = [];
    for (const row of message.cells ?? []) {
      const box = cellBox(row.cell);
      if (box) this.cells.push({ ...row, box });
    }
    this.rowsSeen += this.cells.length;
  }

  put(row, former, at) {
    const runner = { ...former, ...row, movedAt: at };
    const from = former ? placeAt(former, at) : row;
    runner.fromLatitude = from.latitude ?? row.latitude;
    runner.fromLongitude = from.longitude ?? row.longitude;
    this.runners.set(row.id, runner);
    if (row.fixTime > this.newestFixTime) this.newestFixTime = row.fixTime;
  }

  /** Runners by state; of cells only `free` and the rest are known. */
  counts() {
    const counts = { total: 0, free: 0, busy: 0, finishing: 0, silent: 0, orders: 0 };
    for (const runner of this.runners.values()) {
      counts.total += 1;
      counts[runner.state] = (counts[runner.state] ?? 0) + 1;
    }
    for (const cell of this.cells) {
      counts.total += cell.runners;
      counts.free += cell.free;
      counts.busy += cell.runners - cell.free;
    }
    return counts;
  }

  isGliding(at) {
    for (const runner of this.runners.values()) if (at - runner.movedAt < glideMs) return true;
    return false;
  }
}

/** Where a runner is drawn at a moment: on its way from where it was drawn to what was reported. */
export function placeAt(runner, at) {
  const part = Math.min(1, (at - runner.movedAt) / glideMs);
  if (part >= 1 || runner.fromLatitude === undefined) return runner;
  return {
    latitude: runner.fromLatitude + (runner.latitude - runner.fromLatitude) * part,
    longitude: runner.fromLongitude + (runner.longitude - runner.fromLongitude) * part,
  };
}

/** The leg's or the order's stops by kind. */
export const firstPickup = (order) =>
  order.stops?.find((stop) => stop.kind === 'pickup' || stop.kind === 'buy') ?? null;
export const lastDropoff = (order) =>
  order.stops?.findLast((stop) => stop.kind === 'dropoff') ?? null;

/** Ids of the runners that an order's legs name. */
export const runnersOf = (order) =>
  (order.legs ?? []).map((leg) => leg.runner?.id).filter((id) => id !== undefined && id !== null);

/** The pools an order asks for, from the order and its legs, each once. */
export const poolsOf = (order) =>
  [...new Set([...(order.runnerPools ?? []), ...(order.legs ?? []).flatMap((leg) => leg.pools ?? [])])];
