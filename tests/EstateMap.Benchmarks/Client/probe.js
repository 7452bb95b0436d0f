// What a page that is measured keeps of itself. Moments and lengths are in milliseconds; a moment counts from the start of the navigation.
window.probe = (() => {
  const quiet_ms = 500, patience_ms = 30_000;
  const stalls = []; // tasks of over 50 ms: [moment, length]
  new PerformanceObserver(list => stalls.push(...list.getEntries().map(entry => [entry.startTime, entry.duration]))).observe({ type: 'longtask', buffered: true });

  let ready = null; // when the map first said that it is drawn
  new MutationObserver(() => { ready ??= performance.now(); }).observe(document, { subtree: true, attributes: true, attributeFilter: ['data-ready'] });

  let run = null;
  const watch = own => requestAnimationFrame(function step(now) {
    if (own !== run) return; // stopped, and perhaps another began before this frame came
    if (own.before !== null) own.frames.push(now - own.before);
    own.before = now;
    requestAnimationFrame(step);
  });

  // Milliseconds from the last event of a name to the frame that shows the last change it caused: under a selector, and of the map where it is to draw.
  const settled = (event, selector, mapDraws) => new Promise((resolve, reject) => {
    let began = null, last = null, drawn = false, timer;
    const end = () => {
      watcher.disconnect();
      document.removeEventListener(event, start, true);
      clearTimeout(limit);
      resolve(last - began);
    };
    const start = () => { [began, last, drawn] = [performance.now(), null, false]; clearTimeout(timer); };
    const watcher = new MutationObserver(records => {
      if (began === null) return;
      const drew = records.some(record => record.type === 'attributes');
      if (!drew && !records.some(record => (record.target.closest ? record.target : record.target.parentElement)?.closest(selector))) return;
      drawn ||= drew;
      const of = began;
      requestAnimationFrame(() => {
        if (of !== began) return;
        last = performance.now(); // not the frame's own moment, which may lie before the event
        clearTimeout(timer);
        if (drawn || !mapDraws) timer = setTimeout(end, quiet_ms);
      });
    });
    const limit = setTimeout(() => { watcher.disconnect(); reject(new Error(`nothing came of ${event} within ${patience_ms / 1000} s`)); }, patience_ms);
    document.addEventListener(event, start, true);
    watcher.observe(document, { subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: ['data-ready', 'data-drawn'] });
  });
  let waiting = null;

  return {
    ready: () => ready,
    stalls: () => stalls.map(([, length]) => length),
    startFrames: () => { run = { frames: [], before: null, from: performance.now() }; watch(run); },
    stopFrames: () => {
      const { frames, from } = run;
      run = null;
      return { frames, stalls: stalls.filter(([moment, length]) => moment + length > from).map(([, length]) => length) };
    },
    expect: (event, selector, mapDraws) => { waiting = settled(event, selector, mapDraws); waiting.catch(() => {}); },
    settled: () => waiting,
  };
})();
