/*
 * Draws the trend of a job's verified checkpoints: for each series the claims as a dashed line, the re-measured numbers as a solid one,
 * and a marker for each verdict; a chart for each metric, since numbers of several share no axis. A module of its own: it neither looks for a
 * chart library among the page's globals nor leaves one there.
 */
import { TrendChart } from "./trend-chart.js";

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
  places.forEach(([place, own]) => new TrendChart(place, own));
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
      status.textContent = root.dataset.textEmpty;
    } else {
      draw(root, series);
    }
  } catch (error) {
    root.classList.add("lvm-trend--empty");
    root.dataset.state = "failed";
    status.textContent = `${root.dataset.textFailed}: ${error.message}`;
  }
}

for (const root of document.querySelectorAll(".lvm-trend:not([data-state])")) {
  root.dataset.state = "loading";
  load(root);
}
