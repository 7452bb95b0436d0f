// Names on the map: places and areas, then sites when one is close. A name that would touch another, or is wider than its area, is left out until there is room.
import * as L from '../lib/leaflet.js';

const sitesFrom = 16.5; // zoom
const mostSites = 60;

export class LabelLayer {
  constructor(map, sources) {
    this.map = map;
    this.sources = sources;
    this.layer = L.layerGroup().addTo(map);
    this.waiting = 0;
    map.on('moveend resize', () => this.soon());
  }

  // Tiles come in one after another: names are set once for all of them.
  soon() {
    if (this.waiting) return;
    this.waiting = requestAnimationFrame(() => { this.waiting = 0; this.set(); });
  }

  set() {
    this.layer.clearLayers();
    const size = this.map.getSize();
    const { areas, ground, sites } = this.sources;
    const inView = sites.inView();
    // Numbers stay readable: no name is set over a cluster.
    const taken = inView.filter(one => one.count).map(({ point: { x, y } }) => [x - 15, y - 15, x + 15, y + 15]);
    const said = new Set();
    // The first of the ways that is free is taken: so many pixels below the point.
    const place = (latlng, text, className, width, ...downs) => {
      if (said.has(text)) return;
      const point = this.map.latLngToContainerPoint(latlng);
      for (const down of downs) {
        const box = [point.x - width / 2, point.y + down - 9, point.x + width / 2, point.y + down + 9];
        if (box[2] < 0 || box[3] < 0 || box[0] > size.x || box[1] > size.y) return;
        if (taken.some(other => box[0] < other[2] && box[2] > other[0] && box[1] < other[3] && box[3] > other[1])) continue;
        taken.push(box);
        said.add(text);
        const words = document.createElement('span');
        words.textContent = text;
        this.layer.addLayer(L.marker(latlng, { pane: 'labels', interactive: false, keyboard: false, icon: L.divIcon({ className, html: words, iconSize: [width, 18], iconAnchor: [width / 2, 9 - down] }) }));
        return;
      }
    };
    const zoom = this.map.getZoom();
    for (const { name, latlng, room } of [...areas.names()].sort((a, b) => b.room - a.room)) {
      const width = name.length * 7.4 + 8;
      if (width <= room * 1.5 && room > 26) place(latlng, name, 'em-label', width, 0, -24, 24);
    }
    if (zoom >= sitesFrom) {
      for (const one of inView.slice(0, mostSites))
        if (!one.count) place(one.latlng, one.name.length > 34 ? one.name.slice(0, 33) + '…' : one.name, 'em-label em-label--site', Math.min(34, one.name.length) * 6.6 + 6, 19);
    }
    for (const { name, latlng } of [...(ground?.names() ?? [])].sort((a, b) => b.count - a.count)) place(latlng, name, 'em-label em-label--place', name.length * 9.5 + 8, 0, -24, 24);
  }
}
