// The map: Leaflet, with vector tiles drawn by layers of our own. C# knows only the verbs that createMap returns.
import * as L from '../lib/leaflet.js';
import { SiteLayer } from './site-layer.js';
import { AreaLayer } from './area-layer.js';
import { GroundLayer } from './ground-layer.js';
import { LabelLayer } from './label-layer.js';
import { PlanLayer } from './plan-layer.js';
import { RingTool } from './ring-tool.js';

const calm = () => matchMedia('(prefers-reduced-motion: reduce)').matches;
const text = words => Object.assign(document.createElement('span'), { textContent: words });
const panes = { areas: 350, ground: 360, shape: 420, plan: 440, sites: 450, labels: 460 };

export function createMap(element, { live, setup, sights, plan: firstPlan }, events) {
  const map = L.map(element, { inertia: !calm(), zoomControl: false, attributionControl: false, minZoom: 6, maxZoom: 19, zoomSnap: 0.5, fadeAnimation: false, zoomAnimation: !calm(), markerZoomAnimation: !calm() });
  // Leaflet lets arrow keys glide whatever the reader's system asks for.
  if (calm()) map.panBy = (offset, options) => L.Map.prototype.panBy.call(map, offset, { ...options, animate: false });
  for (const [name, height] of Object.entries(panes)) {
    map.createPane(name).style.zIndex = height;
    if (name !== 'shape') map.getPane(name).style.pointerEvents = 'none';
  }
  L.control.zoom({ position: 'topright' }).addTo(map);
  L.control.scale({ position: 'bottomleft', imperial: false }).addTo(map);
  if (setup.baseMap.urlTemplate) L.tileLayer(setup.baseMap.urlTemplate, { maxZoom: setup.baseMap.maxZoom }).addTo(map);

  const tell = (name, ...values) => events.invokeMethodAsync(name, ...values);
  const say = words => { live.textContent = words; };
  let shown = {};
  let current = null; // what N and P stand on
  let moving = false; // true while a move of ours, not of the reader's, is under way
  let isOurs = false; // true until such a move, which may glide, has ended
  const told = []; // views that C# was told of and may bring back late
  let drawn = 0;

  // What could not be drawn is told, and told again when it could.
  const faults = new Set();
  const fault = (what, isGood) => {
    if (isGood ? !faults.delete(what) : faults.has(what)) return;
    if (!isGood) faults.add(what);
    tell('OnFailed', [...faults].join(' '));
  };
  const areas = new AreaLayer(map, 'areas', { onDrawn: isGood => { labels.soon(); fault('Some boundaries could not be drawn.', isGood); }, onFailed: () => fault('Some boundaries could not be drawn.', false) });
  const sites = new SiteLayer(map, setup.symbols, { onDrawn: isGood => { sitesDrawn(); fault('Some sites could not be drawn.', isGood); }, onFailed: () => fault('Some sites could not be drawn.', false) });
  const ground = setup.baseMap.urlTemplate ? null : new GroundLayer(map, 'tiles');
  const plan = new PlanLayer(map, setup.symbols);
  const places = () => plan.isShown ? plan : sites; // what can be pointed at and opened
  const labels = new LabelLayer(map, { areas, ground, sites: { inView: () => places().inView() } });
  if (ground) ground.tiles.onDrawn = () => labels.soon();
  const ring = L.marker([0, 0], { interactive: false, keyboard: false, zIndexOffset: 1000, icon: L.divIcon({ className: 'em-ring', iconSize: [36, 36] }) });
  const pin = L.marker([0, 0], { interactive: false, keyboard: false, zIndexOffset: 900, icon: L.divIcon({ className: 'em-pin', iconSize: [22, 22], iconAnchor: [11, 22] }) });
  const shape = L.polygon([], { pane: 'shape', color: '#123a5e', weight: 3, fillColor: '#ffdd00', fillOpacity: 0.12, interactive: false });
  const tip = L.tooltip({ direction: 'top', offset: [0, -12], className: 'em-tip' });
  const tool = new RingTool(map, element, say, corners => tell('OnShapeDrawn', corners));

  function sitesDrawn() {
    labels.soon();
    element.dataset.drawn = String(++drawn);
    element.dataset.ready = String(sites.inView().reduce((sum, one) => sum + (one.count ?? 1), 0));
    if (shown.site && !shown.site.latitude) select(shown.site);
  }

  const place = () => setup.bbox && [[setup.bbox[1], setup.bbox[0]], [setup.bbox[3], setup.bbox[2]]];
  const setView = view => {
    moving = true;
    if (view) map.setView([view[0], view[1]], view[2], { animate: false });
    else if (place()) map.fitBounds(place(), { animate: false, padding: [12, 12] });
    else map.setView([53, -2], 8, { animate: false });
    moving = false;
  };
  const mark = latlng => {
    if (latlng) ring.setLatLng(latlng).addTo(map);
    else ring.remove();
  };
  // The site whose card is open; its place is asked for meanwhile when it is not in view.
  const select = site => {
    if (!site) {
      current = null;
      return mark(null);
    }
    const seen = places().find(site.id);
    const latlng = seen?.latlng ?? (site.latitude ? L.latLng(site.latitude, site.longitude) : current?.id === site.id ? current.latlng : null);
    if (!latlng) return mark(null);
    current = seen ?? { id: site.id, latlng };
    mark(latlng);
    if (map.getBounds().pad(-0.05).contains(latlng)) return;
    isOurs = true;
    map.panTo(latlng, { animate: !calm() });
  };
  const open = one => {
    if (one.count) {
      say(`${one.count} sites; coming closer.`);
      map.setView(one.latlng, Math.min(19, map.getZoom() + 2), { animate: !calm() });
    } else {
      tell('OnSiteChosen', one.id);
    }
  };

  // Several sites may stand on one spot: each further click takes the next of them.
  map.on('click', event => {
    if (tool.isDrawing) return tool.add(event.latlng);
    const here = places().at(event.containerPoint);
    if (here.length > 0) {
      const next = here[(here.findIndex(one => one.id && one.id === current?.id) + 1) % here.length];
      current = next;
      if (!next.count) {
        mark(next.latlng);
        say(here.length > 1 ? `${next.name}. ${here.length} sites stand here; choose again for the next.` : next.name);
      }
      return open(next);
    }
    const area = areas.at(event.containerPoint);
    if (area) tell('OnAreaChosen', area.code);
  });
  map.on('dblclick', event => { if (tool.isDrawing) { tool.end(); L.DomEvent.stop(event); } });
  map.on('mousemove', event => {
    const [one] = tool.isDrawing ? [] : places().at(event.containerPoint);
    element.classList.toggle('em-map__canvas--over', !!one);
    if (one) tip.setLatLng(one.latlng).setContent(text(one.count ? `${one.count} sites: click to come closer` : one.tip ?? one.name)).addTo(map);
    else tip.remove();
  });
  map.on('mouseout', () => tip.remove());

  const cycle = step => {
    const inView = places().inView();
    if (inView.length === 0) return say('No site in view. Move the map or show more layers.');
    const at = inView.findIndex(one => (current?.id ? one.id === current.id : current && one.latlng.equals(current.latlng)));
    const index = at < 0 ? (step > 0 ? 0 : inView.length - 1) : (at + step + inView.length) % inView.length;
    current = inView[index];
    mark(current.latlng);
    say(current.count
      ? `${current.count} sites close together, ${index + 1} of ${inView.length} in view. Enter comes closer.`
      : `${current.name}, ${current.symbol.label}, ${index + 1} of ${inView.length} in view. Enter opens it.`);
  };
  // Whoever points needs no frame around the map; whoever types does.
  element.addEventListener('pointerdown', () => { element.dataset.pointed = ''; });
  element.addEventListener('keydown', event => {
    delete element.dataset.pointed;
    if (event.target !== element || event.ctrlKey || event.metaKey || event.altKey) return;
    if (tool.key(event)) { /* a key of the drawing */ }
    else if (event.key === 'n' || event.key === 'N') cycle(1);
    else if (event.key === 'p' || event.key === 'P') cycle(-1);
    else if (event.key === 'Enter' && current) open(current);
    else if (event.key === 'Enter') {
      const area = areas.at(map.getSize().divideBy(2));
      if (area) tell('OnAreaChosen', area.code);
    }
    else return;
    event.preventDefault();
    event.stopPropagation();
  }, true);

  const tellView = () => {
    const [centre, bounds] = [map.getCenter(), map.getBounds()];
    const short = number => Number(number.toFixed(5));
    const isReaders = !moving && !isOurs;
    isOurs = false;
    if (isReaders) told.push(JSON.stringify([short(centre.lat), short(centre.lng), map.getZoom()]));
    if (told.length > 50) told.shift();
    tell('OnViewChanged', short(centre.lat), short(centre.lng), map.getZoom(), [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()].map(short), isReaders);
  };
  map.on('moveend', tellView);
  const watcher = new ResizeObserver(() => { moving = true; map.invalidateSize({ animate: false, pan: false }); moving = false; });
  watcher.observe(element);

  const same = (a, b) => Math.abs(a[0] - b[0]) < 1e-5 && Math.abs(a[1] - b[1]) < 1e-5 && a[2] === b[2];
  const show = next => {
    const centre = map.getCenter();
    const view = JSON.stringify(next.view);
    if (view !== JSON.stringify(shown.view)) {
      const at = told.indexOf(view);
      if (at >= 0) told.splice(0, at + 1); // an echo; the reader may have moved on
      else if (!next.view || !same(next.view, [centre.lat, centre.lng, map.getZoom()])) setView(next.view);
    }
    if (!next.sitesTiles && shown.sitesTiles !== next.sitesTiles) element.dataset.ready = '0';
    sites.load(next.sitesTiles, next.themes);
    areas.load(next.areasTiles);
    areas.dress(next.areaCodes, next.colours);
    map.getPane('ground').hidden = !!next.colours; // green would tint the classes
    labels.soon();
    if (JSON.stringify(next.site) !== JSON.stringify(shown.site)) select(next.site);
    if (next.near) pin.setLatLng([next.near.latitude, next.near.longitude]).addTo(map);
    else pin.remove();
    if (next.shape) shape.setLatLngs(next.shape.map(([longitude, latitude]) => [latitude, longitude])).addTo(map);
    else shape.remove();
    shown = next;
  };

  // What was drawn is told to those who test it.
  const showPlan = text => {
    const { sites: count, lines, losers, catchments } = plan.load(text);
    element.dataset.plan = plan.isShown ? `${count} sites, ${lines} lines, ${losers} losers, ${catchments} catchments` : '';
    labels.soon();
    if (shown.site) select(shown.site);
  };

  setView(sights.view);
  show(sights);
  if (firstPlan) showPlan(firstPlan);
  moving = true;
  tellView();
  moving = false;

  return {
    show,
    flyTo: (longitude, latitude, zoom) => map.setView([latitude, longitude], Math.max(zoom, map.getZoom()), { animate: !calm() }),
    fit: bbox => map.fitBounds([[bbox[1], bbox[0]], [bbox[3], bbox[2]]], { animate: !calm(), padding: [12, 12] }),
    plan: showPlan,
    draw: () => tool.start(),
    refresh: () => sites.tiles.load(sites.tiles.template, true),
    retry: () => { areas.tiles.retry(); sites.tiles.retry(); },
    dispose: () => {
      watcher.disconnect();
      labels.stop();
      map._animatingZoom = false; // Leaflet ends a zoom that is under way a quarter of a second later, whether the map is there or not
      map.remove();
    },
  };
}
