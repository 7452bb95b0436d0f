// Registers what keeps the program on this device, and tells it what the program is made of once it runs.
performance.setResourceTimingBufferSize(2000); // each file of the program is one entry
if ('serviceWorker' in navigator && isSecureContext) {
  const made = () => [...new Set(performance.getEntriesByType('resource').map(entry => entry.name).filter(name => name.startsWith(location.origin)))];
  navigator.serviceWorker.addEventListener('message', event => { if (event.data === 'kept') document.documentElement.dataset.offline = 'ready'; });
  const tell = () => navigator.serviceWorker.ready.then(registration => registration.active.postMessage(made()));
  navigator.serviceWorker.register('service-worker.js').catch(() => { /* a browser that keeps nothing still works with a network */ });
  const seen = setInterval(() => {
    if (document.querySelector('main h1')) { clearInterval(seen); setTimeout(tell, 1500); }
  }, 500);
}
