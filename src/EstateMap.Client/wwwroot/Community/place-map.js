// A small map on which one place is chosen, with the boundaries, sites and names around it. Arrow keys move it, Enter takes its middle.
import * as L from '../lib/leaflet.js';
import { AreaLayer } from '../Map/area-layer.js';
import { GroundLayer } from '../Map/ground-layer.js';
import { LabelLayer } from '../Map/label-layer.js';
import { SiteLayer } from '../Map/site-layer.js';

const panes = { areas: 350, ground: 360, sites: 450, labels: 460 };
const near = 17; // zoom at which sites have their names, for whoever chooses
const around = 15; // zoom at which one sees where something is
const short = degrees => Number(degrees.toFixed(6));
const text = words => Object.assign(document.createElement('span'), { textContent: words });

export function createPlaceMap(element, { baseMap, mayChoose }, relay) {
  const map = L.map(element, { attributionControl: false, fadeAnimation: false, zoomAnimation: false, markerZoomAnimation: false, minZoom: 6, maxZoom: 19 });
  for (const [name, height] of Object.entries(panes)) Object.assign(map.createPane(name).style, { zIndex: height, pointerEvents: 'none' });
  if (baseMap.urlTemplate) L.tileLayer(baseMap.urlTemplate, { maxZoom: baseMap.maxZoom }).addTo(map);
  const pin = L.marker([0, 0], { interactive: false, keyboard: false, zIndexOffset: 900, icon: L.divIcon({ className: 'em-pin', iconSize: [22, 22], iconAnchor: [11, 22] }) });
  const tip = L.tooltip({ direction: 'top', offset: [0, -12], className: 'em-tip' });
  const others = L.layerGroup().addTo(map);
  map.setView([53, -2], 8, { animate: false });

  let isTouched = false; // whoever has moved the map or chosen a place is not thrown back when the place's bounds come
  map.on('dragstart zoomstart click keydown', () => { isTouched = true; });

  // What stands around, once it is known; without a network it stays away until there is one.
  let tiles = [];
  let sites = null;
  let labels = null;
  const surround = ({ bbox, symbols, sitesTiles, areasTiles }) => {
    if (bbox && !isTouched) map.fitBounds([[bbox[1], bbox[0]], [bbox[3], bbox[2]]], { animate: false });
    const named = { onDrawn: () => labels?.soon() };
    const areas = new AreaLayer(map, 'areas', named);
    const ground = baseMap.urlTemplate ? null : new GroundLayer(map, 'tiles');
    if (ground) ground.tiles.onDrawn = named.onDrawn;
    sites = new SiteLayer(map, symbols, { onDrawn: () => { named.onDrawn(); element.dataset.ready = String(sites.inView().length); } });
    labels = new LabelLayer(map, { areas, ground, sites });
    areas.load(areasTiles);
    sites.load(sitesTiles, null);
    tiles = [areas.tiles, sites.tiles, ...(ground ? [ground.tiles] : [])];
  };
  const retry = () => tiles.forEach(one => one.retry());
  addEventListener('online', retry);

  // A site that is pointed at is the place itself, and not only a point.
  const choose = (latlng, point) => {
    if (!mayChoose) return;
    const [site] = sites?.at(point) ?? [];
    if (site?.count) map.setView(site.latlng, Math.min(19, map.getZoom() + 2), { animate: false });
    else if (site) relay.invokeMethodAsync('ChosenSite', site.id, site.name, short(site.latlng.lng), short(site.latlng.lat));
    else relay.invokeMethodAsync('Chosen', short(latlng.lng), short(latlng.lat));
  };
  map.on('click', event => choose(event.latlng, event.containerPoint));
  element.addEventListener('keydown', event => {
    if (event.key !== 'Enter' || event.target !== element) return;
    event.preventDefault();
    choose(map.getCenter(), map.getSize().divideBy(2));
  });
  map.on('mousemove', event => {
    const [one] = sites?.at(event.containerPoint) ?? [];
    if (one) tip.setLatLng(one.latlng).setContent(text(one.count ? `${one.count} sites: click to come closer` : one.name)).addTo(map);
    else tip.remove();
  });
  map.on('mouseout', () => tip.remove());

  const watcher = new ResizeObserver(() => map.invalidateSize({ animate: false, pan: false }));
  watcher.observe(element);
  return {
    surround,
    show(point, alike) {
      if (point) {
        isTouched = true;
        pin.setLatLng([point[1], point[0]]).addTo(map);
        map.setView([point[1], point[0]], Math.max(map.getZoom(), mayChoose ? near : around), { animate: false });
      } else pin.remove();
      others.clearLayers();
      for (const one of alike) L.circleMarker([one.latitude, one.longitude], { radius: 7, color: '#123a5e', weight: 2, fillColor: '#ffdd00', fillOpacity: 0.9 }).bindTooltip(text(one.name)).addTo(others);
    },
    dispose() {
      removeEventListener('online', retry);
      watcher.disconnect();
      labels?.stop();
      map.remove();
    },
  };
}
