// Boundaries of one kind and vintage: outlines that can be clicked, and names that never overlap.
import * as L from '../lib/leaflet.js';

const plain = { color: '#44525e', weight: 1.3, opacity: 0.9, fillColor: '#ffffff', fillOpacity: 0.75 };
const chosen = { color: '#123a5e', weight: 3.5, opacity: 1, fillColor: '#fff6d6', fillOpacity: 0.95 };

export class BoundaryLayer {
  constructor(map, onClick) {
    this.map = map;
    this.onClick = onClick;
    this.outlines = null;
    this.labels = L.layerGroup().addTo(map);
    this.code = null;
    this.turn = 0;
    const pane = map.createPane('boundaries');
    pane.style.zIndex = 350;
    map.createPane('labels').style.zIndex = 460;
    map.getPane('labels').style.pointerEvents = 'none';
    map.on('moveend zoomend resize', () => this.label());
  }

  async load(url) {
    const turn = ++this.turn;
    if (!url) return this.clear();
    const response = await fetch(url);
    if (!response.ok) throw new Error(`HTTP ${response.status}`);
    const collection = await response.json();
    if (turn !== this.turn) return; // another choice was made meanwhile
    this.clear();
    this.outlines = L.geoJSON(collection, { pane: 'boundaries', style: feature => this.style(feature.properties.code) });
    this.outlines.on('click', event => { L.DomEvent.stopPropagation(event); this.onClick(event, event.layer.feature.properties); });
    this.outlines.addTo(this.map);
    this.highlight(this.code);
    this.label();
  }

  clear() {
    this.outlines?.remove();
    this.outlines = null;
    this.labels.clearLayers();
  }

  style(code) {
    return code === this.code ? chosen : plain;
  }

  highlight(code) {
    this.code = code;
    this.outlines?.eachLayer(layer => {
      layer.setStyle(this.style(layer.feature.properties.code));
      if (layer.feature.properties.code === code) layer.bringToFront();
    });
  }

  // Largest areas first; a name that would touch one already placed, or is wider than its area, is left out until there is room.
  label() {
    this.labels.clearLayers();
    if (!this.outlines) return;
    const placed = [];
    const view = this.map.getBounds();
    const candidates = this.outlines.getLayers().map(layer => ({ layer, bounds: layer.getBounds() })).filter(({ bounds }) => view.intersects(bounds))
      .map(({ layer, bounds }) => {
        const from = this.map.latLngToContainerPoint(bounds.getNorthWest());
        const to = this.map.latLngToContainerPoint(bounds.getSouthEast());
        return { layer, at: anchor(layer.feature, bounds), width: to.x - from.x, height: to.y - from.y };
      })
      .sort((a, b) => b.width * b.height - a.width * a.height);
    for (const { layer, at, width, height } of candidates) {
      const { name } = layer.feature.properties;
      const half = name.length * 3.9 + 5;
      if (half * 2 > width * 1.15 || height < 16) continue;
      const point = this.map.latLngToContainerPoint(at);
      const box = [point.x - half, point.y - 9, point.x + half, point.y + 9];
      if (placed.some(other => box[0] < other[2] && box[2] > other[0] && box[1] < other[3] && box[3] > other[1])) continue;
      placed.push(box);
      const text = document.createElement('span');
      text.textContent = name;
      this.labels.addLayer(L.marker(at, { pane: 'labels', interactive: false, keyboard: false, icon: L.divIcon({ className: 'em-label', html: text, iconSize: [half * 2, 18] }) }));
    }
  }
}

function anchor(feature, bounds) {
  const point = feature.properties.label; // [longitude, latitude] of a point inside
  return point ? L.latLng(point[1], point[0]) : bounds.getCenter();
}
