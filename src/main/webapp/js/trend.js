/*
 * Draws the trend of a job's verified checkpoints: for each series the claims as a dashed line, the re-measured numbers as a solid one,
 * and a marker for each verdict; a chart for each metric, since numbers of several share no axis. A module of its own: it neither looks for a chart library among the page's globals nor leaves one
 * there. Whatever comes from the server is shown as text.
 */
import * as echarts from "./echarts.esm.min.js";

const VERDICTS = ["PASSED", "UNSTABLE", "FAILED", "ERROR"];
const ERROR = 3;
/** A cross marks what could not be verified: it has no number, and stands where the last one that could was. */
const SYMBOLS = ["circle", "triangle", "rect", "path://M2 0L5 3L8 0L10 2L7 5L10 8L8 10L5 7L2 10L0 8L3 5L0 2Z"];
/** The smallest range of the vertical axis, and of a metric other than the cosine as a share of its numbers: noise must not look like a fall. */
const SMALLEST_RANGE = 0.05;
/** How many significant digits a number of a metric other than the cosine has. */
const DIGITS = 5;
/** Above this many checkpoints in a series, only those that did not pass get a marker. */
const MARKER_LIMIT = 200;
/** Above this many builds, the chart can be zoomed. */
const ZOOM_LIMIT = 40;
/** How far from a point, in pixels, the pointer may be to mean it. */
const REACH = 30;

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

function palette(element) {
  const names = ["text", "quiet", "rule", "background", "passed", "unstable", "failed"];
  const colours = Object.fromEntries(names.map((name) => [name, colour(element, `--lvm-${name}`)]));
  colours.series = [1, 2, 3, 4, 5, 6].map((number) => colour(element, `--lvm-series-${number}`));
  return colours;
}

/** A number of a series, in as many digits as its metric has. */
const digits = (series, value) => (series.metric ? String(Number(value.toPrecision(DIGITS))) : value.toFixed(4));
const figure = (series, value) => (value === null ? "none" : digits(series, value));
const difference = (series, value) => {
  const text = digits(series, value);
  return Number(text) === 0 ? digits(series, 0) : (value > 0 ? "+" : "") + text;
};
/** The least that two numbers of an axis are apart. */
const smallestRange = (metric, min, max) => (metric ? SMALLEST_RANGE * Math.max(Math.abs(min), Math.abs(max)) : SMALLEST_RANGE);

/** What is known of one checkpoint, line by line. */
function describe(series, index) {
  const claim = series.claims[index];
  const actual = series.actuals[index];
  const error = series.errors[index];
  const lines = [`${series.label}, build ${series.builds[index]}`, new Date(series.times[index]).toLocaleString()];
  if (series.verdicts[index] === ERROR) {
    return [...lines, series.problems[index], VERDICTS[ERROR]];
  }
  lines.push(
    `claim ${figure(series, claim)}`,
    `actual ${figure(series, actual)}${error === null ? "" : ` ± ${digits(series, error)}`}${series.metric ? ` ${series.metric}` : ""}`
  );
  if (claim !== null) {
    lines.push(`gap ${difference(series, series.lowerIsBetter ? claim - actual : actual - claim)}`);
  }
  lines.push(VERDICTS[series.verdicts[index]]);
  return lines;
}

/** Where the marks stand: at the numbers, and, without one, at the number before, else at the first there is. */
function places(series) {
  let last = series.actuals.find((actual) => actual !== null) ?? 0;
  return series.actuals.map((actual) => (last = actual ?? last));
}

class Trend {
  constructor(root, series) {
    this.root = root;
    this.series = series;
    this.metric = series[0].metric ?? null;
    this.element = root.querySelector(".lvm-trend__chart");
    this.status = root.querySelector(".lvm-trend__status");
    // Another branch counts its builds on its own: then only the time is common to all.
    this.byTime = series.some((one) => one.job !== null);
    for (const one of series) {
      one.label = one.job === null ? one.name : `${one.job}: ${one.name}`;
      one.x = this.byTime ? one.times : one.builds;
      one.y = places(one);
    }
    this.chart = echarts.init(this.element, null, { renderer: "canvas" });
    this.tooltip = this.overlay("lvm-tooltip");
    this.tooltip.setAttribute("role", "tooltip");
    this.ring = this.overlay("lvm-ring");
    this.draw();
    this.listen();
    const name = this.metric ?? "cosine";
    this.element.setAttribute("aria-label", `Claimed and re-measured ${name} by build. The arrow keys go from build to build, Enter opens one.`);
    const better = this.metric === null ? "" : series[0].lowerIsBetter ? " Lower is better." : " Higher is better.";
    const errors = series.flatMap((one) => one.verdicts).includes(ERROR) ? " Cross: could not be verified." : "";
    this.status.textContent = `Solid: actual ${name}; dashed: claim.${errors}${better}`;
    root.dataset.state = "drawn";
  }

