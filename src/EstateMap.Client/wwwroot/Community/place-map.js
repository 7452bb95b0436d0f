// A small map on which one place is chosen and what is near is seen. Arrow keys move it, Enter takes its middle.
import * as L from '../lib/leaflet.js';

export function createPlaceMap(element, { bbox, baseMap, mayChoose }, relay) {
  const map = L.map(element, { attributionControl: false, fadeAnimation: false, zoomAnimation: false, markerZoomAnimation: false, minZoom: 6, maxZoom: 19 });
  if (baseMap.urlTemplate) L.tileLayer(baseMap.urlTemplate, { maxZoom: baseMap.maxZoom }).addTo(map);
  const pin = L.marker([0, 0], { interactive: false, keyboard: false, zIndexOffset: 900, icon: L.divIcon({ className: 'em-pin', iconSize: [22, 22], iconAnchor: [11, 22] }) });
  const around = L.layerGroup().addTo(map);
  const fit = box => map.fitBounds([[box[1], box[0]], [box[3], box[2]]], { animate: false });
  if (bbox) fit(bbox);
  else map.setView([53, -2], 8, { animate: false });
  // Whoever has moved the map or chosen a place is not thrown back when the place's bounds come; the first view is nobody's move.
  let isTouched = false;
  map.on('dragstart zoomstart click keydown', () => { isTouched = true; });
  const choose = at => { if (mayChoose) relay.invokeMethodAsync('Chosen', Number(at.lng.toFixed(6)), Number(at.lat.toFixed(6))); };
  map.on('click', event => choose(event.latlng));
  element.addEventListener('keydown', event => {
    if (event.key !== 'Enter' || event.target !== element) return;
    event.preventDefault();
    choose(map.getCenter());
  });
  const watcher = new ResizeObserver(() => map.invalidateSize({ animate: false, pan: false }));
  watcher.observe(element);
  return {
    frame(box) { if (box && !isTouched) fit(box); },
    show(point, others) {
      if (point) {
        isTouched = true;
        pin.setLatLng([point[1], point[0]]).addTo(map);
        map.setView([point[1], point[0]], Math.max(map.getZoom(), 16), { animate: false });
      } else pin.remove();
      around.clearLayers();
      for (const one of others) L.circleMarker([one.latitude, one.longitude], { radius: 7, color: '#123a5e', weight: 2, fillColor: '#ffdd00', fillOpacity: 0.9, interactive: true }).bindTooltip(document.createTextNode(one.name).textContent.replace(/[&<>]/g, sign => `&#${sign.charCodeAt(0)};`)).addTo(around);
    },
    dispose() { watcher.disconnect(); map.remove(); },
  };
}
