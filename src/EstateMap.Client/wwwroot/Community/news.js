// Hears the news of a GraphQL subscription as server-sent events, and begins again when the line broke.
export function hear(query, variables, relay) {
  const stop = new AbortController();
  const run = async () => {
    for (let pause = 2000; !stop.signal.aborted; pause = Math.min(pause * 2, 60000)) {
      try {
        const answer = await fetch('graphql', { method: 'POST', signal: stop.signal, headers: { 'Content-Type': 'application/json', Accept: 'text/event-stream', 'X-EstateMap': '1' }, body: JSON.stringify({ query, variables }) });
        if (answer.status >= 400 && answer.status < 500) return;
        const lines = answer.body.pipeThrough(new TextDecoderStream()).getReader();
        let rest = '';
        for (let part = await lines.read(); !part.done; part = await lines.read()) {
          pause = 2000;
          const events = (rest + part.value).split('\n\n');
          rest = events.pop();
          if (events.some(event => /^event: next$/m.test(event) && !/"errors"/.test(event))) await relay.invokeMethodAsync('Heard');
          if (events.some(event => /^event: complete$/m.test(event))) return;
        }
      } catch { /* no network; later again */ }
      await new Promise(resolve => setTimeout(resolve, pause));
    }
  };
  run();
  return { dispose() { stop.abort(); } };
}
