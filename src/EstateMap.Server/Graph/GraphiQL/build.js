// node build.js FOLDER: bundles the page and its three workers into the folder, under names that do not change.
import { copyFile, mkdir } from 'node:fs/promises';
import { build } from 'esbuild';

const folder = process.argv[2];
await mkdir(folder, { recursive: true });

const shared = {
  bundle: true,
  minify: true,
  outdir: folder,
  define: { 'process.env.NODE_ENV': '"production"' },
  loader: { '.ttf': 'dataurl', '.woff2': 'dataurl' },
  legalComments: 'external',
  target: 'es2022',
  logLevel: 'warning',
};

await Promise.all([
  build({ ...shared, entryPoints: ['main.js'], format: 'esm' }),
  build({
    ...shared,
    entryPoints: {
      'editor.worker': 'monaco-editor/esm/vs/editor/editor.worker.js',
      'json.worker': 'monaco-editor/esm/vs/language/json/json.worker.js',
      'graphql.worker': 'monaco-graphql/esm/graphql.worker.js',
    },
    format: 'iife',
  }),
  copyFile('index.html', `${folder}/index.html`),
]);
