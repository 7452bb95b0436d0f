// node socket.js ws://... : what npm's graphql-ws, the protocol's own client, gets from our socket; writes JSON to standard output.
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';

const client = createClient({ url: process.argv[2], webSocketImpl: WebSocket, lazy: false, keepAlive: 200, retryAttempts: 0 });
const outcome = { pings: 0 };
client.on('pong', () => outcome.pings++);

const all = async (query, variables) => {
  const results = [];
  for await (const result of client.iterate({ query, variables })) results.push(result);
  return results;
};

outcome.query = await all('query($n: Int) { sites(first: $n) { nodes { name } } }', { n: 1 });
try {
  await all('{ nothing }');
} catch (errors) {
  outcome.invalid = errors.map((error) => error.message);
}
outcome.tooMany = (await all('{ sites(first: 5000) { totalCount } }'))[0].errors.map((error) => error.extensions.code);
const events = client.iterate({ query: 'subscription { siteChanged { isMany site { name } } }' });
const first = events.next();
console.log('listening');
outcome.event = (await first).value;
await events.return();
outcome.after = await all('{ __typename }');
await new Promise((resolve) => setTimeout(resolve, 500));
console.log(JSON.stringify(outcome));
await client.dispose();
