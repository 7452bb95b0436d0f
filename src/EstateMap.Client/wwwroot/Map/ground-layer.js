// What lies under everything where no base map is set: green space from the register's outlines, and names of places.
import { TiledLayer, featuresOf, pathOf, pointOf } from './tile-layer.js';

export class GroundLayer {
  constructor(map, tilesRoot) {
    this.map = map;
    this.tiles = new TiledLayer(map, 'ground', layers => this.understand(layers), (context, features) => this.paint(context, features));
    this.tiles.load(`${tilesRoot}/ground/{z}/{x}/{y}.mvt`);
  }

  understand({ footprints, places }) {
    const outlines = [...featuresOf(footprints)].map(feature => ({ path: pathOf(feature, footprints.extent), isGreen: feature.properties.is_green }));
    const names = [...featuresOf(places)].map(feature => ({ ...pointOf(feature, places.extent), name: feature.properties.name, count: feature.properties.count }));
    return { outlines, names };
  }

  paint(context, { outlines }) {
    for (const { path, isGreen } of outlines) {
      context.fillStyle = isGreen ? 'rgb(150 196 132 / 55%)' : 'rgb(120 130 140 / 35%)';
      context.fill(path);
    }
  }

  * names() {
    for (const [{ names }, left, top, zoom] of this.tiles.shown())
      for (const one of names) yield { name: one.name, latlng: this.map.unproject([left + one.x, top + one.y], zoom), count: one.count };
  }
}
