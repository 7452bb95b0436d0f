// Sends files straight from the disk, so that they never pass through the program's memory, and listens to what becomes of them.
export function upload(form, maxBytes, relay) {
  const data = new FormData(form);
  const bytes = data.getAll('file').reduce((sum, file) => sum + file.size, 0);
  if (bytes > maxBytes) {
    relay.invokeMethodAsync('Answered', 413, JSON.stringify({ detail: `The file is larger than ${Math.floor(maxBytes / 1e6)} MB, the limit of this server. Nothing was sent or changed.` }));
    return { abort() { } };
  }
  const request = new XMLHttpRequest();
  let said = 0;
  request.open('POST', 'imports');
  request.setRequestHeader('X-EstateMap', '1');
  request.upload.onprogress = progress => {
    if (progress.loaded < progress.total && performance.now() - said < 100) return;
    said = performance.now();
    relay.invokeMethodAsync('Sent', progress.loaded, progress.total);
  };
  request.onload = () => relay.invokeMethodAsync('Answered', request.status, request.responseText);
  request.onerror = () => relay.invokeMethodAsync('Answered', 0, '');
  request.send(data);
  return { abort() { request.abort(); } };
}

export function watch(job, relay) {
  const source = new EventSource(`imports/${job}/events`);
  source.onmessage = message => {
    if (!['queued', 'checking', 'activating'].includes(JSON.parse(message.data).state)) source.close();
    relay.invokeMethodAsync('Moved', message.data);
  };
  source.onerror = () => {
    if (source.readyState === EventSource.CLOSED) return;
    source.close();
    relay.invokeMethodAsync('Lost');
  };
  return { close() { source.close(); } };
}
