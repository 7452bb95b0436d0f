// The picture of the network: drawn by cytoscape on a canvas, laid out by forces that begin with geography and draw nothing by chance, so that the same network looks the same at each visit.
import { cytoscape, forceSimulation, forceLink, forceManyBody, forceX, forceY, forceCollide } from '../lib/graph.js';

const size = 1000;
const many = 1500; // beyond these, lines wait while the picture moves
const manyNames = 200; // beyond these, names stand above their symbols
const step = 60;
const ink = '#0b0c0c';

// A place between 0 and 1 that only the id decides, for those who are nowhere.
const chance = (id, salt) => {
  let hash = 2166136261 ^ salt;
  for (let i = 0; i < id.length; i++) hash = Math.imul(hash ^ id.charCodeAt(i), 16777619);
  return (hash >>> 0) / 4294967296;
};

// Geography scaled to a square, north above; those who are nowhere begin among the rest and are held by nothing.
function beginnings(nodes) {
  const known = nodes.filter(node => node.at);
  const range = axis => known.length ? [Math.min(...known.map(node => node.at[axis])), Math.max(...known.map(node => node.at[axis]))] : [0, 1];
  const [[west, east], [south, north]] = [range(0), range(1)];
  const scale = size / Math.max(east - west, (north - south) * 1.6, 1e-6);
  return nodes.map(node => ({
    id: node.id,
    home: node.at ? [(node.at[0] - west) * scale, (north - node.at[1]) * 1.6 * scale] : null,
    x: node.at ? (node.at[0] - west) * scale + 4 * (chance(node.id, 1) - 0.5) : size * chance(node.id, 2),
    y: node.at ? (north - node.at[1]) * 1.6 * scale + 4 * (chance(node.id, 3) - 0.5) : size * chance(node.id, 4),
  }));
}

// Those who were drawn before stay; whoever is new begins among those it is linked to.
function rejoin(points, links, kept) {
  for (const point of points) if (kept.has(point.id)) [point.fx, point.fy] = [point.x, point.y] = kept.get(point.id);
  points.forEach((point, i) => {
    if (point.fx !== undefined) return;
    const beside = links.flatMap(([from, to]) => from === i ? [points[to]] : to === i ? [points[from]] : []).filter(other => other.fx !== undefined);
    if (beside.length === 0) return;
    point.x = beside.reduce((sum, other) => sum + other.fx, 0) / beside.length + 30 * (chance(point.id, 5) - 0.5);
    point.y = beside.reduce((sum, other) => sum + other.fy, 0) / beside.length + 30 * (chance(point.id, 6) - 0.5);
  });
}

// A fixed number of turns, a few at a time, so that the page stays alive.
async function layOut(nodes, links, kept, isWanted) {
  const points = beginnings(nodes);
  rejoin(points, links, kept);
  if (points.every(point => point.fx !== undefined)) return points;
  const turns = nodes.length > 3000 ? 40 : nodes.length > 800 ? 100 : 240;
  const simulation = forceSimulation(points).stop()
    .force('links', forceLink(links.map(([source, target]) => ({ source, target }))).distance(28).strength(0.35))
    .force('apart', forceManyBody().strength(-60).distanceMax(400).theta(1.1))
    .force('homeX', forceX(point => point.home ? point.home[0] : size / 2).strength(point => point.home ? 0.06 : 0.015))
    .force('homeY', forceY(point => point.home ? point.home[1] : size / 2).strength(point => point.home ? 0.06 : 0.015))
    .force('room', forceCollide(13))
    .alphaDecay(1 - 0.001 ** (1 / turns));
  for (let turn = 0, since = performance.now(); turn < turns; turn++) {
    simulation.tick();
    if (performance.now() - since < 40) continue;
    await new Promise(resume => setTimeout(resume));
    if (!isWanted()) return null;
    since = performance.now();
  }
  return points;
}