  overlay(style) {
    const overlay = document.createElement("div");
    overlay.className = style;
    overlay.hidden = true;
    this.root.append(overlay);
    return overlay;
  }

  draw() {
    this.chart.setOption(this.option(palette(this.element)), { notMerge: true });
  }

  option(colours) {
    const builds = new Set(this.series.flatMap((one) => one.x));
    const zoom = builds.size > ZOOM_LIMIT;
    const [only] = builds.size === 1 && !this.byTime ? builds : [null];
    const text = { color: colours.text };
    return {
      animation: false,
      textStyle: { fontFamily: getComputedStyle(this.element).fontFamily },
      grid: { left: 68, right: 16, top: this.series.length > 1 ? 40 : 16, bottom: zoom ? 76 : 36 },
      legend: {
        show: this.series.length > 1,
        type: "scroll",
        icon: "circle",
        itemHeight: 10,
        top: 0,
        textStyle: { ...text, overflow: "truncate", width: 320 },
        pageTextStyle: text,
        pageIconColor: colours.text,
        inactiveColor: colours.rule,
        data: this.series.map((one) => one.label),
      },
      xAxis: {
        type: this.byTime ? "time" : "value",
        min: only === null ? "dataMin" : only - 1,
        max: only === null ? "dataMax" : only + 1,
        ...(only === null ? {} : { interval: 1 }),
        minInterval: 1,
        name: this.byTime ? "" : "build",
        nameLocation: "middle",
        nameGap: 22,
        nameTextStyle: { color: colours.quiet },
        axisLabel: { color: colours.text, ...(this.byTime ? {} : { formatter: (value) => (only === null || value === only ? String(value) : "") }) },
        axisLine: { onZero: false, lineStyle: { color: colours.quiet } },
        splitLine: { show: false },
      },
      yAxis: {
        type: "value",
        scale: true,
        name: this.metric ?? "cosine",
        nameLocation: "middle",
        nameGap: 48,
        nameTextStyle: { color: colours.quiet },
        min: ({ min, max }) => this.bound(min, max, -1),
        max: ({ min, max }) => this.bound(min, max, 1),
        // Where nothing was ever verified, the marks stand at no number.
        axisLabel: { show: this.series.some((one) => one.actuals.some((actual) => actual !== null)), color: colours.text, formatter: (value) => (this.metric ? String(Number(value.toPrecision(DIGITS))) : value.toFixed(2)) },
        splitLine: { lineStyle: { color: colours.rule } },
      },
      dataZoom: zoom
        ? [
            { type: "slider", bottom: 8, height: 24, textStyle: text, borderColor: colours.rule },
            { type: "inside", zoomOnMouseWheel: "ctrl", moveOnMouseWheel: false },
          ]
        : [],
      series: this.series.flatMap((one, number) => this.lines(one, number, colours)),
    };
  }

  /** Where the vertical axis begins or ends, if numbers are so near that it has to be widened. */
  bound(min, max, side) {
    const range = smallestRange(this.metric, min, max);
    if (max - min >= range) {
      return null;
    }
    const round = side < 0 ? Math.floor : Math.ceil;
    return this.metric ? (min + max + side * range) / 2 : round((min + max + side * range) * 50) / 100;
  }

