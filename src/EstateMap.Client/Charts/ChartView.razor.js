// Bars and wheels by ECharts, as SVG so that they print sharply. C# knows only show and dispose, and hears which part was clicked.
import { init } from '../lib/charts.js';

// Colours that colour-blind readers tell apart (Okabe & Ito 2008); patterns say the same again.
const palette = ['#0072b2', '#e69f00', '#009e73', '#cc79a7', '#56b4e9', '#d55e00'];
const ink = '#0b0c0c';
const font = 'system-ui, Arial, sans-serif';

export function createChart(element, isWheel, items, events) {
  const chart = init(element, null, { renderer: 'svg' });
  const show = now => {
    chart.setOption(isWheel ? wheel(now, element.clientWidth) : bars(now, element.clientWidth), true);
    chart.resize();
  };
  const watch = new ResizeObserver(() => show(items));
  show(items);
  watch.observe(element);
  chart.on('click', part => { if (items[part.dataIndex]?.href) events.invokeMethodAsync('Chosen', part.dataIndex); });
  return {
    show(now) { items = now; show(now); },
    dispose() { watch.disconnect(); chart.dispose(); },
  };
}

const base = { animation: false, textStyle: { fontFamily: font, color: ink }, aria: { enabled: true, label: { enabled: false }, decal: { show: true } } };

// What leads to rows says so under the pointer.
const chosen = items => items.some(item => item.href) ? { silent: false, cursor: 'pointer', emphasis: { scale: false, itemStyle: { borderColor: ink, borderWidth: 2 } } } : { silent: true };

function bars(items, width) {
  const narrow = width < 480;
  return {
    ...base,
    aria: { ...base.aria, decal: { show: false } },
    grid: { left: 4, right: narrow ? 70 : 110, top: 4, bottom: 4, containLabel: true },
    xAxis: { type: 'value', axisLabel: { show: false }, splitLine: { show: false }, min: value => Math.min(0, value.min) },
    yAxis: { type: 'category', inverse: true, data: items.map(item => item.label), axisTick: { show: false }, axisLine: { onZero: true }, axisLabel: { color: ink, fontSize: 14, width: narrow ? 120 : 240, overflow: 'truncate' } },
    series: [{
      type: 'bar', barWidth: 18, ...chosen(items),
      data: items.map(item => ({ value: item.value, itemStyle: item.isMarked ? { color: palette[5], decal: { symbol: 'rect', dashArrayX: [1, 0], dashArrayY: [3, 4], rotation: -Math.PI / 4, color: 'rgba(255,255,255,0.6)' } } : { color: palette[0] } })),
      label: { show: true, position: 'right', color: ink, fontSize: 14, formatter: one => items[one.dataIndex].words },
    }],
  };
}

// Behind the parts stands the whole wheel in grey: with one thing in one part alone the rest would look like a picture that was never drawn.
function wheel(items, width) {
  const narrow = width < 480;
  const radius = ['12%', narrow ? '50%' : '62%'];
  return {
    ...base,
    color: palette,
    series: [{
      type: 'pie', radius, silent: true, label: { show: false }, labelLine: { show: false }, z: 1,
      data: items.map(item => ({ name: item.label, value: 1, itemStyle: { color: '#eeefef', borderColor: '#fff', borderWidth: 2, decal: { symbol: 'none' } } })),
    }, {
      type: 'pie', roseType: 'area', radius, z: 2, ...chosen(items), itemStyle: { borderColor: '#fff', borderWidth: 2 },
      label: { color: ink, fontSize: narrow ? 12 : 14, lineHeight: narrow ? 15 : 18, overflow: 'break', formatter: one => `${one.name}\n${items[one.dataIndex].words}` },
      labelLine: { length: narrow ? 6 : 15, length2: narrow ? 6 : 15, lineStyle: { color: ink } },
      data: items.map(item => ({ name: item.label, value: item.value })),
    }],
  };
}
