/* How a trend looks: what the chart library is told to draw of series, in the colours of the page. */
import { axisNumber } from "./trend-words.js";

/** A cross marks what could not be verified: it has no number, and stands where the last one that could was. */
const SYMBOLS = ["circle", "triangle", "rect", "path://M2 0L5 3L8 0L10 2L7 5L10 8L8 10L5 7L2 10L0 8L3 5L0 2Z"];
/** The smallest range of the vertical axis, and of a metric other than the cosine as a share of its numbers: noise must not look like a fall. */
const SMALLEST_RANGE = 0.05;
/** Above this many checkpoints in a series, only those that did not pass get a marker. */
const MARKER_LIMIT = 200;
/** Above this many builds, the chart can be zoomed. */
const ZOOM_LIMIT = 40;

/** Turns a colour of the style sheet, in whatever notation, into one that the chart library understands. */
function colour(element, variable) {
  const probe = document.createElement("span");
  probe.style.color = `var(${variable})`;
  element.append(probe);
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 1;
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context.fillStyle = getComputedStyle(probe).color;
  probe.remove();
  context.fillRect(0, 0, 1, 1);
  const [red, green, blue] = context.getImageData(0, 0, 1, 1).data;
  return `rgb(${red},${green},${blue})`;
}

export function palette(element) {
  const names = ["text", "quiet", "rule", "background", "passed", "unstable", "failed"];
  const colours = Object.fromEntries(names.map((name) => [name, colour(element, `--lvm-${name}`)]));
  colours.series = [1, 2, 3, 4, 5, 6].map((number) => colour(element, `--lvm-series-${number}`));
  return colours;
}

/**
 * The library's options.
 *
 * @param trend series, whether they lie on one axis of time, the metric, null of the cosine, and the page's words
 * @param fontFamily of the page
 */
export function option({ series, byTime, metric, words }, colours, fontFamily) {
  const builds = new Set(series.flatMap((one) => one.x));
  const zoom = builds.size > ZOOM_LIMIT;
  const [only] = builds.size === 1 && !byTime ? builds : [null];
  const text = { color: colours.text };
  return {
    animation: false,
    textStyle: { fontFamily },
    grid: { left: 68, right: 16, top: series.length > 1 ? 40 : 16, bottom: zoom ? 76 : 36 },
    legend: {
      show: series.length > 1,
      type: "scroll",
      icon: "circle",
      itemHeight: 10,
      itemWidth: 10,
      itemGap: 20,
      top: 0,
      textStyle: { ...text, overflow: "truncate", width: 320 },
      pageTextStyle: text,
      pageIconColor: colours.text,
      inactiveColor: colours.rule,
      data: series.map((one) => one.label),
    },
    xAxis: {
      type: byTime ? "time" : "value",
      min: only === null ? "dataMin" : only - 1,
      max: only === null ? "dataMax" : only + 1,
      ...(only === null ? {} : { interval: 1 }),
      minInterval: 1,
      name: byTime ? "" : words.wordBuild,
      nameLocation: "middle",
      nameGap: 22,
      nameTextStyle: { color: colours.quiet },
      axisLabel: { color: colours.text, ...(byTime ? {} : { formatter: (value) => (only === null || value === only ? `#${value}` : "") }) },
      axisLine: { onZero: false, lineStyle: { color: colours.quiet } },
      splitLine: { show: false },
    },
    yAxis: {
      type: "value",
      scale: true,
      name: metric ?? words.wordCosine,
      nameLocation: "middle",
      nameGap: 48,
      nameTextStyle: { color: colours.quiet },
      min: ({ min, max }) => bound(metric, min, max, -1),
      max: ({ min, max }) => bound(metric, min, max, 1),
      // Where nothing was ever verified, the marks stand at no number.
      axisLabel: { show: series.some((one) => one.actuals.some((actual) => actual !== null)), color: colours.text, formatter: (value) => axisNumber(metric, value) },
      splitLine: { lineStyle: { color: colours.rule } },
    },
    dataZoom: zoom
      ? [
          { type: "slider", bottom: 8, height: 24, textStyle: text, borderColor: colours.rule },
          { type: "inside", zoomOnMouseWheel: "ctrl", moveOnMouseWheel: false },
        ]
      : [],
    series: series.flatMap((one, number) => lines(one, number, colours)),
  };
}

/** Where the vertical axis begins or ends, if numbers are so near that it has to be widened. */
function bound(metric, min, max, side) {
  const range = metric ? SMALLEST_RANGE * Math.max(Math.abs(min), Math.abs(max)) : SMALLEST_RANGE;
  if (max - min >= range) {
    return null;
  }
  const round = side < 0 ? Math.floor : Math.ceil;
  return metric ? (min + max + side * range) / 2 : round((min + max + side * range) * 50) / 100;
}

/** Claims, re-measured numbers and verdicts of a series. */
function lines(one, number, colours) {
  const own = colours.series[number % colours.series.length];
  const base = { name: one.label, silent: true, itemStyle: { color: own } };
  const verdictColours = [colours.passed, colours.unstable, colours.failed, colours.failed];
  const markers = one.x
    .map((x, index) => ({ x, index, verdict: one.verdicts[index] }))
    .filter((point) => point.verdict > 0 || one.x.length <= MARKER_LIMIT)
    .map(({ x, index, verdict }) => ({
      value: [x, one.y[index]],
      symbol: SYMBOLS[verdict],
      symbolSize: verdict === 0 ? 6 : 10,
      itemStyle: { color: verdictColours[verdict], borderColor: colours.background, borderWidth: 1, opacity: 1 },
    }));
  return [
    {
      ...base,
      type: "line",
      data: one.x.map((x, index) => [x, one.claims[index]]),
      showSymbol: one.x.length === 1,
      symbol: "emptyCircle",
      sampling: "lttb",
      lineStyle: { color: own, width: 1.2, type: "dashed", opacity: 0.8 },
      z: 2,
    },
    {
      ...base,
      type: "line",
      data: one.x.map((x, index) => [x, one.actuals[index]]),
      showSymbol: false,
      sampling: "lttb",
      lineStyle: { color: own, width: 2, opacity: one.job === null ? 1 : 0.5 },
      z: 3,
    },
    { ...base, type: "scatter", data: markers, z: 4 },
  ];
}
