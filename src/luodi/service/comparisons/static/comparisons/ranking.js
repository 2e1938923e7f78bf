// Draws the bars of "who pays most" from the JSON of the page; the table below it has every figure.
(() => {
  const at = document.getElementById("ranking-chart"), held = document.getElementById("ranking-data");
  if (!at || !held || !window.echarts) return;
  const { bars } = JSON.parse(held.textContent);
  if (!bars.length) return;
  const colour = name => getComputedStyle(document.documentElement).getPropertyValue("--" + name).trim();
  at.hidden = false;
  at.style.height = `${24 + bars.length * 34}px`;
  const chart = echarts.init(at, null, { renderer: "canvas" });
  const draw = () => {
    const narrow = at.clientWidth < 560, text = { color: colour("soft"), fontSize: narrow ? 11 : 12 };
    chart.setOption({
      animation: false, backgroundColor: "transparent", textStyle: { fontFamily: getComputedStyle(document.body).fontFamily },
      grid: { left: 4, right: narrow ? 74 : 96, top: 4, bottom: 4, containLabel: true },
      xAxis: { type: "value", show: false },
      yAxis: { type: "category", inverse: true, data: bars.map(bar => bar.name), axisTick: { show: false }, axisLine: { lineStyle: { color: colour("line") } },
        axisLabel: { ...text, interval: 0, width: narrow ? 130 : 340, overflow: "truncate" } },
      series: [{ type: "bar", barMaxWidth: 18,
        data: bars.map(bar => ({ value: bar.value, itemStyle: { color: colour(bar.kind === "amount" ? "yes" : "mark") } })),
        label: { show: true, position: "right", ...text, color: colour("ink"), formatter: ({ dataIndex }) => bars[dataIndex].label } }],
    });
  };
  draw();
  const again = () => { chart.resize(); draw(); };
  addEventListener("resize", again);
  addEventListener("beforeprint", again);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
})();
