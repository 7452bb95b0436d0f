// A plan over the map: whom each building serves, the lines to it, who travels further, and the buildings themselves, each state with a shape of its own.
import * as L from '../lib/leaflet.js';

// Tints of catchments. Their outlines part them, and the table names them: the tints only help.
const tints = ['#9ecae1', '#fdd0a2', '#c7e9c0', '#dadaeb', '#fde0a0', '#d9d9d9', '#f7c6c7'];
const reach = () => matchMedia('(pointer: coarse)').matches ? 22 : 12; // pixels

// A symbol of eight units in radius where Leaflet would draw a circle.
const Mark = L.CircleMarker.extend({
  _updatePath() {
    const { _ctx: context, _drawing: isDrawing } = this._renderer;
    if (!isDrawing || this._empty()) return;
    const { symbol, size } = this.options;
    context.save();
    context.globalAlpha = 1; // else as the line or the area before left it
    context.translate(this._point.x, this._point.y);
    context.scale(size, size);
    context.fillStyle = symbol.colour;
    context.fill(symbol.shape);
    context.lineWidth = 1.8;
    context.strokeStyle = '#ffffff';
    context.stroke(symbol.shape);
    context.restore();
  },
});

export class PlanLayer {
  constructor(map, symbols) {
    this.map = map;
    this.symbols = new Map(symbols.map(symbol => [symbol.theme, { ...symbol, shape: new Path2D(symbol.path) }]));
    this.canvas = L.canvas({ pane: 'plan', padding: 0.3 });
    this.group = L.layerGroup().addTo(map);
    this.places = [];
    this.isShown = false;
  }

  // A FeatureCollection as text, whose features have a `kind`: catchment (`tint`), line, loser (`size`) or site (`id`, `name`, `symbol`, `words`, `isNamed`, `size`); null takes the plan away.
  load(text) {
    this.group.clearLayers();
    this.isShown = text !== null && text !== undefined;
    const features = this.isShown ? JSON.parse(text).features : [];
    const of = kind => features.filter(feature => feature.properties.kind === kind);
    const latlng = ({ geometry: { coordinates: [longitude, latitude] } }) => L.latLng(latitude, longitude);
    const common = { renderer: this.canvas, pane: 'plan', interactive: false };
    for (const feature of of('catchment'))
      L.geoJSON(feature, { ...common, style: { ...common, color: '#33414c', weight: 1.5, fillColor: tints[feature.properties.tint % tints.length], fillOpacity: 0.5 } }).addTo(this.group);
    for (const { geometry } of of('line'))
      L.polyline(geometry.coordinates.map(([longitude, latitude]) => [latitude, longitude]), { ...common, color: '#123a5e', weight: 1, opacity: 0.45 }).addTo(this.group);
    for (const feature of of('loser')) this.mark(latlng(feature), 'loser', feature.properties.size);
    this.places = of('site').map(feature => {
      const { id, name, symbol, words, isNamed, size } = feature.properties;
      return { id, name, isNamed, tip: `${name}: ${words}`, latlng: latlng(feature), symbol: { ...this.symbols.get(symbol), label: words }, kind: symbol, size };
    });
    // What was said first stands on top.
    for (const place of [...this.places].reverse()) this.mark(place.latlng, place.kind, place.size);
    return { sites: this.places.length, lines: of('line').length, losers: of('loser').length, catchments: of('catchment').length };
  }

  mark(latlng, kind, size = 1) {
    const symbol = this.symbols.get(kind);
    if (symbol) new Mark(latlng, { renderer: this.canvas, pane: 'plan', interactive: false, radius: 11 * size, symbol, size }).addTo(this.group);
  }

  // Sites under a point of the container, nearest first; sites within three pixels of the nearest count as one spot.
  at(point) {
    const near = this.places.map(place => ({ ...place, distance: this.map.latLngToContainerPoint(place.latlng).distanceTo(point) })).filter(({ distance }) => distance <= reach());
    near.sort((a, b) => a.distance - b.distance || (a.id < b.id ? -1 : 1));
    return near.filter(({ distance }) => distance - near[0].distance < 3).sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  // In reading order, as the layer of all sites has it.
  inView() {
    const size = this.map.getSize();
    const row = ({ point }) => Math.floor(point.y / 48);
    return this.places.map(place => ({ ...place, point: this.map.latLngToContainerPoint(place.latlng) }))
      .filter(({ point }) => point.x >= 0 && point.y >= 0 && point.x <= size.x && point.y <= size.y)
      .sort((a, b) => row(a) - row(b) || a.point.x - b.point.x || (a.id < b.id ? -1 : 1));
  }

  find(id) {
    return this.places.find(place => place.id === id) ?? null;
  }
}
