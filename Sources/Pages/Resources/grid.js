// The ground without tiles: latitude and longitude lines on paper grey, and the scale bar.

import { latitudeOf, longitudeOf, metersPerPixel, unitX, unitY } from '/map/mercator.js';

const paper = '#eef2f6';
const minorLine = '#e1e7ee';
const majorLine = '#cdd6e1';
const minorSpacingPixels = 44;
const steps = [45, 15, 5, 2, 1, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005, 0.002, 0.001, 0.0005, 0.0002];

/** Degrees between minor lines: the finest step whose lines stay apart. */
export function stepDegrees(size) {
  const apart = (step) => (step / 360) * size;
  return steps.findLast((step) => apart(step) >= minorSpacingPixels) ?? steps[0];
}

/** Each line of a frame: its degrees, its pixel and whether it is a major one. */
function linesOf(frame, horizontal) {
  const step = stepDegrees(frame.size);
  const degrees = horizontal
    ? [latitudeOf(Math.min(1, (frame.top + frame.height) / frame.size)),
       latitudeOf(Math.max(0, frame.top / frame.size))]
    : [longitudeOf(frame.left / frame.size), longitudeOf((frame.left + frame.width) / frame.size)];
  const most = horizontal ? 85 : 180;
  const lines = [];
  const first = Math.ceil(Math.max(-most, degrees[0]) / step);
  for (let n = first; n * step <= Math.min(most, degrees[1]); n++) {
    const value = n * step;
    const pixel = horizontal
      ? unitY(value) * frame.size - frame.top
      : unitX(value) * frame.size - frame.left;
    lines.push({ value, pixel: Math.round(pixel) + 0.5, major: n % 5 === 0 });
  }
  return lines;
}

/** Paints paper and lines over a whole frame. */
export function drawGrid(context, frame) {
  context.fillStyle = paper;
  context.fillRect(0, 0, frame.width, frame.height);
  context.lineWidth = 1;
  const lines = { across: linesOf(frame, true), down: linesOf(frame, false) };
  for (const major of [false, true]) {
    context.strokeStyle = major ? majorLine : minorLine;
    context.beginPath();
    for (const line of lines.across) {
      if (line.major !== major) continue;
      context.moveTo(0, line.pixel);
      context.lineTo(frame.width, line.pixel);
    }
    for (const line of lines.down) {
      if (line.major !== major) continue;
      context.moveTo(line.pixel, 0);
      context.lineTo(line.pixel, frame.height);
    }
    context.stroke();
  }
}

/** Writes the degrees of major lines along the upper and the left edge. */
export function drawGridLabels(context, frame) {
  const major = Number((stepDegrees(frame.size) * 5).toPrecision(3));
  const digits = (String(major).split('.')[1] ?? '').length;
  context.font = '10.5px system-ui, sans-serif';
  context.fillStyle = '#7b8798';
  context.textBaseline = 'bottom';
  context.textAlign = 'left';
  for (const line of linesOf(frame, true)) {
    if (!line.major || line.pixel < 40) continue;
    const side = line.value < 0 ? 'S' : 'N';
    context.fillText(`${Math.abs(line.value).toFixed(digits)}° ${side}`, 6, line.pixel - 2);
  }
  context.textBaseline = 'top';
  for (const line of linesOf(frame, false)) {
    if (!line.major || line.pixel < 80 || line.pixel > frame.width - 70) continue;
    const side = line.value < 0 ? 'W' : 'E';
    context.fillText(`${Math.abs(line.value).toFixed(digits)}° ${side}`, line.pixel + 4, 5);
  }
}

/** Sets the scale bar to the longest round distance that fits. */
export function showScale(element, frame) {
  const perPixel = metersPerPixel(frame);
  const most = perPixel * 130;
  const power = 10 ** Math.floor(Math.log10(most));
  const distance = [5, 2, 1].map((n) => n * power).find((d) => d <= most) ?? power;
  element.querySelector('i').style.width = `${distance / perPixel}px`;
  element.querySelector('span').textContent =
    distance >= 1000 ? `${distance / 1000} km` : `${distance} m`;
}
