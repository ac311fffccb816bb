/* What a trend says of its numbers: in as many digits as their metric has, line by line of one checkpoint. */

/** What a checkpoint's verdict is, by its number in the data. */
const VERDICTS = ["PASSED", "UNSTABLE", "FAILED", "ERROR"];
export const ERROR = 3;
/** How many significant digits a number of a metric other than the cosine has. */
const DIGITS = 5;

/** A number of a series, in as many digits as its metric has. */
const digits = (series, value) => (series.metric ? String(Number(value.toPrecision(DIGITS))) : value.toFixed(4));
const figure = (series, value) => (value === null ? "none" : digits(series, value));
const difference = (series, value) => {
  const text = digits(series, value);
  return Number(text) === 0 ? digits(series, 0) : (value > 0 ? "+" : "") + text;
};

/** A number at the vertical axis. */
export const axisNumber = (metric, value) => (metric ? String(Number(value.toPrecision(DIGITS))) : value.toFixed(2));

/** What is known of one checkpoint, line by line. */
export function describe(series, index) {
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
