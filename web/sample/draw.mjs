/** What the invented documents are drawn with. */

/** A small random stream (mulberry32), so that the sample is the same every time. */
export function stream(seed) {
  let state = seed;
  const uniform = () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const normal = () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
  const lognormal = (median, spread) => median * Math.exp(spread * normal());
  return { uniform, normal, lognormal };
}

export const round = (x, digits = 4) => (x === null || !Number.isFinite(x) ? null : Number(x.toFixed(digits)));
export const isoDate = (ms) => new Date(ms).toISOString().slice(0, 10);

export function wilson(successes, n) {
  if (n === 0) return { estimate: null, low: null, high: null, n };
  const z = 1.96;
  const p = successes / n;
  const centre = (p + (z * z) / (2 * n)) / (1 + (z * z) / n);
  const half = (z * Math.sqrt((p * (1 - p)) / n + (z * z) / (4 * n * n))) / (1 + (z * z) / n);
  return { estimate: round(p), low: round(centre - half), high: round(centre + half), n };
}