const style = symbols => [
  { selector: 'node', style: { width: 20, height: 20, 'border-width': 1, 'border-color': '#ffffff', 'font-size': 15, 'font-family': 'system-ui, sans-serif', color: ink, 'text-margin-y': -3, 'text-background-color': '#ffffff', 'text-background-opacity': 0.8, 'text-background-padding': 1, 'min-zoomed-font-size': 10, 'text-wrap': 'ellipsis', 'text-max-width': 140 } },
  ...symbols.map(({ key, colour, points }) => ({ selector: `node[symbol = "${key}"]`, style: points ? { shape: 'polygon', 'shape-polygon-points': points, 'background-color': colour } : { shape: 'ellipse', 'background-color': colour } })),
  { selector: 'node.named', style: { label: 'data(name)' } },
  { selector: 'edge', style: { width: 1, 'line-color': '#8b949a', 'curve-style': 'haystack', opacity: 0.7 } },
  { selector: '.dim', style: { opacity: 0.25 } },
  { selector: 'node.dim', style: { label: '' } },
  { selector: 'node.lit', style: { width: 28, height: 28, 'border-width': 3, 'border-color': ink, label: 'data(name)', 'font-weight': 'bold', 'min-zoomed-font-size': 0, 'z-index': 5 } },
  { selector: 'edge.lit', style: { width: 4, 'line-color': ink, opacity: 1, 'z-index': 4 } },
  { selector: 'node.aimed', style: { 'border-width': 5, 'border-color': ink, label: 'data(name)', 'font-weight': 'bold', 'min-zoomed-font-size': 0, opacity: 1, 'z-index': 6 } },
  { selector: 'node.hand', style: { width: 1, height: 1, opacity: 0, events: 'no' } },
  { selector: 'edge.line', style: { 'line-color': ink, 'line-style': 'dashed', 'curve-style': 'straight', opacity: 1, 'z-index': 5, events: 'no' } },
  { selector: 'node.chosen', style: { width: 32, height: 32, 'border-width': 5, 'border-color': ink, 'underlay-color': '#ffdd00', 'underlay-opacity': 1, 'underlay-padding': 6, label: 'data(name)', 'font-weight': 'bold', 'min-zoomed-font-size': 0, opacity: 1, 'z-index': 6 } },
];

const ruler = document.createElement('canvas').getContext('2d');
const around = ({ x, y }, width, height) => [x - width / 2, y - height / 2, x + width / 2, y + height / 2];
// How much of one box lies over another.
const covered = (a, b) => Math.max(0, Math.min(a[2], b[2]) - Math.max(a[0], b[0])) * Math.max(0, Math.min(a[3], b[3]) - Math.max(a[1], b[1]));