  lines(one, number, colours) {
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

  listen() {
    const zr = this.chart.getZr();
    zr.on("mousemove", (event) => this.point(this.nearest(event.offsetX, event.offsetY)));
    zr.on("globalout", () => this.point(null));
    zr.on("click", (event) => this.open(this.nearest(event.offsetX, event.offsetY)));
    this.chart.on("datazoom", () => this.point(null));
    this.element.addEventListener("keydown", (event) => this.key(event));
    this.element.addEventListener("blur", () => this.point(null));
    new ResizeObserver(() => {
      this.chart.resize();
      this.point(null);
    }).observe(this.element);
    const redraw = () => this.draw();
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
    new MutationObserver(redraw).observe(document.documentElement, { attributeFilter: ["data-theme", "class", "style"] });
  }

  visible(one) {
    const selected = this.chart.getOption().legend[0].selected;
    return selected === undefined || selected[one.label] !== false;
  }

  pixel({ series, index }) {
    return this.chart.convertToPixel({ gridIndex: 0 }, [series.x[index], series.y[index]]);
  }

  inGrid(place) {
    return this.chart.containPixel({ gridIndex: 0 }, place.map(Math.round));
  }

  /** The checkpoint whose marker is nearest to a place of the chart, if one is near. */
  nearest(x, y) {
    let best = null;
    let shortest = REACH;
    const [from] = this.chart.convertFromPixel({ gridIndex: 0 }, [x - REACH, y]);
    const [to] = this.chart.convertFromPixel({ gridIndex: 0 }, [x + REACH, y]);
    for (const series of this.series.filter((one) => this.visible(one))) {
      let low = 0;
      for (let high = series.x.length; low < high; ) {
        const middle = (low + high) >> 1;
        if (series.x[middle] < from) {
          low = middle + 1;
        } else {
          high = middle;
        }
      }
      for (let index = low; index < series.x.length && series.x[index] <= to; index++) {
        const place = this.pixel({ series, index });
        const distance = Math.hypot(place[0] - x, place[1] - y);
        if (distance < shortest && this.inGrid(place)) {
          shortest = distance;
          best = { series, index };
        }
      }
    }
    return best;
  }

  /** Shows what is known of a checkpoint beside its marker. */
  point(target) {
    this.current = target ?? (document.activeElement === this.element ? this.current : null);
    this.element.style.cursor = target === null ? "default" : "pointer";
    this.tooltip.hidden = this.ring.hidden = target === null;
    if (target === null) {
      return;
    }
    this.tooltip.replaceChildren(
      ...describe(target.series, target.index).map((line) => {
        const div = document.createElement("div");
        div.textContent = line;
        return div;
      })
    );
    const [x, y] = this.pixel(target);
    this.ring.style.left = `${x}px`;
    this.ring.style.top = `${y}px`;
    const { offsetWidth: width, offsetHeight: height } = this.tooltip;
    this.tooltip.style.left = `${x + 16 + width > this.root.clientWidth ? Math.max(0, x - 16 - width) : x + 16}px`;
    this.tooltip.style.top = `${Math.max(0, Math.min(y - height / 2, this.element.clientHeight - height))}px`;
  }

  key(event) {
    const shown = this.series.filter((one) => this.visible(one));
    if (shown.length === 0) {
      return;
    }
    const at = this.current ?? { series: shown[0], index: shown[0].x.length };
    const row = Math.max(0, shown.indexOf(at.series));
    const go = (series, index) => {
      const target = { series, index: Math.max(0, Math.min(series.x.length - 1, index)) };
      if (!this.inGrid(this.pixel(target))) {
        this.chart.dispatchAction({ type: "dataZoom", start: 0, end: 100 });
      }
      this.current = target;
      this.point(target);
      this.status.textContent = describe(target.series, target.index).join(", ");
    };
    const series = shown[row];
    const moves = {
      ArrowLeft: () => go(series, at.index - 1),
      ArrowRight: () => go(series, at.index + 1),
      Home: () => go(series, 0),
      End: () => go(series, series.x.length - 1),
      ArrowUp: () => go(shown[(row + shown.length - 1) % shown.length], at.index),
      ArrowDown: () => go(shown[(row + 1) % shown.length], at.index),
      Enter: () => this.open(this.current),
      Escape: () => this.point(null),
    };
    if (moves[event.key] !== undefined) {
      event.preventDefault();
      moves[event.key]();
    }
  }

  /** Goes to a checkpoint's page. */
  open(target) {
    if (target) {
      const { series, index } = target;
      location.assign(`${this.root.dataset.root}/${series.url}${series.builds[index]}/lvm-verification/checkpoint/${series.ids[index]}/`);
    }
  }
}

/** One chart for each metric, the first one where the page has its place. */
function draw(root, series) {
  const metrics = [...new Set(series.map((one) => one.metric ?? null))];
  let last = root;
  const places = metrics.map((metric, number) => {
    const place = number === 0 ? root : root.cloneNode(true);
    if (number > 0) {
      last.after(place);
    }
    last = place;
    return [place, series.filter((one) => (one.metric ?? null) === metric)];
  });
  places.forEach(([place, own]) => new Trend(place, own));
}

async function load(root) {
  const status = root.querySelector(".lvm-trend__status");
  try {
    const answer = await fetch(root.dataset.source, { headers: { Accept: "application/json" } });
    if (!answer.ok) {
      throw new Error(`HTTP ${answer.status}`);
    }
    const only = root.dataset.series;
    const series = (await answer.json()).series.filter((one) => !only || one.name === only);
    if (series.length === 0) {
      root.classList.add("lvm-trend--empty");
      root.dataset.state = "empty";
      status.textContent = "No verified checkpoint yet.";
    } else {
      draw(root, series);
    }
  } catch (error) {
    root.classList.add("lvm-trend--empty");
    root.dataset.state = "failed";
    status.textContent = `The trend could not be drawn: ${error.message}`;
  }
}

for (const root of document.querySelectorAll(".lvm-trend:not([data-state])")) {
  root.dataset.state = "loading";
  load(root);
}
