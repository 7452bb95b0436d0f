// Boundaries of one kind and vintage: outlines that can be clicked, shaded by a figure when there is one.
import { TiledLayer, featuresOf, pathOf, pointOf, side } from './tile-layer.js';

const plain = { line: '#44525e', width: 1.3, fill: 'rgb(255 255 255 / 75%)' };
const chosen = { line: '#123a5e', width: 4, fill: 'rgb(255 246 214 / 95%)' };

export class AreaLayer {
  constructor(map, pane, events) {
    this.map = map;
    this.codes = [];
    this.colours = null;
    this.tiles = new TiledLayer(map, pane, layers => this.understand(layers), (context, features) => this.paint(context, features), events);
  }

  load(template) {
    this.tiles.load(template);
  }

  // colours: { colourByCode, noFigureColour } or null.
  dress(codes, colours) {
    if (JSON.stringify([codes, colours]) === this.dressed) return;
    this.dressed = JSON.stringify([codes, colours]);
    this.codes = codes;
    this.colours = colours;
    this.tiles.repaint();
  }

  understand({ areas, labels }) {
    const outlines = [...featuresOf(areas)].map(feature => ({ path: pathOf(feature, areas.extent), code: feature.properties.code, name: feature.properties.name }));
    const names = [...featuresOf(labels)].map(feature => ({ ...pointOf(feature, labels.extent), name: feature.properties.name, side_m: feature.properties.side_m }));
    return { outlines, names };
  }

  paint(context, { outlines }) {
    for (const { path, code } of outlines) {
      context.fillStyle = this.fillOf(code, context);
      context.fill(path);
    }
    context.lineJoin = 'round';
    for (const { path, code } of [...outlines].sort((a, b) => this.codes.includes(a.code) - this.codes.includes(b.code))) {
      const style = this.codes.includes(code) ? chosen : plain;
      if (style === chosen) {
        context.lineWidth = style.width + 3;
        context.strokeStyle = 'rgb(255 255 255 / 85%)';
        context.stroke(path);
      }
      context.lineWidth = style.width;
      context.strokeStyle = style.line;
      context.stroke(path);
    }
  }

  fillOf(code, context) {
    if (!this.colours) return (this.codes.includes(code) ? chosen : plain).fill;
    return this.colours.colourByCode[code] ?? this.hatch(context);
  }

  // Lines tell "no figure" from a pale class without colour.
  hatch(context) {
    if (this.pattern?.colour === this.colours.noFigureColour) return this.pattern.fill;
    const tile = document.createElement('canvas');
    tile.width = tile.height = 8;
    const drawing = tile.getContext('2d');
    drawing.fillStyle = '#ffffff';
    drawing.fillRect(0, 0, 8, 8);
    drawing.strokeStyle = this.colours.noFigureColour;
    drawing.lineWidth = 1.5;
    for (const shift of [-8, 0, 8]) {
      drawing.moveTo(shift, 8);
      drawing.lineTo(shift + 8, 0);
    }
    drawing.stroke();
    this.pattern = { colour: this.colours.noFigureColour, fill: context.createPattern(tile, 'repeat') };
    return this.pattern.fill;
  }

  // The area under a point of the container, or null.
  at(point) {
    for (const [{ outlines }, left, top, zoom] of this.tiles.shown()) {
      const world = this.map.project(this.map.containerPointToLatLng(point), zoom);
      const [x, y] = [world.x - left, world.y - top];
      if (x < 0 || y < 0 || x >= side || y >= side) continue;
      this.paper ??= document.createElement('canvas').getContext('2d');
      const under = outlines.filter(({ path }) => this.paper.isPointInPath(path, x, y));
      if (under.length > 0) return under.at(-1);
    }
    return null;
  }

  // Names with their place and the pixels that their area is wide.
  * names() {
    const centre = this.map.getCenter();
    const pixels = 1 / (40075016.686 * Math.cos(centre.lat * Math.PI / 180) / 2 ** (this.map.getZoom() + 8));
    for (const [{ names }, left, top, zoom] of this.tiles.shown())
      for (const one of names) yield { name: one.name, latlng: this.map.unproject([left + one.x, top + one.y], zoom), room: one.side_m * pixels };
  }
}
