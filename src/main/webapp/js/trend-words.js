/* What a trend says of its numbers: in as many digits as their metric has, line by line of one checkpoint. Its words are the page's. */

/** Which word of the page says a checkpoint's verdict, by its number in the data. */
const VERDICTS = ["wordPassed", "wordUnstable", "wordFailed", "wordError"];
export const ERROR = 3;
/** How many significant digits a number of a metric other than the cosine has. */
const DIGITS = 5;

/** A number of a series, in as many digits as its metric has. */
const digits = (series, value) => (series.metric ? String(Number(value.toPrecision(DIGITS))) : value.toFixed(4));
const figure = (words, series, value) => (value === null ? words.wordNone : digits(series, value));
const difference = (series, value) => {
  const text = digits(series, value);
  return Number(text) === 0 ? digits(series, 0) : (value > 0 ? "+" : "") + text;
};

/** A number at the vertical axis. */
export const axisNumber = (metric, value) => (metric ? String(Number(value.toPrecision(DIGITS))) : value.toFixed(2));

/** A sentence of the page about a metric; null: the cosine. */
export const sentence = (words, text, metric) => text.replace("%s", () => metric ?? words.wordCosine);

/**
 * What is known of one checkpoint, line by line.
 *
 * @param words the page's, as `data-word-…` of the trend
 */
export function describe(words, series, index) {
  const claim = series.claims[index];
  const actual = series.actuals[index];
  const error = series.errors[index];
  const lines = [`${series.label}, ${words.wordBuild} ${series.builds[index]}`, new Date(series.times[index]).toLocaleString()];
  if (series.verdicts[index] === ERROR) {
    return [...lines, series.problems[index], words.wordError];
  }
  lines.push(
    `${words.wordClaim} ${figure(words, series, claim)}`,
    `${words.wordActual} ${figure(words, series, actual)}${error === null ? "" : ` ± ${digits(series, error)}`}${series.metric ? ` ${series.metric}` : ""}`
  );
  if (claim !== null) {
    lines.push(`${words.wordGap} ${difference(series, series.lowerIsBetter ? claim - actual : actual - claim)}`);
  }
  lines.push(words[VERDICTS[series.verdicts[index]]]);
  return lines;
}
