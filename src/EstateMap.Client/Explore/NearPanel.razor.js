/** Where the reader is, rounded to about ten metres before anything else sees it; or why that is not known. */
export function locate() {
  if (!window.isSecureContext) return { problem: 'insecure' };
  if (!navigator.geolocation) return { problem: 'none' };
  return new Promise(done => navigator.geolocation.getCurrentPosition(
    ({ coords }) => done({ longitude: round(coords.longitude), latitude: round(coords.latitude) }),
    ({ code }) => done({ problem: { 1: 'denied', 3: 'timeout' }[code] ?? 'unknown' }),
    { timeout: 10000, maximumAge: 60000 }));
}

const round = degrees => Math.round(degrees * 1e4) / 1e4;
