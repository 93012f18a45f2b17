// The map with Leaflet, where the daemon serves it: Leaflet pans and zooms, a GridLayer paints the
// ground (or `tiles=` from the address shows a tile server that the policy allows), and the scene
// draws on one canvas that Leaflet scales along while it zooms.

import { boundsOf, worldSize } from '/map/mercator.js';
import { drawGrid } from '/map/grid.js';

export class LeafletView {
  constructor(container, start, tiles) {
    const L = window.L;
    this.map = L.map(container, {
      crs: L.CRS.EPSG3857, zoomControl: false, attributionControl: Boolean(tiles),
      minZoom: 2, maxZoom: 19, wheelPxPerZoomLevel: 90,
      maxBounds: [[-86, -200], [86, 200]],
    }).setView([start.latitude, start.longitude], start.zoom);
    this.listeners = { move: () => {}, click: () => {}, hover: () => {} };
    (tiles ? L.tileLayer(tiles, { maxZoom: 19 }) : gridLayer(L)).addTo(this.map);
    this.addOverlay(L);
    this.map.on('click', ({ containerPoint: p }) => this.listeners.click(p.x, p.y));
    this.map.on('mousemove', ({ containerPoint: p }) => this.listeners.hover(p.x, p.y));
    this.map.on('dragstart', () => { this.byHand = true; });
    container.addEventListener('wheel', () => { this.byHand = true; }, { passive: true });
    new ResizeObserver(() => this.map.invalidateSize({ pan: false })).observe(container);
  }

  on(name, listener) {
    this.listeners[name] = listener;
  }

  frame() {
    const zoom = this.map.getZoom();
    const { x: width, y: height } = this.map.getSize();
    const corner = this.map.getPixelBounds().min;
    return { size: worldSize(zoom), width, height, zoom, left: corner.x, top: corner.y };
  }

  fit(box, marginPixels = 60, mostZoom = 16) {
    this.map.fitBounds([[box.south, box.west], [box.north, box.east]], {
      padding: [marginPixels, marginPixels], maxZoom: mostZoom, animate: false,
    });
  }

  moveTo(latitude, longitude) {
    this.map.panTo([latitude, longitude]);
  }

  zoomBy(steps) {
    this.byHand = true;
    this.map.setZoom(this.map.getZoom() + steps);
  }

  addOverlay(L) {
    this.overlay = L.DomUtil.create('canvas', 'scene leaflet-zoom-animated', this.map.getPanes().overlayPane);
    const moved = () => {
      const { x, y } = this.map.getSize();
      const ratio = window.devicePixelRatio || 1;
      const wanted = [Math.round(x * ratio), Math.round(y * ratio)];
      if (this.overlay.width !== wanted[0] || this.overlay.height !== wanted[1]) {
        [this.overlay.width, this.overlay.height] = wanted;
        this.overlay.style.width = `${x}px`;
        this.overlay.style.height = `${y}px`;
      }
      this.shown = boundsOf(this.frame());
      this.listeners.move(Boolean(this.byHand));
      this.byHand = false;
    };
    this.map.on('move zoom resize viewreset', moved);
    this.map.on('zoomstart', () => { this.isZooming = true; });
    this.map.on('zoomend', () => { this.isZooming = false; moved(); });
    // As Leaflet moves its own image overlays: the picture's corner at the zoom that is coming.
    this.map.on('zoomanim', ({ center, zoom }) => {
      const corner = this.map.project([this.shown.north, this.shown.west], zoom);
      const middle = this.map.project(center, zoom);
      const half = this.map.getSize().divideBy(2);
      const origin = middle.subtract(half)._round().add(L.DomUtil.getPosition(this.map.getPanes().mapPane));
      L.DomUtil.setTransform(this.overlay, corner.subtract(origin), this.map.getZoomScale(zoom));
    });
    moved();
  }

  /** The canvas to draw on, placed over the view, cleared and scaled; null during a zoom's animation. */
  context() {
    if (this.isZooming) return null;
    const L = window.L;
    L.DomUtil.setPosition(this.overlay, this.map.containerPointToLayerPoint([0, 0]));
    const ratio = window.devicePixelRatio || 1;
    const context = this.overlay.getContext('2d');
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, this.overlay.width, this.overlay.height);
    return context;
  }
}

function gridLayer(L) {
  const Grid = L.GridLayer.extend({
    createTile(coordinates) {
      const ratio = window.devicePixelRatio || 1;
      const tile = document.createElement('canvas');
      tile.width = tile.height = 256 * ratio;
      const context = tile.getContext('2d');
      context.scale(ratio, ratio);
      drawGrid(context, {
        size: worldSize(coordinates.z), width: 256, height: 256,
        left: coordinates.x * 256, top: coordinates.y * 256,
      });
      return tile;
    },
  });
  return new Grid({ maxZoom: 19 });
}
