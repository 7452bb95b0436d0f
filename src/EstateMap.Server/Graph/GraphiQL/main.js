import { createElement } from 'react';
import { createRoot } from 'react-dom/client';
import { GraphiQL } from 'graphiql';
import { createGraphiQLFetcher } from '@graphiql/toolkit';
import { createClient } from 'graphql-ws';
import 'graphiql/style.css';
import './page.css';
import { examples } from './examples.js';

// Files of our own, so that the content security policy needs nothing of other origins.
const workers = { json: 'json.worker.js', graphql: 'graphql.worker.js' };
globalThis.MonacoEnvironment = {
  getWorker: (_, label) => new Worker(`/graphiql/${workers[label] ?? 'editor.worker.js'}`, { name: label }),
};

// The middle of what is loaded; of Great Britain (54.0 N, 2.5 W) when that is nothing.
async function findCentre() {
  const answer = await fetch('/graphql?query={place{bbox}}', { headers: { Accept: 'application/json' } });
  const [west, south, east, north] = (await answer.json()).data?.place?.bbox ?? [-2.5, 54, -2.5, 54];
  return [west + east, south + north].map(sum => Number((sum / 2).toFixed(4)));
}

// A socket is opened for subscriptions only, and closed after the last.
const socket = createClient({ url: `${location.origin.replace(/^http/, 'ws')}/graphql`, lazy: true });

// What a link brought: `/graphql#query=...`. The part after # is sent to nobody, and so may be as long as a filter is.
const asked = new URLSearchParams(location.hash.slice(1)).get('query') ?? undefined;

createRoot(document.getElementById('graphiql')).render(
  createElement(GraphiQL, {
    fetcher: createGraphiQLFetcher({ url: '/graphql', wsClient: socket }),
    initialQuery: asked,
    defaultTabs: [...(asked ? [{ query: asked }] : []), ...examples(await findCentre())],
    shouldPersistHeaders: false,
  }),
);