export function createPicture(element, live, events) {
  let picture = null;
  let order = []; // as N and P go
  let at = -1;
  let turn = 0;
  let shown = [null, [], []];
  let mayLink = false;
  let line = null; // drawn from whoever is chosen, while the pointer is down
  const say = words => { live.textContent = words; };

  async function load(text, keepsPlaces = false) {
    const mine = ++turn;
    element.dataset.ready = '';
    const { nodes, links, symbols } = JSON.parse(text);
    const kept = new Map(keepsPlaces && picture ? picture.nodes().map(node => [node.id(), [node.position('x'), node.position('y')]]) : []);
    const points = await layOut(nodes, links, kept, () => mine === turn);
    if (!points || mine !== turn) return;
    const view = kept.size > 0 && picture ? { zoom: picture.zoom(), pan: { ...picture.pan() } } : null;
    const stood = view && at >= 0 ? order[at] : null;
    picture?.destroy();
    const named = new Set([...nodes].sort((a, b) => b.degree - a.degree || (a.id < b.id ? -1 : 1)).slice(0, nodes.length > 150 ? 40 : 150).map(node => node.id));
    picture = cytoscape({
      container: element,
      elements: {
        nodes: nodes.map((node, i) => ({ data: { id: node.id, name: node.name, symbol: node.symbol, label: node.label }, position: { x: points[i].x, y: points[i].y }, classes: named.has(node.id) ? 'named' : '' })),
        edges: links.map(([from, to], i) => ({ data: { id: `link-${i}`, source: nodes[from].id, target: nodes[to].id } })),
      },
      style: style(symbols), layout: { name: 'preset' }, minZoom: 0.05, maxZoom: 6, pixelRatio: nodes.length > many ? 1 : 'auto',
      autoungrabify: true, boxSelectionEnabled: false, hideEdgesOnViewport: nodes.length > many,
    });
    picture.on('zoom', enlarge);
    picture.on('tap', 'node', event => events.invokeMethodAsync('OnChosen', event.target.id()));
    picture.on('tap', event => { if (event.target === picture) events.invokeMethodAsync('OnChosen', null); });
    line = null;
    picture.on('tapstart', () => drop());
    picture.on('tapstart', 'node.chosen', event => begin(event.target));
    picture.on('tapdrag', event => draw(event.position));
    picture.on('tapend', () => {
      const drawn = drop();
      if (drawn?.to) events.invokeMethodAsync('OnLinked', drawn.from.id(), drawn.to.id());
    });
    if (view) picture.viewport(view);
    else picture.fit(undefined, 30);
    // Reading order: rows of some height, left to right.
    order = picture.nodes().toArray().map(node => ({ node, row: Math.floor(node.position('y') / 48), x: node.position('x') })).sort((a, b) => a.row - b.row || a.x - b.x).map(({ node }) => node.id());
    at = stood ? order.indexOf(stood) : -1;
    show(...shown, view !== null);
    element.dataset.ready = `${nodes.length} ${links.length}`;
  }

  // A line from whoever is chosen to the one under the pointer asks for a link between them.
  function begin(from) {
    if (!mayLink) return;
    drop();
    picture.userPanningEnabled(false);
    line = { from, to: null, shape: null };
  }

  function draw({ x, y }) {
    if (!line) return;
    const reach = Math.max(16, 16 / picture.zoom());
    const away = node => Math.hypot(node.position('x') - x, node.position('y') - y);
    line.shape ??= picture.add([
      { data: { id: 'hand' }, position: { x, y }, classes: 'hand' },
      { data: { id: 'line', source: line.from.id(), target: 'hand' }, classes: 'line' },
    ]);
    line.shape.nodes().position({ x, y });
    line.shape.edges().style('width', 3 / picture.zoom());
    // A finger that trembles draws no line.
    const others = away(line.from) < 2 * reach ? [] : picture.nodes().toArray().filter(node => node !== line.from && !node.hasClass('hand') && away(node) < reach);
    aim(others.sort((a, b) => away(a) - away(b))[0] ?? null);
  }

  function aim(to) {
    if (to === line.to) return;
    line.to?.removeClass('aimed').removeStyle();
    line.to = to;
    to?.addClass('aimed');
    enlarge();
  }

  // Takes the line away; gives what it was, if there was one.
  function drop() {
    if (!line) return null;
    const was = { ...line };
    line.shape?.remove();
    aim(null);
    line = null;
    picture.userPanningEnabled(true);
    return was;
  }

  // What was shown before moves nothing when it is shown again.
  function show(chosen, nodes, pairs, isStill = picture !== null && chosen === shown[0] && String(nodes) === String(shown[1])) {
    shown = [chosen, nodes, pairs];
    if (!picture) return;
    const ends = new Set(pairs.flatMap(([from, to]) => [`${from} ${to}`, `${to} ${from}`]));
    const lit = new Set(nodes);
    picture.batch(() => {
      picture.nodes('.lit, .chosen').removeStyle();
      picture.elements().removeClass('lit dim chosen');
      if (lit.size > 0) {
        picture.nodes().forEach(node => { node.addClass(lit.has(node.id()) ? 'lit' : 'dim'); });
        picture.edges().forEach(edge => { edge.addClass(ends.has(`${edge.source().id()} ${edge.target().id()}`) ? 'lit' : 'dim'); });
      }
      if (chosen) picture.getElementById(chosen).addClass('chosen');
    });
    enlarge();
    element.dataset.lit = `${picture.nodes('.lit').length} ${picture.edges('.lit').length}`;
    element.dataset.chosen = chosen ?? '';
    const wanted = chosen ? picture.getElementById(chosen) : picture.nodes('.lit');
    if (isStill || wanted.length === 0) return;
    const view = picture.extent();
    const box = wanted.boundingBox({ includeLabels: false });
    const isOutside = box.x1 < view.x1 || box.x2 > view.x2 || box.y1 < view.y1 || box.y2 > view.y2;
    if (chosen) return void (isOutside && picture.center(wanted));
    // An answer that is lost in the whole is brought near enough to be read.
    const [width, height] = [element.clientWidth, element.clientHeight];
    const level = Math.min(1.2, 0.7 * width / Math.max(box.w, 1), 0.7 * height / Math.max(box.h, 1));
    if (isOutside || level > 1.4 * picture.zoom()) picture.viewport({ zoom: level, pan: { x: width / 2 - level * (box.x1 + box.x2) / 2, y: height / 2 - level * (box.y1 + box.y2) / 2 } });
  }

  // What stands out keeps names that can be read, however small the rest has become, and beside one another as far as there is room.
  const enlarge = () => picture.batch(nameWhatStandsOut);

  function nameWhatStandsOut() {
    const size = Math.max(15, 13 / picture.zoom());
    const most = 140 * size / 15;
    const named = picture.nodes('.lit, .chosen, .aimed');
    named.style({ 'font-size': size, 'text-max-width': most });
    if (named.length > manyNames) return;
    ruler.font = `bold ${size}px system-ui, sans-serif`;
    const { x1, y1, x2, y2 } = picture.extent();
    const view = [x1, y1, x2, y2];
    const taken = named.map(node => ({ of: node, worth: 4, box: around(node.position(), node.outerWidth(), node.outerHeight()) }));
    for (const node of named.toArray().sort((a, b) => b.hasClass('chosen') - a.hasClass('chosen') || b.degree() - a.degree())) {
      const { x, y } = node.position();
      const [width, height] = [Math.min(most, ruler.measureText(node.data('name')).width) + 2, 1.3 * size];
      const [aside, above] = [(node.outerWidth() + width) / 2 + 3, (node.outerHeight() + height) / 2 + 3];
      const upright = more => [
        { x, y: y - above - more, style: { 'text-halign': 'center', 'text-valign': 'top', 'text-margin-x': 0, 'text-margin-y': -3 - more } },
        { x, y: y + above + more, style: { 'text-halign': 'center', 'text-valign': 'bottom', 'text-margin-x': 0, 'text-margin-y': 3 + more } },
      ];
      const places = [
        ...upright(0),
        { x: x + aside, y, style: { 'text-halign': 'right', 'text-valign': 'center', 'text-margin-x': 3, 'text-margin-y': 0 } },
        { x: x - aside, y, style: { 'text-halign': 'left', 'text-valign': 'center', 'text-margin-x': -3, 'text-margin-y': 0 } },
        ...upright(height),
      ].map(place => ({ ...place, box: around(place, width, height) }));
      // What lies beyond the edge is as good as covered; a symbol that is covered is worse than a name.
      for (const place of places) place.covered = taken.reduce((sum, other) => other.of === node ? sum : sum + other.worth * covered(place.box, other.box), width * height - covered(place.box, view));
      const best = places.reduce((a, b) => b.covered < a.covered ? b : a);
      taken.push({ of: node, worth: 1, box: best.box });
      node.style(best.style);
    }
  }

  const zoom = factor => picture.zoom({ level: picture.zoom() * factor, renderedPosition: { x: element.clientWidth / 2, y: element.clientHeight / 2 } });
  const go = by => {
    if (order.length === 0) return say('Nobody stands in this part of the network.');
    at = at < 0 ? (by > 0 ? 0 : order.length - 1) : (at + by + order.length) % order.length;
    const node = picture.getElementById(order[at]);
    picture.nodes('.chosen').removeStyle().removeClass('chosen');
    node.addClass('chosen');
    enlarge();
    picture.center(node);
    say(`${node.data('name')}, ${node.data('label')}, ${node.degree()} linked, ${at + 1} of ${order.length}. Enter chooses it.`);
  };
  const keys = {
    ArrowUp: () => picture.panBy({ x: 0, y: step }), ArrowDown: () => picture.panBy({ x: 0, y: -step }), ArrowLeft: () => picture.panBy({ x: step, y: 0 }), ArrowRight: () => picture.panBy({ x: -step, y: 0 }),
    '+': () => zoom(1.3), '=': () => zoom(1.3), '-': () => zoom(1 / 1.3), 0: () => picture.fit(undefined, 30), n: () => go(1), N: () => go(1), p: () => go(-1), P: () => go(-1),
    Enter: () => { if (at >= 0) events.invokeMethodAsync('OnChosen', order[at]); },
  };
  element.addEventListener('keydown', event => {
    if (!picture || !keys[event.key] || event.ctrlKey || event.metaKey || event.altKey) return;
    keys[event.key]();
    event.preventDefault();
  });
  const watcher = new ResizeObserver(() => picture?.resize());
  watcher.observe(element);

  return {
    load, show,
    allowLines: may => { mayLink = may; },
    dispose: () => { turn++; watcher.disconnect(); picture?.destroy(); picture = null; },
  };
}
