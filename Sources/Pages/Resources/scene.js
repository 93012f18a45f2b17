// What moves on the ground: cells, orders, runners, one order's track. Drawn on a single canvas, in
// one path per colour, so that five thousand runners stay cheap.

import { project } from '/map/mercator.js';
import { firstPickup, lastDropoff, placeAt } from '/map/fleet.js';
import { groupOf, runnerColor, runnerStates } from '/map/states.js';
import { count } from '/map/text.js';

const ink = '#16202e';
const trackColor = '#2563eb';
const pickupColor = '#0f766e';
const dropoffColor = '#be123c';

const isNear = ([x, y], frame, margin = 20) =>
  x > -margin && y > -margin && x < frame.width + margin && y < frame.height + margin;

/** Draws one picture: `{fleet, orders, chosenRunner, chosenOrder, track, at}`. */
export function drawScene(context, frame, picture) {
  const scene = { context, frame, ...picture };
  drawCells(scene);
  if (!picture.fleet.isWide) drawOrders(scene);
  if (picture.track) drawTrack(scene);
  drawRunners(scene);
  if (picture.chosenRunner) drawChosenRunner(scene);
  if (picture.chosenOrder) drawStops(context, frame, picture.chosenOrder.stops ?? []);
}

function drawCells({ context, frame, fleet }) {
  const most = Math.max(1, ...fleet.cells.map((cell) => cell.runners));
  for (const cell of fleet.cells) {
    const [x0, y0] = project(frame, cell.box.north, cell.box.west);
    const [x1, y1] = project(frame, cell.box.south, cell.box.east);
    if (x1 < 0 || y1 < 0 || x0 > frame.width || y0 > frame.height) continue;
    const strength = Math.sqrt(cell.runners / most);
    context.fillStyle = `rgba(37, 99, 235, ${0.05 + 0.25 * strength})`;
    context.fillRect(x0, y0, x1 - x0, y1 - y0);
    context.strokeStyle = 'rgba(37, 99, 235, 0.25)';
    context.strokeRect(Math.round(x0) + 0.5, Math.round(y0) + 0.5, x1 - x0, y1 - y0);
    drawCellCount(context, (x0 + x1) / 2, (y0 + y1) / 2, cell, strength, x1 - x0);
  }
}

// A ring: its green share is the free runners, its number all of them.
function drawCellCount(context, x, y, cell, strength, widthPixels) {
  const radius = Math.min(Math.max(6, widthPixels * 0.42), 11 + 13 * strength);
  const turn = cell.runners > 0 ? (cell.free / cell.runners) * 2 * Math.PI : 0;
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.fillStyle = '#fff';
  context.fill();
  context.lineWidth = 3;
  for (const [from, to, state] of [[0, turn, 'free'], [turn, 2 * Math.PI, 'busy']]) {
    if (to - from < 1e-6) continue;
    context.beginPath();
    context.arc(x, y, radius - 1.5, from - Math.PI / 2, to - Math.PI / 2);
    context.strokeStyle = runnerColor(state);
    context.stroke();
  }
  context.lineWidth = 1;
  if (radius < 9) return;
  context.fillStyle = ink;
  context.font = `600 ${Math.round(9 + 3 * strength)}px system-ui, sans-serif`;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.fillText(count(cell.runners), x, y + 0.5);
}

// Open orders: a small diamond at the pickup while nobody has the goods.
function drawOrders({ context, frame, orders, chosenOrder, chosenRunner }) {
  context.globalAlpha = chosenOrder || chosenRunner ? 0.35 : 1;
  for (const order of orders) {
    const group = groupOf(order.state);
    const stop = firstPickup(order);
    const goodsTaken = ['pickedUp', 'atStation', 'atDropoff', 'returning'].includes(order.state);
    if (!group.open || !stop || goodsTaken || order.id === chosenOrder?.id) continue;
    const place = project(frame, stop.latitude, stop.longitude);
    if (!isNear(place, frame)) continue;
    context.save();
    context.translate(...place);
    context.rotate(Math.PI / 4);
    context.fillStyle = '#fff';
    context.fillRect(-5, -5, 10, 10);
    context.fillStyle = group.color;
    context.fillRect(-3.5, -3.5, 7, 7);
    context.restore();
  }
  context.globalAlpha = 1;
}

function drawTrack({ context, frame, track }) {
  const epochs = Map.groupBy(track.points, (point) => `${point.leg}/${point.epoch}`);
  context.lineJoin = context.lineCap = 'round';
  for (const points of epochs.values()) {
    context.beginPath();
    points.forEach((point, index) => {
      const place = project(frame, point.latitude, point.longitude);
      if (index === 0) context.moveTo(...place);
      else context.lineTo(...place);
    });
    for (const [width, color] of [[6, '#fff'], [3.5, trackColor]]) {
      context.lineWidth = width;
      context.strokeStyle = color;
      context.stroke();
    }
  }
  context.lineWidth = 1;
}

