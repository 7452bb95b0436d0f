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
    if (this.waiting || this.isOver) return;
    this.waiting = requestAnimationFrame(() => { this.waiting = 0; this.set(); });
  }

  // The map goes: nothing is drawn on it any more.
  stop() {
    this.isOver = true;
    cancelAnimationFrame(this.waiting);
  }

  set() {
    this.layer.clearLayers();
    const size = this.map.getSize();
    const { areas, ground, sites } = this.sources;
    const inView = sites.inView();
    const box = (x, y, width, height) => [x - width / 2, y - height / 2, x + width / 2, y + height / 2];
    const meets = (one, others) => others.some(other => one[0] < other[2] && one[2] > other[0] && one[1] < other[3] && one[3] > other[1]);
    // Numbers stay readable: no name is set over a cluster, and none over a symbol while there is another way.
    const taken = inView.filter(one => one.count).map(({ point: { x, y } }) => box(x, y, 30, 30));
    const symbols = inView.filter(one => !one.count).map(({ point: { x, y } }) => box(x, y, 15, 15));
    const said = new Set();
    // The first of the ways that is free is taken: so many pixels below the point.
    const place = (latlng, text, className, width, downs, isPatient) => {
      if (said.has(text)) return;
      const point = this.map.latLngToContainerPoint(latlng);
      if (point.x + width / 2 < 0 || point.x - width / 2 > size.x || point.y < -30 || point.y > size.y + 30) return;
      const ways = downs.map(down => ({ down, at: box(point.x, point.y + down, width, 18) })).filter(({ at }) => !meets(at, taken));
      const way = ways.find(({ at }) => !meets(at, symbols)) ?? (isPatient ? null : ways[0]);
      if (!way) return;
      taken.push(way.at);
      said.add(text);
      const words = document.createElement('span');
      words.textContent = text;
      this.layer.addLayer(L.marker(latlng, { pane: 'labels', interactive: false, keyboard: false, icon: L.divIcon({ className, html: words, iconSize: [width, 18], iconAnchor: [width / 2, 9 - way.down] }) }));
    };
    const zoom = this.map.getZoom();
    for (const { name, latlng, room } of [...areas.names()].sort((a, b) => b.room - a.room)) {
      const width = name.length * 7.4 + 8;
      if (width <= room * 1.5 && room > 26) place(latlng, name, 'em-label', width, [0, -24, 24]);
    }
    const named = zoom >= sitesFrom ? inView.slice(0, mostSites) : inView.filter(one => one.isNamed).slice(0, mostSites);
    for (const one of named)
      if (!one.count) place(one.latlng, one.name.length > 34 ? one.name.slice(0, 33) + '…' : one.name, 'em-label em-label--site', Math.min(34, one.name.length) * 6.6 + 6, [19, -19], true);
    // On shaded areas the names of the areas are enough.
    for (const { name, latlng } of [...(areas.colours ? [] : ground?.names() ?? [])].sort((a, b) => b.count - a.count)) place(latlng, name, 'em-label em-label--place', name.length * 9.5 + 8, [0, -24, 24]);
  }
}
