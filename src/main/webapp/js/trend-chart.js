/*
 * A chart of series: looks for the checkpoint that the pointer or a key means, says what is known of it, and opens its page. It neither looks
 * for a chart library among the page's globals nor leaves one there. Whatever comes from the server is shown as text.
 */
import * as echarts from "./echarts.esm.min.js";
import { option, palette } from "./trend-look.js";
import { describe, ERROR, sentence } from "./trend-words.js";

/** How far from a point, in pixels, the pointer may be to mean it. */
const REACH = 30;

/** Where the marks stand: at the numbers, and, without one, at the number before, else at the first there is. */
function places(series) {
  let last = series.actuals.find((actual) => actual !== null) ?? 0;
  return series.actuals.map((actual) => (last = actual ?? last));
}

/** One chart in its place of the page, whose markers answer pointer and keys. */
export class TrendChart {
  constructor(root, series) {
    this.root = root;
    this.words = root.dataset;
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
    this.element.setAttribute("aria-label", sentence(this.words, this.words.textChart, this.metric));
    this.status.textContent = [
      sentence(this.words, this.words.textLines, this.metric),
      ...(series.flatMap((one) => one.verdicts).includes(ERROR) ? [this.words.textCross] : []),
      ...(this.metric === null ? [] : [series[0].lowerIsBetter ? this.words.textLower : this.words.textHigher]),
    ].join(" ");
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
    const { fontFamily } = getComputedStyle(this.element);
    this.chart.setOption(option(this, palette(this.element), fontFamily), { notMerge: true });
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
      ...describe(this.words, target.series, target.index).map((line) => {
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
      this.status.textContent = describe(this.words, target.series, target.index).join(", ");
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