// With one order or runner chosen the others step back.
function drawRunners({ context, frame, fleet, at, chosenOrder, chosenRunner }) {
  const radius = frame.zoom < 12 ? 3.2 : frame.zoom < 14 ? 4.2 : 5.4;
  const paths = new Map(runnerStates.map(({ state }) => [state, new Path2D()]));
  for (const runner of fleet.runners.values()) {
    const { latitude, longitude } = placeAt(runner, at);
    const [x, y] = project(frame, latitude, longitude);
    const path = paths.get(runner.state);
    if (!path || !isNear([x, y], frame)) continue;
    path.moveTo(x + radius, y);
    path.arc(x, y, radius, 0, 2 * Math.PI);
  }
  context.globalAlpha = chosenOrder || chosenRunner ? 0.3 : 1;
  context.lineWidth = 2;
  context.strokeStyle = 'rgba(255, 255, 255, 0.95)';
  for (const [state, path] of paths) {
    context.stroke(path);
    context.fillStyle = runnerColor(state);
    context.fill(path);
  }
  context.lineWidth = 1;
  context.globalAlpha = 1;
}

function drawChosenRunner({ context, frame, fleet, chosenRunner, at }) {
  const runner = fleet.runners.get(chosenRunner);
  if (!runner) return;
  const { latitude, longitude } = placeAt(runner, at);
  drawMarker(context, project(frame, latitude, longitude), runnerColor(runner.state));
}

/** A runner that stands out: a halo, and an arrow where a heading is known. */
export function drawMarker(context, [x, y], color, headingDegrees) {
  context.beginPath();
  context.arc(x, y, 17, 0, 2 * Math.PI);
  context.globalAlpha = 0.18;
  context.fillStyle = color;
  context.fill();
  context.globalAlpha = 1;
  if (Number.isFinite(headingDegrees)) {
    context.save();
    context.translate(x, y);
    context.rotate((headingDegrees * Math.PI) / 180);
    context.beginPath();
    context.moveTo(0, -17);
    context.lineTo(6, -8);
    context.lineTo(-6, -8);
    context.fill();
    context.restore();
  }
  context.beginPath();
  context.arc(x, y, 8, 0, 2 * Math.PI);
  context.fill();
  context.lineWidth = 3;
  context.strokeStyle = '#fff';
  context.stroke();
  context.lineWidth = 1;
}

/** Numbered pins: pickups teal, drop-offs red, the rest grey. */
export function drawStops(context, frame, stops) {
  stops.forEach((stop, index) => {
    if (!Number.isFinite(stop.latitude)) return;
    const [x, y] = project(frame, stop.latitude, stop.longitude);
    const color = { pickup: pickupColor, buy: pickupColor, dropoff: dropoffColor }[stop.kind] ?? '#475569';
    context.beginPath();
    context.moveTo(x, y);
    context.bezierCurveTo(x - 4, y - 9, x - 11, y - 13, x - 11, y - 21);
    context.arc(x, y - 21, 11, Math.PI, 0);
    context.bezierCurveTo(x + 11, y - 13, x + 4, y - 9, x, y);
    context.fillStyle = color;
    context.fill();
    context.lineWidth = 2;
    context.strokeStyle = '#fff';
    context.stroke();
    context.lineWidth = 1;
    context.fillStyle = '#fff';
    context.font = '700 12px system-ui, sans-serif';
    context.textAlign = 'center';
    context.textBaseline = 'middle';
    context.fillText(String(index + 1), x, y - 20.5);
  });
}

/** The id of the runner nearest to a pixel, within a finger's reach, or null. */
export function runnerAt(fleet, frame, x, y, at) {
  let best = null;
  let bestSquare = 14 ** 2;
  for (const runner of fleet.runners.values()) {
    const place = placeAt(runner, at);
    const [px, py] = project(frame, place.latitude, place.longitude);
    const square = (px - x) ** 2 + (py - y) ** 2;
    if (square < bestSquare) [best, bestSquare] = [runner.id, square];
  }
  return best;
}

/** The open order whose diamond is under a pixel, or null. */
export function orderAt(orders, frame, x, y) {
  for (const order of orders) {
    const stop = firstPickup(order) ?? lastDropoff(order);
    if (!stop || !groupOf(order.state).open) continue;
    const [px, py] = project(frame, stop.latitude, stop.longitude);
    if (Math.abs(px - x) + Math.abs(py - y) < 9) return order;
  }
  return null;
}
