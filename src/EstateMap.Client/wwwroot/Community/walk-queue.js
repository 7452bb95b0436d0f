// What was written on a walk waits in the browser's own database until the server has it. One record each, by the key that the server knows it by too.
const open = () => new Promise((resolve, reject) => {
  const asked = indexedDB.open('estatemap-walk', 1);
  asked.onupgradeneeded = () => asked.result.createObjectStore('items', { keyPath: 'key' });
  asked.onsuccess = () => resolve(asked.result);
  asked.onerror = () => reject(asked.error);
});

async function within(mode, use) {
  const database = await open();
  try {
    return await new Promise((resolve, reject) => {
      const transaction = database.transaction('items', mode);
      const asked = use(transaction.objectStore('items'));
      transaction.oncomplete = () => resolve(asked.result);
      transaction.onerror = transaction.onabort = () => reject(transaction.error);
    });
  } finally {
    database.close();
  }
}

export const put = json => within('readwrite', items => items.put(JSON.parse(json)));
export const remove = key => within('readwrite', items => items.delete(key));
export const list = async () => JSON.stringify((await within('readonly', items => items.getAll())).sort((a, b) => a.at.localeCompare(b.at)));
export const isOnline = () => navigator.onLine;

// Tells when the network is back; gives what ends the telling.
export function listen(relay) {
  const back = () => relay.invokeMethodAsync('NetworkChanged', navigator.onLine);
  addEventListener('online', back);
  addEventListener('offline', back);
  return { stop() { removeEventListener('online', back); removeEventListener('offline', back); } };
}

// Where the phone is: [longitude, latitude, metres of accuracy], or a sentence on why that is not known.
export const whereIStand = () => new Promise(resolve => {
  if (!navigator.geolocation) return resolve({ why: 'This browser does not say where it is. Choose the place on the map.' });
  navigator.geolocation.getCurrentPosition(
    found => resolve({ point: [found.coords.longitude, found.coords.latitude, found.coords.accuracy] }),
    fault => resolve({ why: fault.code === 1 ? 'Your browser may not say where you are. Allow it, or choose the place on the map.' : 'Where you are could not be found just now. Choose the place on the map.' }),
    { enableHighAccuracy: true, timeout: 10000, maximumAge: 30000 });
});
