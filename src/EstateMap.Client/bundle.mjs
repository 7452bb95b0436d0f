// Puts what we use of npm into wwwroot/lib: Leaflet, a reader of vector tiles, a drawer of graphs and the charts of ECharts that are drawn, as ES modules, styles without fonts or emblems.
import { build } from 'esbuild';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const here = path.dirname(fileURLToPath(import.meta.url));
const from = name => path.join(here, 'node_modules', name);
const to = name => path.join(here, 'wwwroot', 'lib', name);
await mkdir(path.join(here, 'wwwroot', 'lib'), { recursive: true });

const module = { bundle: true, format: 'esm', minify: true, legalComments: 'inline', target: 'es2022', logLevel: 'warning' };
await build({ ...module, entryPoints: [from('leaflet/dist/leaflet-src.esm.js')], outfile: to('leaflet.js') });
await build({
  ...module,
  stdin: { contents: "export { VectorTile } from '@mapbox/vector-tile'; export { PbfReader } from 'pbf';", resolveDir: here },
  outfile: to('vector-tile.js'),
});
await build({
  ...module,
  stdin: { contents: "export { default as cytoscape } from 'cytoscape'; export { forceSimulation, forceLink, forceManyBody, forceX, forceY, forceCollide } from 'd3-force';", resolveDir: here },
  outfile: to('graph.js'),
});

await build({
  ...module,
  stdin: {
    contents: `
      import { use, init } from 'echarts/core';
      import { BarChart, PieChart } from 'echarts/charts';
      import { AriaComponent, GridComponent } from 'echarts/components';
      import { SVGRenderer } from 'echarts/renderers';
      use([BarChart, PieChart, AriaComponent, GridComponent, SVGRenderer]);
      export { init };`,
    resolveDir: here,
  },
  outfile: to('charts.js'),
});

// Leaflet's images are for controls we do not use; a missing file would be answered with a page.
const leaflet = await readFile(from('leaflet/dist/leaflet.css'), 'utf8');
await writeFile(to('leaflet.css'), leaflet.replaceAll(/[^{}]*\{[^{}]*url\([^{}]*\}/g, ''));

// The font GDS Transport and the crest belong to GOV.UK alone (https://design-system.service.gov.uk/styles/typeface/).
const govuk = await readFile(from('govuk-frontend/dist/govuk/govuk-frontend.min.css'), 'utf8');
const plain = govuk
  .replaceAll(/@font-face\{[^}]*\}/g, '')
  .replaceAll('GDS Transport,arial,sans-serif', 'system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif')
  .replaceAll(/url\(\/assets\/images\/govuk-crest\.svg\)/g, 'none')
  .replaceAll(/\/\*#[^*]*\*\//g, '');
if (/GDS Transport|url\(\/assets/.test(plain)) throw new Error('govuk-frontend still names its font or crest: adapt bundle.mjs.');
await writeFile(to('govuk.css'), plain);
