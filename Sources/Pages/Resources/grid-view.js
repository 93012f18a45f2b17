// The map without Leaflet: one ground canvas, pan by dragging, zoom by wheel, double click, keys or
// two fingers. It offers the same five verbs as the Leaflet view: frame, fit, moveTo, zoomBy, on.

import { fitBox, latitudeOf, longitudeOf, unitX, unitY, worldSize } from '/map/mercator.js';
import { drawGrid, drawGridLabels } from '/map/grid.js';

const zoomLeast = 1.5;
const zoomMost = 19;

export class GridView {
  constructor(container, start) {
    this.container = container;
    container.classList.add('grid-view');
    container.tabIndex = 0;
    this.ground = container.appendChild(document.createElement('canvas'));
    this.overlay = container.appendChild(document.createElement('canvas'));
    this.x = unitX(start.longitude);
    this.y = unitY(start.latitude);
    this.zoom = start.zoom;
    this.fingers = new Map();
    this.listeners = { move: () => {}, click: () => {}, hover: () => {} };
    this.resize();
    new ResizeObserver(() => this.resize()).observe(container);
    this.listen();
  }

  on(name, listener) {
    this.listeners[name] = listener;
  }

  frame() {
    const size = worldSize(this.zoom);
    const { width, height } = this;
    return {
      size, width, height, zoom: this.zoom,
      left: this.x * size - width / 2, top: this.y * size - height / 2,
    };
  }

  fit(box, marginPixels = 60, mostZoom = 16) {
    const place = fitBox(box, this.width, this.height, marginPixels, mostZoom);
    this.zoom = place.zoom;
    this.moveTo(place.latitude, place.longitude);
  }

  moveTo(latitude, longitude) {
    this.x = unitX(longitude);
    this.y = unitY(latitude);
    this.moved();
  }

  zoomBy(steps, at = [this.width / 2, this.height / 2]) {
    const next = Math.max(zoomLeast, Math.min(zoomMost, this.zoom + steps));
    const before = worldSize(this.zoom), after = worldSize(next);
    const dx = at[0] - this.width / 2, dy = at[1] - this.height / 2;
    // The place under the pointer stays under it.
    this.x += dx / before - dx / after;
    this.y += dy / before - dy / after;
    this.zoom = next;
    this.moved(true);
  }

  moved(byHand = false) {
    const halfHeight = this.height / 2 / worldSize(this.zoom);
    this.x = Math.max(0, Math.min(1, this.x));
    this.y = Math.max(Math.min(0.5, halfHeight), Math.min(Math.max(0.5, 1 - halfHeight), this.y));
    if (this.groundDue) return this.listeners.move(byHand);
    this.groundDue = true;
    requestAnimationFrame(() => {
      this.groundDue = false;
      const context = this.ground.getContext('2d');
      context.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
      drawGrid(context, this.frame());
      drawGridLabels(context, this.frame());
    });
    this.listeners.move(byHand);
  }

  resize() {
    this.ratio = window.devicePixelRatio || 1;
    this.width = this.container.clientWidth;
    this.height = this.container.clientHeight;
    for (const canvas of [this.ground, this.overlay]) {
      canvas.width = Math.round(this.width * this.ratio);
      canvas.height = Math.round(this.height * this.ratio);
    }
    this.moved();
  }

  /** The canvas to draw on, cleared and scaled to CSS pixels. */
  context() {
    const context = this.overlay.getContext('2d');
    context.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
    context.clearRect(0, 0, this.width, this.height);
    return context;
  }

  listen() {
    const box = this.container;
    box.addEventListener('pointerdown', (event) => this.pressed(event));
    box.addEventListener('pointermove', (event) => this.dragged(event));
    for (const name of ['pointerup', 'pointercancel']) {
      box.addEventListener(name, (event) => this.released(event));
    }
    box.addEventListener('wheel', (event) => {
      event.preventDefault();
      const pixels = event.deltaY * (event.deltaMode === 1 ? 20 : 1);
      this.zoomBy(-pixels / 240, [event.offsetX, event.offsetY]);
    }, { passive: false });
    box.addEventListener('dblclick', (event) => this.zoomBy(1, [event.offsetX, event.offsetY]));
    box.addEventListener('keydown', (event) => this.keyed(event));
  }

  pressed(event) {
    this.container.setPointerCapture(event.pointerId);
    this.fingers.set(event.pointerId, [event.offsetX, event.offsetY]);
    this.travelled = this.fingers.size > 1 ? Infinity : 0;
  }

  dragged(event) {
    const former = this.fingers.get(event.pointerId);
    const here = [event.offsetX, event.offsetY];
    if (!former) return this.listeners.hover(...here);
    const other = [...this.fingers].find(([id]) => id !== event.pointerId)?.[1];
    if (other) {
      const spread = (a) => Math.hypot(a[0] - other[0], a[1] - other[1]);
      this.zoomBy(Math.log2(spread(here) / Math.max(1, spread(former))), other);
    } else {
      this.pan(here[0] - former[0], here[1] - former[1]);
    }
    this.fingers.set(event.pointerId, here);
  }

  pan(dx, dy) {
    const size = worldSize(this.zoom);
    this.travelled += Math.abs(dx) + Math.abs(dy);
    this.x -= dx / size;
    this.y -= dy / size;
    this.moved(true);
  }

  released(event) {
    this.fingers.delete(event.pointerId);
    if (event.type === 'pointerup' && this.travelled < 5) {
      this.listeners.click(event.offsetX, event.offsetY);
    }
  }

  keyed(event) {
    const pans = { ArrowLeft: [80, 0], ArrowRight: [-80, 0], ArrowUp: [0, 80], ArrowDown: [0, -80] };
    if (pans[event.key]) this.pan(...pans[event.key]);
    else if (event.key === '+' || event.key === '=') this.zoomBy(0.5);
    else if (event.key === '-') this.zoomBy(-0.5);
    else return;
    event.preventDefault();
  }

  /** The place under a pixel, for tools and tests. */
  placeAt(x, y) {
    const frame = this.frame();
    return {
      latitude: latitudeOf((frame.top + y) / frame.size),
      longitude: longitudeOf((frame.left + x) / frame.size),
    };
  }
}
