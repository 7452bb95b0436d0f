// Sites as symbols, and circles with a number where they stand too close to be told apart.
import * as L from '../lib/leaflet.js';
import { TiledLayer, featuresOf, pointOf, side } from './tile-layer.js';

const scale = zoom => Math.min(1.3, Math.max(0.7, 0.7 + (zoom - 11) * 0.1));
const radius = count => 13 + Math.min(13, 4.5 * Math.log10(count));
const short = count => count < 1000 ? String(count) : count < 10000 ? `${(count / 1000).toFixed(1)}k` : count < 1e6 ? `${Math.round(count / 1000)}k` : `${(count / 1e6).toFixed(1)}m`;

export class SiteLayer {
  constructor(map, symbols, events) {
    this.map = map;
    this.symbols = new Map(symbols.map(symbol => [symbol.theme, { ...symbol, shape: new Path2D(symbol.path) }]));
    this.unknown = { theme: '', label: 'Use not stated', rank: 99, colour: '#444444', shape: new Path2D('M0 8L8.4-6.6H-8.4Z') };
    this.sprites = new Map();
    this.themes = null;
    this.tiles = new TiledLayer(map, 'sites', layers => this.understand(layers), (context, features, zoom, ratio) => this.paint(context, features, zoom, ratio), events);
  }

  load(template, themes) {
    const wanted = JSON.stringify(themes); // each crossing from C# makes a new array
    if (wanted !== this.wanted) {
      this.wanted = wanted;
      this.themes = themes ? new Set(themes) : null;
    }
    this.tiles.load(template);
  }

  understand({ sites, clusters }) {
    const found = [
      ...[...featuresOf(clusters)].map(feature => ({ ...pointOf(feature, clusters.extent), count: feature.properties.count })),
      ...[...featuresOf(sites)].map(feature => ({ ...pointOf(feature, sites.extent), id: btoa(`Site:${feature.id}`), name: feature.properties.name, themes: feature.properties.themes })),
    ];
    // The most particular theme is drawn last, and so stands on top; clusters above all.
    for (const one of found) one.symbol = one.count ? null : this.symbolOf(one.themes);
    return found.sort((a, b) => (b.symbol?.rank ?? 0) - (a.symbol?.rank ?? 0));
  }

  // The most particular of those themes that are shown.
  symbolOf(themes) {
    let best = null;
    for (const theme of themes.split(',')) {
      const symbol = this.symbols.get(theme);
      if (symbol && (!this.themes || this.themes.has(theme)) && (!best || symbol.rank < best.rank)) best = symbol;
    }
    return best ?? this.unknown;
  }

  paint(context, features, zoom, ratio) {
    for (const one of features) {
      if (one.count) this.paintCluster(context, one);
      else {
        const sprite = this.sprite(one.symbol, zoom, ratio);
        context.drawImage(sprite, one.x - sprite.reach, one.y - sprite.reach, sprite.reach * 2, sprite.reach * 2);
      }
    }
  }

  paintCluster(context, { x, y, count }) {
    context.beginPath();
    context.arc(x, y, radius(count), 0, 2 * Math.PI);
    context.fillStyle = '#123a5e';
    context.fill();
    context.lineWidth = 3;
    context.strokeStyle = '#ffffff';
    context.stroke();
    context.fillStyle = '#ffffff';
    context.font = '700 13px system-ui, sans-serif';
    context.textAlign = 'center';
    context.textBaseline = 'middle';
    context.fillText(short(count), x, y + 0.5);
  }

  // A symbol is drawn once for each size; copying it costs a tenth of filling its outline.
  sprite(symbol, zoom, ratio) {
    const size = scale(zoom);
    const key = `${symbol.theme} ${size} ${ratio}`;
    let sprite = this.sprites.get(key);
    if (!sprite) {
      sprite = document.createElement('canvas');
      sprite.reach = Math.ceil(12 * size);
      sprite.width = sprite.height = sprite.reach * 2 * ratio;
      const context = sprite.getContext('2d');
      context.setTransform(ratio * size, 0, 0, ratio * size, sprite.reach * ratio, sprite.reach * ratio);
      context.fillStyle = symbol.colour;
      context.fill(symbol.shape);
      context.lineWidth = 1.6;
      context.strokeStyle = '#ffffff';
      context.stroke(symbol.shape);
      this.sprites.set(key, sprite);
    }
    return sprite;
  }

  // Everything in the tiles shown, each once, with its place on the map. What lies in the rim of a tile belongs to its neighbour.
  * all() {
    for (const [features, left, top, zoom] of this.tiles.shown())
      for (const one of features)
        if (one.x >= 0 && one.y >= 0 && one.x < side && one.y < side) yield { ...one, latlng: this.map.unproject([left + one.x, top + one.y], zoom) };
  }

  // What is drawn under a point of the container, nearest first; sites within three pixels of the nearest count as one spot.
  at(point) {
    const reach = matchMedia('(pointer: coarse)').matches ? 22 : 12;
    const near = [];
    const zoom = this.map.getZoom();
    for (const [features, left, top, tileZoom] of this.tiles.shown()) {
      const factor = this.map.getZoomScale(zoom, tileZoom);
      const world = this.map.project(this.map.containerPointToLatLng(point), tileZoom);
      const [x, y] = [world.x - left, world.y - top];
      for (const one of features) {
        if (one.x < 0 || one.y < 0 || one.x >= side || one.y >= side) continue;
        const distance = Math.hypot(one.x - x, one.y - y) * factor;
        if (distance <= (one.count ? Math.max(reach, radius(one.count)) : reach)) near.push({ ...one, distance, latlng: this.map.unproject([left + one.x, top + one.y], tileZoom) });
      }
    }
    near.sort((a, b) => a.distance - b.distance || (a.id < b.id ? -1 : 1));
    if (near.length > 0 && near[0].count) return [near[0]];
    return near.filter(one => !one.count && one.distance - near[0].distance < 3).sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  // In reading order: rows of 48 pixels from north to south, west to east within a row.
  inView() {
    const size = this.map.getSize();
    const seen = [];
    for (const one of this.all()) {
      const point = this.map.latLngToContainerPoint(one.latlng);
      if (point.x >= 0 && point.y >= 0 && point.x <= size.x && point.y <= size.y) seen.push({ ...one, point });
    }
    const row = ({ point }) => Math.floor(point.y / 48);
    return seen.sort((a, b) => row(a) - row(b) || a.point.x - b.point.x || ((a.id ?? '') < (b.id ?? '') ? -1 : 1));
  }

  find(id) {
    for (const one of this.all()) if (one.id === id) return one;
    return null;
  }
}
