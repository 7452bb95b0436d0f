// Vector tiles drawn on canvas. What changes with the address of the tiles is drawn on a layer above the old one, which goes when the new one is whole: nothing flickers.
import * as L from '../lib/leaflet.js';
import { PbfReader, VectorTile } from '../lib/vector-tile.js';

export const side = 512; // pixels of a tile; a tile of this size is numbered one zoom lower

async function read(url, signal) {
  const response = await fetch(url, { signal });
  if (response.status === 204) return {};
  if (!response.ok) throw new Error(`HTTP ${response.status}`);
  return new VectorTile(new PbfReader(await response.arrayBuffer())).layers;
}

export function* featuresOf(layer) {
  for (let i = 0; i < (layer?.length ?? 0); i++) yield layer.feature(i);
}

// The point of a feature, in pixels of its tile.
export function pointOf(feature, extent) {
  const [[{ x, y }]] = feature.loadGeometry();
  return { x: x * side / extent, y: y * side / extent };
}

// The outline of a feature, in pixels of its tile.
export function pathOf(feature, extent) {
  const path = new Path2D();
  for (const ring of feature.loadGeometry()) {
    ring.forEach(({ x, y }, i) => (i === 0 ? path.moveTo(x * side / extent, y * side / extent) : path.lineTo(x * side / extent, y * side / extent)));
    path.closePath();
  }
  return path;
}

export const VectorTiles = L.GridLayer.extend({
  options: { tileSize: side, keepBuffer: 1, updateWhenZooming: false, updateWhenIdle: false, noWrap: true },

  // paint(canvas, features, zoom) draws what understand(layers, coords) made of a tile.
  initialize(template, understand, paint, options) {
    L.GridLayer.prototype.initialize.call(this, options);
    this.template = template;
    this.understand = understand;
    this.paint = paint;
    this.failed = false;
    this.on('tileunload', ({ tile }) => tile.stop?.abort());
  },

  createTile(coords, done) {
    const canvas = document.createElement('canvas');
    const ratio = Math.min(2, devicePixelRatio || 1);
    canvas.width = canvas.height = side * ratio;
    canvas.coords = coords;
    canvas.stop = new AbortController();
    const at = { z: coords.z - 1, x: coords.x, y: coords.y };
    const last = 2 ** at.z - 1;
    if (at.z < 0 || at.x < 0 || at.y < 0 || at.x > last || at.y > last) {
      setTimeout(done, 0, null, canvas);
      return canvas;
    }
    read(L.Util.template(this.template, at), canvas.stop.signal)
      .then(layers => {
        canvas.features = this.understand(layers, coords);
        this.redo(canvas);
        done(null, canvas);
      })
      .catch(error => {
        if (error.name === 'AbortError') return;
        if (!this.failed) this.fire('failed', { error });
        this.failed = true;
        done(error, canvas);
      });
    return canvas;
  },

  redo(canvas) {
    const context = canvas.getContext('2d');
    const ratio = canvas.width / side;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, side, side);
    if (canvas.features) this.paint(context, canvas.features, canvas.coords.z, ratio);
  },

  // Draws again what is there already: colours or choices changed, not the tiles.
  repaint() {
    for (const { el } of Object.values(this._tiles)) this.redo(el);
  },

  // Tiles of the zoom that is shown, as [features, left, top] in pixels of the world at that zoom.
  * shown() {
    for (const { el, current } of Object.values(this._tiles))
      if (current && el.features && el.coords.z === this._tileZoom) yield [el.features, el.coords.x * side, el.coords.y * side, el.coords.z];
  },
});

// One layer of the map whose tiles' address may change.
export class TiledLayer {
  constructor(map, pane, understand, paint, { onDrawn, onFailed, minZoom } = {}) {
    Object.assign(this, { map, pane, understand, paint, onDrawn, onFailed, minZoom, template: null, layer: null, old: null });
  }

  // isAnew: also tiles of the same address, whose content may be another.
  load(template, isAnew = false) {
    if (template === this.template && !isAnew) return;
    this.template = template;
    this.old ??= this.layer;
    if (this.layer && this.layer !== this.old) this.layer.remove();
    this.layer = null;
    if (!template) {
      this.drop();
      this.onDrawn?.(true);
      return;
    }
    const layer = new VectorTiles(template, this.understand, this.paint, { pane: this.pane, ...(this.minZoom ? { minZoom: this.minZoom } : {}) });
    layer.on('load', () => {
      if (layer !== this.layer) return;
      this.drop();
      this.onDrawn?.(!layer.failed);
    });
    layer.on('failed', () => { if (layer === this.layer) this.onFailed?.(); });
    this.layer = layer;
    layer.addTo(this.map);
  }

  drop() {
    this.old?.remove();
    this.old = null;
  }

  repaint() {
    this.layer?.repaint();
  }

  // Asks anew for tiles of which some could not be had.
  retry() {
    if (!this.layer?.failed) return;
    this.layer.failed = false;
    this.layer.redraw();
  }

  * shown() {
    if (this.layer?._map) yield* this.layer.shown();
  }
}
