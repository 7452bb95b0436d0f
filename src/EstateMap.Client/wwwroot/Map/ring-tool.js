// Draws a ring by clicks or taps, or by keys: Space sets a corner at the middle of the map, Backspace takes the last away, Enter ends it, Escape leaves it.
import * as L from '../lib/leaflet.js';

const most = 200; // corners, as the server takes them

export class RingTool {
  constructor(map, element, say, done) {
    Object.assign(this, { map, element, say, done, corners: null });
    this.line = L.polyline([], { pane: 'shape', color: '#123a5e', weight: 3, dashArray: '6 5', interactive: false });
    this.dots = L.layerGroup();
    this.cross = Object.assign(document.createElement('div'), { className: 'em-cross' });
    this.bar = L.control({ position: 'topleft' });
    this.bar.onAdd = () => this.makeBar();
    map.on('move', () => this.corners && this.draw());
  }

  get isDrawing() { return this.corners !== null; }

  start() {
    if (this.isDrawing) return;
    this.corners = [];
    this.line.addTo(this.map);
    this.dots.addTo(this.map);
    this.bar.addTo(this.map);
    this.element.append(this.cross);
    this.element.classList.add('em-map__canvas--drawing');
    this.map.doubleClickZoom.disable();
    this.element.focus();
    this.say('Drawing a shape. Click its corners on the map, or move the map and press Space for a corner at its middle. Enter ends the shape, Escape leaves it.');
    this.draw();
  }

  stop(ring) {
    if (!this.isDrawing) return;
    this.corners = null;
    this.line.remove();
    this.dots.clearLayers().remove();
    this.bar.remove();
    this.cross.remove();
    this.element.classList.remove('em-map__canvas--drawing');
    this.map.doubleClickZoom.enable();
    this.element.focus(); // the button that ended it is gone
    this.done(ring);
  }

  add(latlng) {
    const last = this.corners.at(-1);
    if (last && last.equals(latlng, 1e-6)) return;
    if (this.corners.length === most) return this.say(`A shape has at most ${most} corners.`);
    this.corners.push(latlng);
    this.say(`Corner ${this.corners.length} set.${this.corners.length < 3 ? ' At least three are needed.' : ''}`);
    this.draw();
  }

  back() {
    if (this.corners.length === 0) return this.say('There is no corner to take back.');
    this.corners.pop();
    this.say(`${this.corners.length} corners left.`);
    this.draw();
  }

  end() {
    if (this.corners.length < 3) return this.say('A shape needs at least three corners.');
    this.stop(this.corners.map(({ lat, lng }) => [Number(lng.toFixed(5)), Number(lat.toFixed(5))]));
  }

  // True when the key was one of ours.
  key(event) {
    if (!this.isDrawing) return false;
    if (event.key === ' ') this.add(this.map.getCenter());
    else if (event.key === 'Backspace' || event.key === 'Delete') this.back();
    else if (event.key === 'Enter') this.end();
    else if (event.key === 'Escape') this.stop(null);
    else return false;
    return true;
  }

  draw() {
    this.line.setLatLngs([...this.corners, ...(this.corners.length > 2 ? [this.corners[0]] : [])]);
    this.dots.clearLayers();
    for (const corner of this.corners) this.dots.addLayer(L.circleMarker(corner, { pane: 'shape', radius: 5, color: '#ffffff', weight: 2, fillColor: '#123a5e', fillOpacity: 1, interactive: false }));
    const [, back, end] = this.buttons ?? [];
    // Not disabled: a button that goes while it has the focus takes that with it.
    back?.setAttribute('aria-disabled', String(this.corners.length === 0));
    end?.setAttribute('aria-disabled', String(this.corners.length < 3));
  }

  makeBar() {
    const bar = Object.assign(document.createElement('div'), { className: 'em-drawbar' });
    bar.setAttribute('role', 'group');
    bar.setAttribute('aria-label', 'Drawing a shape');
    this.buttons = [
      ['Corner at the middle', () => this.add(this.map.getCenter())], ['Take back', () => this.back()], ['Use this shape', () => this.end()], ['Leave', () => this.stop(null)],
    ].map(([words, act]) => {
      const button = Object.assign(document.createElement('button'), { type: 'button', textContent: words, className: 'em-drawbar__button' });
      button.addEventListener('click', act);
      bar.append(button);
      return button;
    });
    L.DomEvent.disableClickPropagation(bar);
    L.DomEvent.disableScrollPropagation(bar);
    return bar;
  }
}
