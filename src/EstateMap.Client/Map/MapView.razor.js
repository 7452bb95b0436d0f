// The map: Leaflet, with sites drawn by our own canvas layer. C# knows only the verbs that createMap returns.
import * as L from '../lib/leaflet.js';
import { SiteLayer } from './site-layer.js';
import { BoundaryLayer } from './boundary-layer.js';

const calm = () => matchMedia('(prefers-reduced-motion: reduce)').matches;

const text = words => Object.assign(document.createElement('span'), { textContent: words });

export function createMap(element, { live, setup, sights }, events) {
  const map = L.map(element, { zoomControl: false, attributionControl: false, minZoom: 8, maxZoom: 19, zoomSnap: 0.5, fadeAnimation: false, zoomAnimation: !calm(), markerZoomAnimation: !calm() });
  L.control.zoom({ position: 'topright' }).addTo(map);
  L.control.scale({ position: 'bottomleft', imperial: false }).addTo(map);
  if (setup.baseMap.urlTemplate) L.tileLayer(setup.baseMap.urlTemplate, { maxZoom: setup.baseMap.maxZoom }).addTo(map);

  const tell = (name, ...values) => events.invokeMethodAsync(name, ...values);
  const say = text => { live.textContent = text; };
  const boundaries = new BoundaryLayer(map, (event, area) => choose(event.containerPoint, area));
  const sites = new SiteLayer(setup.symbols);
  sites.addTo(map);
  const ring = L.marker([0, 0], { interactive: false, keyboard: false, zIndexOffset: 1000, icon: L.divIcon({ className: 'em-ring', iconSize: [36, 36] }) });
  const tip = L.tooltip({ direction: 'top', offset: [0, -12], className: 'em-tip' });
  let shown = { sitesUrl: null, boundariesUrl: null, areaCode: null, siteId: null };
  let current = null; // the site that N and P stand on
  let moving = false; // true while a move of ours, not of the reader's, is under way

  const place = () => setup.bbox && [[setup.bbox[1], setup.bbox[0]], [setup.bbox[3], setup.bbox[2]]];
  const setView = view => {
    moving = true;
    if (view) map.setView([view[0], view[1]], view[2], { animate: false });
    else if (place()) map.fitBounds(place(), { animate: false, padding: [12, 12] });
    else map.setView([53, -2], 8, { animate: false });
    moving = false;
  };
  const mark = site => {
    current = site;
    if (site) ring.setLatLng([site.latitude, site.longitude]).addTo(map);
    else ring.remove();
  };
  const select = id => {
    const site = id === null ? null : sites.find(id);
    mark(site);
    if (site && !map.getBounds().pad(-0.05).contains([site.latitude, site.longitude])) map.panTo([site.latitude, site.longitude], { animate: !calm() });
  };

  // Several sites may stand on one spot: each further click takes the next of them.
  function choose(point, area) {
    const here = sites.at(map, point);
    if (here.length > 0) {
      const next = here[(here.findIndex(site => site.id === current?.id) + 1) % here.length];
      mark(next);
      say(here.length > 1 ? `${next.name}. ${here.length} sites stand here; choose again for the next.` : next.name);
      tell('OnSiteChosen', next.id);
    } else if (area) {
      tell('OnAreaChosen', area.code);
    }
  }
  map.on('click', event => choose(event.containerPoint, null));
  map.on('mousemove', event => {
    const [site] = sites.at(map, event.containerPoint);
    element.classList.toggle('em-map__canvas--over', !!site);
    if (site) tip.setLatLng([site.latitude, site.longitude]).setContent(text(site.name)).addTo(map);
    else tip.remove();
  });
  map.on('mouseout', () => tip.remove());

  const cycle = step => {
    const inView = sites.inView(map);
    if (inView.length === 0) return say('No site in view. Move the map or show more layers.');
    const at = inView.findIndex(site => site.id === current?.id);
    const index = at < 0 ? (step > 0 ? 0 : inView.length - 1) : (at + step + inView.length) % inView.length;
    mark(inView[index]);
    say(`${inView[index].name}, ${sites.label(inView[index])}, ${index + 1} of ${inView.length} in view. Enter opens it.`);
  };
  element.addEventListener('keydown', event => {
    if (event.target !== element || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'n' || event.key === 'N') cycle(1);
    else if (event.key === 'p' || event.key === 'P') cycle(-1);
    else if (event.key === 'Enter' && current) tell('OnSiteChosen', current.id);
    else return;
    event.preventDefault();
  });
  map.on('moveend', () => {
    if (moving) return;
    const centre = map.getCenter();
    tell('OnViewChanged', Number(centre.lat.toFixed(5)), Number(centre.lng.toFixed(5)), map.getZoom());
  });
  const watcher = new ResizeObserver(() => { moving = true; map.invalidateSize({ animate: false, pan: false }); moving = false; });
  watcher.observe(element);

  const same = (a, b) => Math.abs(a[0] - b[0]) < 1e-5 && Math.abs(a[1] - b[1]) < 1e-5 && a[2] === b[2];
  const show = next => {
    const centre = map.getCenter();
    if (next.view && !same(next.view, [centre.lat, centre.lng, map.getZoom()])) setView(next.view);
    sites.filter(next.themes);
    if (next.sitesUrl !== shown.sitesUrl)
      sites.load(next.sitesUrl)
        .then(latest => { if (latest) { select(shown.siteId); element.dataset.ready = String(sites.sites.length); } })
        .catch(() => tell('OnFailed', 'The sites could not be drawn.'));
    if (next.boundariesUrl !== shown.boundariesUrl)
      boundaries.load(next.boundariesUrl).catch(() => tell('OnFailed', 'The boundaries could not be loaded.'));
    boundaries.highlight(next.areaCode);
    if (next.siteId !== shown.siteId) select(next.siteId);
    shown = next;
  };

  setView(sights.view);
  show(sights);

  return {
    show,
    flyTo: (longitude, latitude, zoom) => map.setView([latitude, longitude], Math.max(zoom, map.getZoom()), { animate: !calm() }),
    fit: bbox => map.fitBounds([[bbox[1], bbox[0]], [bbox[3], bbox[2]]], { animate: !calm(), padding: [12, 12] }),
    dispose: () => { watcher.disconnect(); map.remove(); },
  };
}
