// Menus that open at a point or under a button; arrow keys move, Escape closes and gives the focus back.
import { h } from "./dom.js";

let close = () => {};

/** items: {label, hint, picture, danger, run}, "-" for a line, {title}, or {row: [{label, run}]} side by side. */
export function openMenu(items, where, label) {
  close();
  const before = document.activeElement;
  const menu = h("div", { class: "menu", role: "menu", "aria-label": label, tabindex: -1 }, items.map((item) => entry(item)));
  const outside = (event) => !menu.contains(event.target) && close();
  close = () => {
    menu.remove();
    document.removeEventListener("pointerdown", outside, true);
    close = () => {};
    if (document.activeElement === document.body || document.activeElement === null) before?.focus?.({ preventScroll: true });
  };
  menu.addEventListener("keydown", (event) => keys(event, menu));
  document.addEventListener("pointerdown", outside, true);
  document.body.append(menu);
  put(menu, where);
  (menu.querySelector("[role=menuitem]") ?? menu).focus();
  return menu;
}

export function closeMenu() {
  close();
}

function entry(item) {
  if (item === "-") return h("div", { class: "menu-line", role: "separator" });
  if (item.row) return h("div", { class: "menu-row", role: "none" }, item.row.map((each) => entry({ ...each, small: true })));
  if (item.title) return h("div", { class: "menu-title", role: "presentation" }, item.title);
  return h(
    "button",
    { class: `menu-item${item.danger ? " danger" : ""}${item.small ? " small" : ""}`, type: "button", role: "menuitem", tabindex: -1, "aria-label": item.name, "aria-current": item.current ? "true" : undefined,
      onclick: () => { close(); item.run(); } },
    item.picture ?? null,
    h("span", { class: "menu-label" }, item.label, item.hint ? h("small", {}, item.hint) : null),
    item.current ? h("span", { class: "menu-tick", "aria-hidden": "true" }, "✓") : null,
  );
}

function keys(event, menu) {
  const all = [...menu.querySelectorAll("[role=menuitem]")];
  const at = all.indexOf(document.activeElement);
  const go = (n) => { event.preventDefault(); all[(n + all.length) % all.length]?.focus(); };
  if (event.key === "ArrowDown" || event.key === "ArrowRight") go(at + 1);
  else if (event.key === "ArrowUp" || event.key === "ArrowLeft") go(at - 1);
  else if (event.key === "Home") go(0);
  else if (event.key === "End") go(-1);
  else if (event.key === "Escape" || event.key === "Tab") { event.preventDefault(); event.stopPropagation(); close(); }
}

/** where: {x, y} or an element to stand beside. */
function put(menu, where) {
  const box = menu.getBoundingClientRect();
  let { x, y } = where;
  if (where instanceof Element) {
    const at = where.getBoundingClientRect();
    x = at.left;
    y = at.bottom + 4;
    if (y + box.height > innerHeight - 8) y = at.top - box.height - 4;
  }
  menu.style.left = `${Math.max(8, Math.min(x, innerWidth - box.width - 8))}px`;
  menu.style.top = `${Math.max(8, Math.min(y, innerHeight - box.height - 8))}px`;
}
