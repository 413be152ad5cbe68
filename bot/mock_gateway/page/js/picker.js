// The list that a select opens: one or several of the options, with a filter when there are many.
import { h } from "./dom.js";

let closeOpen = () => {};

/** Resolves to the chosen values, or null when closed without choosing. */
export function openPicker(anchor, { options, min, max, label }) {
  closeOpen();
  return new Promise((resolve) => {
    const chosen = new Set(options.filter((option) => option.default).map((option) => option.value));
    const multiple = max > 1;
    const list = h("div", { class: "picker-list", role: "listbox", "aria-multiselectable": multiple ? "true" : undefined, "aria-label": label ?? "Options" });
    const filter = options.length > 8 ? h("input", { class: "picker-filter", type: "text", placeholder: "Search", "aria-label": "Search" }) : null;
    const done = multiple ? h("button", { class: "button primary small", type: "button" }, "Done") : null;
    const picker = h("div", { class: "picker" }, filter, list, done);

    const finish = (values) => {
      picker.remove();
      document.removeEventListener("pointerdown", outside, true);
      closeOpen = () => {};
      anchor.setAttribute("aria-expanded", "false");
      anchor.focus({ preventScroll: true });
      resolve(values);
    };
    const outside = (event) => !picker.contains(event.target) && finish(null);
    closeOpen = () => finish(null);

    const choose = (value) => {
      if (!multiple) return finish([value]);
      if (chosen.has(value)) chosen.delete(value);
      else if (chosen.size < max) chosen.add(value);
      draw(value);
    };
    const draw = (focused) => {
      const wanted = (filter?.value ?? "").toLowerCase();
      list.replaceChildren(...options.filter((option) => option.label.toLowerCase().includes(wanted)).map((option) =>
        h("button", { class: "picker-option", type: "button", role: "option", "aria-selected": String(chosen.has(option.value)), dataset: { value: option.value }, onclick: () => choose(option.value) },
          option.emoji?.name ? h("span", { class: "emoji" }, option.emoji.name) : option.picture ?? null,
          h("span", { class: "picker-label" }, option.label, option.description ? h("small", {}, option.description) : null),
          multiple ? h("span", { class: "tick", "aria-hidden": "true" }) : null)));
      if (done) done.disabled = chosen.size < min;
      if (focused) [...list.children].find((child) => child.dataset.value === focused)?.focus();
    };
    picker.addEventListener("keydown", (event) => {
      const all = [...list.children];
      const at = all.indexOf(document.activeElement);
      if (event.key === "Escape") { event.preventDefault(); event.stopPropagation(); finish(null); }
      else if (event.key === "ArrowDown") { event.preventDefault(); (all[at + 1] ?? all[0])?.focus(); }
      else if (event.key === "ArrowUp") { event.preventDefault(); (all[at - 1] ?? all.at(-1))?.focus(); }
    });
    filter?.addEventListener("input", () => draw());
    done?.addEventListener("click", () => finish([...chosen]));
    document.addEventListener("pointerdown", outside, true);
    draw();
    document.body.append(picker);
    anchor.setAttribute("aria-expanded", "true");
    stand(picker, anchor);
    (filter ?? list.querySelector("[aria-selected=true]") ?? list.firstElementChild)?.focus();
  });
}

function stand(picker, anchor) {
  const at = anchor.getBoundingClientRect();
  picker.style.width = `${Math.max(at.width, 220)}px`;
  const box = picker.getBoundingClientRect();
  const below = at.bottom + 4 + box.height <= innerHeight - 8;
  picker.style.left = `${Math.max(8, Math.min(at.left, innerWidth - box.width - 8))}px`;
  picker.style.top = `${Math.max(8, below ? at.bottom + 4 : at.top - box.height - 4)}px`;
}
