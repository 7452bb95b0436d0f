// Sites as symbols on canvas tiles. A static index over their points makes a tile's cost depend on what lies in it, not on how many there are.
import * as L from '../lib/leaflet.js';
import KDBush from '../lib/kdbush.js';

const margin = 14; // pixels that a symbol may reach beyond its point
const scale = zoom => Math.min(1.3, Math.max(0.6, 0.6 + (zoom - 10) * 0.12));

async function read(url) {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`HTTP ${response.status}`);
  return response.json();
}

export const SiteLayer = L.GridLayer.extend({
  initialize(symbols) {
    L.GridLayer.prototype.initialize.call(this, { pane: 'overlayPane', tileSize: 256, updateWhenZooming: false, keepBuffer: 1, zIndex: 450 });
    this.symbols = new Map(symbols.map(symbol => [symbol.theme, { ...symbol, shape: new Path2D(symbol.path) }]));
    this.unknown = { theme: '', label: 'Use not stated', rank: 99, colour: '#444444', shape: new Path2D('M0 8L8.4-6.6H-8.4Z') };
    this.sites = [];
    this.index = null;
    this.themes = null;
    this.turn = 0;
  },

  // Resolves to false when another load has overtaken this one.
  async load(url) {
    const turn = ++this.turn;
    const collection = url ? await read(url) : { features: [] };
    if (turn !== this.turn) return false;
    this.sites = collection.features.filter(feature => feature.geometry).map(({ geometry, properties }) => {
      const [longitude, latitude] = geometry.coordinates;
      const { id, name, themes } = properties;
      const world = L.CRS.EPSG3857.latLngToPoint(L.latLng(latitude, longitude), 0);
      const symbols = themes.map(theme => this.symbols.get(theme)).filter(Boolean).sort((a, b) => a.rank - b.rank);
      if (symbols.length === 0) symbols.push(this.unknown);
      return { id, name, longitude, latitude, x: world.x, y: world.y, symbols };
    });
    // The most particular theme is drawn last, and so stands on top.
    this.sites.sort((a, b) => (b.symbols[0]?.rank ?? 99) - (a.symbols[0]?.rank ?? 99));
    this.index = new KDBush(this.sites.length, 64, Float64Array);
    for (const site of this.sites) this.index.add(site.x, site.y);
    this.index.finish();
    this.redraw();
    return true;
  },

  filter(themes) {
    const wanted = JSON.stringify(themes); // each crossing from C# makes a new array
    if (wanted === this.wanted) return;
    this.wanted = wanted;
    this.themes = themes ? new Set(themes) : null;
    if (this.index) this.redraw();
  },

  // The symbol a site is drawn with under the filter, or undefined when it is not drawn.
  symbolOf(site) {
    return this.themes ? site.symbols.find(symbol => this.themes.has(symbol.theme)) : site.symbols[0];
  },

  createTile(coords) {
    const size = this.getTileSize();
    const ratio = Math.min(2, devicePixelRatio || 1);
    const tile = document.createElement('canvas');
    tile.width = size.x * ratio;
    tile.height = size.y * ratio;
    if (!this.index || this.sites.length === 0) return tile;
    const factor = 2 ** coords.z;
    const [left, top] = [coords.x * size.x, coords.y * size.y];
    const found = this.index.range((left - margin) / factor, (top - margin) / factor, (left + size.x + margin) / factor, (top + size.y + margin) / factor);
    found.sort((a, b) => a - b);
    const context = tile.getContext('2d');
    const zoom = scale(coords.z);
    context.lineWidth = 1.6;
    context.strokeStyle = '#ffffff';
    for (const place of found) {
      const site = this.sites[place];
      const symbol = this.symbolOf(site);
      if (!symbol) continue;
      context.setTransform(ratio * zoom, 0, 0, ratio * zoom, ratio * (site.x * factor - left), ratio * (site.y * factor - top));
      context.fillStyle = symbol.colour;
      context.fill(symbol.shape);
      context.stroke(symbol.shape);
    }
    return tile;
  },

  find(id) {
    return this.sites.find(site => site.id === id) ?? null;
  },

  label(site) {
    return this.symbolOf(site)?.label ?? '';
  },

  // Drawn sites under a point of the container, nearest first; those within three pixels of the nearest count as one spot.
  at(map, point) {
    if (!this.index) return [];
    const factor = 2 ** map.getZoom();
    const reach = matchMedia('(pointer: coarse)').matches ? 22 : 11;
    const world = L.CRS.EPSG3857.latLngToPoint(map.containerPointToLatLng(point), 0);
    const near = this.index.within(world.x, world.y, reach / factor).map(place => this.sites[place]).filter(site => this.symbolOf(site))
      .map(site => ({ site, distance: Math.hypot(site.x - world.x, site.y - world.y) * factor }))
      .sort((a, b) => a.distance - b.distance || (a.site.id < b.site.id ? -1 : 1));
    return near.filter(({ distance }) => distance - near[0].distance < 3).map(({ site }) => site).sort((a, b) => (a.id < b.id ? -1 : 1));
  },

  // Drawn sites in view in reading order: rows of 48 pixels from north to south, west to east within a row.
  inView(map) {
    if (!this.index) return [];
    const factor = 2 ** map.getZoom();
    const bounds = map.getBounds();
    const topLeft = L.CRS.EPSG3857.latLngToPoint(bounds.getNorthWest(), 0);
    const bottomRight = L.CRS.EPSG3857.latLngToPoint(bounds.getSouthEast(), 0);
    const row = site => Math.floor((site.y - topLeft.y) * factor / 48);
    return this.index.range(topLeft.x, topLeft.y, bottomRight.x, bottomRight.y).map(place => this.sites[place]).filter(site => this.symbolOf(site))
      .sort((a, b) => row(a) - row(b) || a.x - b.x || (a.id < b.id ? -1 : 1));
  },
});
