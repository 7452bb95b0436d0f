// Sends files straight from the disk, so that they never pass through the program's memory, and listens to what becomes of them.
export function upload(form, maxBytes, relay) {
  const data = new FormData(form);
  const files = data.getAll('file');
  const refuse = (status, detail) => {
    // Not within the call that began it: the page has to hear the answer of that first.
    setTimeout(() => relay.invokeMethodAsync('Answered', status, JSON.stringify({ detail })));
    return { abort() { } };
  };
  if (files.some(file => !file.name)) return refuse(400, files.length > 1 ? 'Choose every file that is asked for. Nothing was sent or changed.' : 'Choose the file to import. Nothing was sent or changed.');
  if (files.reduce((sum, file) => sum + file.size, 0) > maxBytes) return refuse(413, `The file is larger than ${Math.floor(maxBytes / 1e6)} MB, the limit of this server. Nothing was sent or changed.`);
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
