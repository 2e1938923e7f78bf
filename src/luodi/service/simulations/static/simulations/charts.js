/* Draws the charts of a simulation: each [data-chart] names the block of JSON that holds its numbers. The tables beside hold the same. */
(() => {
  'use strict';
  const style = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const english = document.documentElement.lang === 'en';
  const UNITS = english ? [[1e11, 'bn'], [1e8, 'm'], [1e5, 'k']] : [[1e10, '亿'], [1e6, '万']];
  const short = number => (+number.toPrecision(4)).toLocaleString('en');
  const money = fen => {
    for (const [size, word] of UNITS) if (Math.abs(fen) >= size) return short(fen / size) + word;
    return short(fen / 100);
  };
  const count = number => number.toLocaleString('en');
  const colours = () => [style('--yes'), style('--mark'), style('--open'), style('--strong-line')];
  const drawn = [];

  function draw(place) {
    const data = JSON.parse(document.getElementById(place.dataset.chart).textContent);
    const paint = colours(), ink = style('--soft'), line = style('--line'), say = data.unit === 'fen' ? money : count;
    const unit = data.unit === 'fen' ? (english ? 'CNY' : '元') : (english ? 'enterprises' : '家');
    const names = { type: 'category', data: data.names, inverse: data.sideways, axisTick: { show: false }, axisLine: { lineStyle: { color: line } },
      axisLabel: { color: ink, width: data.sideways ? Math.min(200, place.clientWidth / 3) : undefined, overflow: 'break', fontSize: 12 } };
    const sums = { type: 'value', name: unit, nameLocation: 'end', nameGap: data.sideways ? 6 : 10, nameTextStyle: { color: ink, fontSize: 12 }, axisLabel: { color: ink, formatter: say, hideOverlap: true }, splitLine: { lineStyle: { color: line } } };
    const chart = echarts.init(place, null, { renderer: 'canvas' });
    chart.setOption({
      animation: false, textStyle: { fontFamily: getComputedStyle(document.body).fontFamily },
      grid: { left: 8, right: 56, top: data.sideways ? 8 : 34, bottom: 8, containLabel: true },
      xAxis: data.sideways ? sums : names, yAxis: data.sideways ? names : sums,
      series: data.series.map((one, at) => ({ name: one.name, type: 'bar', itemStyle: { color: paint[one.colour ?? at] }, barMaxWidth: 22, data: one.data,
        label: { show: true, position: data.sideways ? 'right' : 'top', color: ink, fontSize: 11, formatter: held => held.value ? say(held.value) : '' } })),
    });
    drawn.push([place, chart]);
    if (data.series.length > 1 && !place.previousElementSibling?.matches('.chart-names')) {
      const names = document.createElement('ul');
      names.className = 'chart-names';
      for (const one of data.series) {
        const item = names.appendChild(document.createElement('li'));
        item.textContent = one.name;
        item.className = 'colour-' + (one.colour ?? data.series.indexOf(one));
      }
      place.before(names);
    }
  }

  function drawAll() {
    for (const [, chart] of drawn.splice(0)) chart.dispose();
    for (const place of document.querySelectorAll('[data-chart]')) draw(place);
  }

  if (!window.echarts) return;
  drawAll();
  window.addEventListener('resize', () => { for (const [, chart] of drawn) chart.resize(); });
  window.matchMedia('(prefers-color-scheme: dark)').addEventListener('change', drawAll);
})();
