// Web Mercator (EPSG:3857) on a unit square, and the geohash boxes that cells are.
// Both views and the scene speak in "frames": how many pixels the world is wide (`size`), and which
// world pixel lies in the upper left corner (`left`, `top`).

const latitudeMax = 85.05112878;
const equatorMeters = 40075016.686;

/** West to east, 0…1. */
export const unitX = (longitude) => (longitude + 180) / 360;

/** North to south, 0…1. */
export function unitY(latitude) {
  const clamped = Math.max(-latitudeMax, Math.min(latitudeMax, latitude));
  const sine = Math.sin((clamped * Math.PI) / 180);
  return 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI);
}

export const longitudeOf = (x) => x * 360 - 180;
export const latitudeOf = (y) => (Math.atan(Math.sinh(Math.PI * (1 - 2 * y))) * 180) / Math.PI;

/** How many pixels the whole world is wide at a zoom level. */
export const worldSize = (zoom) => 256 * 2 ** zoom;

/** A place in the pixels of a frame. */
export function project(frame, latitude, longitude) {
  return [
    unitX(longitude) * frame.size - frame.left,
    unitY(latitude) * frame.size - frame.top,
  ];
}

/** What a frame shows, as the `watch` message wants it. */
export function boundsOf(frame) {
  return {
    south: latitudeOf(Math.min(1, (frame.top + frame.height) / frame.size)),
    west: Math.max(-180, longitudeOf(frame.left / frame.size)),
    north: latitudeOf(Math.max(0, frame.top / frame.size)),
    east: Math.min(180, longitudeOf((frame.left + frame.width) / frame.size)),
  };
}

/** Ground metres under one pixel in the middle of a frame. */
export function metersPerPixel(frame) {
  const middle = latitudeOf((frame.top + frame.height / 2) / frame.size);
  return (equatorMeters * Math.cos((middle * Math.PI) / 180)) / frame.size;
}

/** Metres between two places on a sphere. */
export function metersBetween(a, b) {
  const rad = Math.PI / 180;
  const dLatitude = (b.latitude - a.latitude) * rad;
  const dLongitude = (b.longitude - a.longitude) * rad;
  const half =
    Math.sin(dLatitude / 2) ** 2 +
    Math.cos(a.latitude * rad) * Math.cos(b.latitude * rad) * Math.sin(dLongitude / 2) ** 2;
  return 2 * 6371008.8 * Math.asin(Math.min(1, Math.sqrt(half)));
}

const base32 = '0123456789bcdefghjkmnpqrstuvwxyz';

/** The box of a geohash; the first bit halves the longitude, the next the latitude, in turn. */
export function cellBox(geohash) {
  const box = { south: -90, west: -180, north: 90, east: 180 };
  let even = true;
  for (const letter of geohash) {
    const value = base32.indexOf(letter);
    if (value < 0) return null;
    for (let bit = 16; bit > 0; bit >>= 1) {
      const upper = (value & bit) !== 0;
      if (even) {
        const middle = (box.west + box.east) / 2;
        box[upper ? 'west' : 'east'] = middle;
      } else {
        const middle = (box.south + box.north) / 2;
        box[upper ? 'south' : 'north'] = middle;
      }
      even = !even;
    }
  }
  return box;
}

/** The smallest box around places, or null for none. */
export function boxAround(places) {
  if (places.length === 0) return null;
  const box = { south: 90, west: 180, north: -90, east: -180 };
  for (const { latitude, longitude } of places) {
    box.south = Math.min(box.south, latitude);
    box.north = Math.max(box.north, latitude);
    box.west = Math.min(box.west, longitude);
    box.east = Math.max(box.east, longitude);
  }
  return box;
}

/** The zoom and middle that show a box in a frame's size with a margin of pixels on each side. */
export function fitBox(box, width, height, marginPixels, zoomMax) {
  const x0 = unitX(box.west), x1 = unitX(box.east);
  const y0 = unitY(box.north), y1 = unitY(box.south);
  const room = (pixels) => Math.max(64, pixels - 2 * marginPixels);
  const zoomX = Math.log2(room(width) / 256 / Math.max(1e-9, x1 - x0));
  const zoomY = Math.log2(room(height) / 256 / Math.max(1e-9, y1 - y0));
  return {
    zoom: Math.max(1, Math.min(zoomMax, zoomX, zoomY)),
    latitude: latitudeOf((y0 + y1) / 2),
    longitude: longitudeOf((x0 + x1) / 2),
  };
}
