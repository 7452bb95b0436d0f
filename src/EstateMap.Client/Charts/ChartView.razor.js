// Bars and wheels by ECharts, as SVG so that they print sharply. C# knows only show and dispose.
import { init } from '../lib/charts.js';

// Colours that colour-blind readers tell apart (Okabe & Ito 2008); patterns say the same again.
const palette = ['#0072b2', '#e69f00', '#009e73', '#cc79a7', '#56b4e9', '#d55e00'];
const ink = '#0b0c0c';
const font = 'system-ui, Arial, sans-serif';

export function createChart(element, isWheel, items) {
  const chart = init(element, null, { renderer: 'svg' });
  const show = now => {
    chart.setOption(isWheel ? wheel(now) : bars(now, element.clientWidth), true);
    chart.resize();
  };
  const watch = new ResizeObserver(() => show(items));
  show(items);
  watch.observe(element);
  return {
    show(now) { items = now; show(now); },
    dispose() { watch.disconnect(); chart.dispose(); },
  };
}

const base = { animation: false, textStyle: { fontFamily: font, color: ink }, aria: { enabled: true, label: { enabled: false }, decal: { show: true } } };

function bars(items, width) {
  const narrow = width < 480;
  return {
    ...base,
    aria: { ...base.aria, decal: { show: false } },
    grid: { left: 4, right: narrow ? 70 : 110, top: 4, bottom: 4, containLabel: true },
    xAxis: { type: 'value', axisLabel: { show: false }, splitLine: { show: false }, min: value => Math.min(0, value.min) },
    yAxis: { type: 'category', inverse: true, data: items.map(item => item.label), axisTick: { show: false }, axisLine: { onZero: true }, axisLabel: { color: ink, fontSize: 14, width: narrow ? 120 : 240, overflow: 'truncate' } },
    series: [{
      type: 'bar', barWidth: 18, silent: true,
      data: items.map(item => ({ value: item.value, itemStyle: item.isMarked ? { color: palette[5], decal: { symbol: 'rect', dashArrayX: [1, 0], dashArrayY: [3, 4], rotation: -Math.PI / 4, color: 'rgba(255,255,255,0.6)' } } : { color: palette[0] } })),
      label: { show: true, position: 'right', color: ink, fontSize: 14, formatter: one => items[one.dataIndex].words },
    }],
  };
}

function wheel(items) {
  return {
    ...base,
    color: palette,
    series: [{
      type: 'pie', roseType: 'area', radius: ['12%', '62%'], silent: true, itemStyle: { borderColor: '#fff', borderWidth: 2 },
      label: { color: ink, fontSize: 14, formatter: one => `${one.name}\n${items[one.dataIndex].words}` }, labelLine: { lineStyle: { color: ink } },
      data: items.map(item => ({ name: item.label, value: item.value })),
    }],
  };
}
