/** Lays 1-10 pictures into rows the way messengers do: full width, nothing cut more than needed. */

import { h } from "../dom.js";

const clamp = (ratio) => Math.min(2.2, Math.max(0.55, ratio || 1));

/** All ways to cut `count` pictures into rows of one to four. */
function partitions(count) {
  if (count === 0) return [[]];
  const ways = [];
  for (let first = 1; first <= Math.min(4, count); first += 1) {
    for (const rest of partitions(count - first)) ways.push([first, ...rest]);
  }
  return ways;
}

/** How far a way is from a pleasant picture: a shape near 4:5 and rows of similar height. */
function ugliness(rows, ratios) {
  let at = 0;
  const heights = rows.map((size) => {
    const sum = ratios.slice(at, at + size).reduce((total, ratio) => total + ratio, 0);
    at += size;
    return 1 / sum;
  });
  const total = heights.reduce((sum, height) => sum + height, 0);
  const mean = total / heights.length;
  const uneven = heights.reduce((sum, height) => sum + Math.abs(height - mean), 0);
  const wanted = ratios.length === 1 ? 1 / ratios[0] : Math.min(1.25, 0.62 + ratios.length * 0.07);
  const lonely = rows.length > 1 && rows.at(-1) === 1 ? 0.15 : 0;
  return Math.abs(total - wanted) * 2 + uneven + lonely;
}

/** Chooses how many pictures stand in each row. */
export function rowsFor(ratios) {
  const shapes = ratios.map(clamp);
  return partitions(shapes.length)
    .map((rows) => ({ rows, cost: ugliness(rows, shapes) }))
    .reduce((best, way) => (way.cost < best.cost ? way : best)).rows;
}

/** Puts ready tiles into a mosaic. `ratios[i]` is the width of tile i divided by its height. */
export function mosaic(tiles, ratios) {
  const shapes = ratios.map(clamp);
  let at = 0;
  const rows = rowsFor(ratios).map((size) => {
    const row = h("div", { class: "mosaic-row" });
    for (let index = at; index < at + size; index += 1) {
      tiles[index].style.flexGrow = String(shapes[index]);
      row.append(tiles[index]);
    }
    row.style.aspectRatio = String(shapes.slice(at, at + size).reduce((total, ratio) => total + ratio, 0));
    at += size;
    return row;
  });
  return h("div", { class: `mosaic ${tiles.length === 1 ? "single" : ""}` }, rows);
}
