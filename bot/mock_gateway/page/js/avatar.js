// Avatars drawn from a number: a rosette on a coloured disc, no faces.
import { svg } from "./dom.js";

const GROUNDS = ["#5d6df0", "#24907a", "#c8643f", "#9a55c2", "#c04f7f", "#3d7fc6", "#7f8a34", "#b0742a"];

export function avatar(id, size = 40) {
  const bits = mixed(id);
  const fold = 3 + (bits % 5);
  const outer = { rx: 2.6 + ((bits >>> 3) % 3), ry: 4.5 + ((bits >>> 5) % 3), cy: 10.5 };
  const inner = { rx: 1.6, ry: 2.4 + ((bits >>> 7) % 3), cy: 13 };
  return svg(
    "svg",
    { viewBox: "0 0 40 40", width: size, height: size, class: "avatar", "aria-hidden": "true", focusable: "false" },
    svg("rect", { width: 40, height: 40, rx: 20, fill: GROUNDS[(bits >>> 9) % GROUNDS.length] }),
    svg("g", { fill: "#fff", opacity: 0.9 }, petals(fold, 0, outer)),
    svg("g", { fill: "#fff", opacity: 0.45 }, petals(fold, 180 / fold, inner)),
    svg("circle", { cx: 20, cy: 20, r: 2 + ((bits >>> 12) % 3), fill: "#fff" }),
  );
}

function petals(fold, turn, shape) {
  return Array.from({ length: fold }, (_, n) =>
    svg("ellipse", { cx: 20, ...shape, transform: `rotate(${turn + (360 / fold) * n} 20 20)` }));
}

/** A small hash of an id: FNV-1a, then stirred so that neighbouring ids look nothing alike. */
function mixed(id) {
  let hash = 0x811c9dc5;
  for (const c of String(id)) hash = Math.imul(hash ^ c.codePointAt(0), 0x01000193) >>> 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b) >>> 0;
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35) >>> 0;
  return (hash ^ (hash >>> 16)) >>> 0;
}
