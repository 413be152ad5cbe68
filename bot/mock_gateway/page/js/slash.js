// Slash commands: the list that opens on "/", and filling in a command's options.
import { h, icon } from "./dom.js";
import { avatar } from "./avatar.js";
import { api, runCommand } from "./actions.js";
import { state, me } from "./state.js";
import { optionsOf } from "./components.js";

const SUB = 1;
const GROUP = 2;
const TYPES = { STRING: 3, INTEGER: 4, BOOLEAN: 5, USER: 6, CHANNEL: 7, ROLE: 8, MENTIONABLE: 9, NUMBER: 10, FILE: 11 };
const popup = document.getElementById("popup");

/** Every command that can be run here, subcommands spelled out: {path, description, options}. */
export function runnable() {
  return (state.commands.get(state.channelId) ?? []).filter((command) => command.type === 1).flatMap((command) => flatten(command, [command.name]));
}

function flatten(node, path, shown = [text(node, "name")]) {
  const subs = (node.options ?? []).filter((option) => option.type === SUB || option.type === GROUP);
  if (!subs.length) return [{ path: path.join(" "), shown: shown.join(" "), description: text(node, "description"), options: node.options ?? [] }];
  return subs.flatMap((sub) => flatten(sub, [...path, sub.name], [...shown, text(sub, "name")]));
}

/** A name or description in the language of who looks, where the bot gave one. */
export function text(node, field) {
  return node[`${field}_localizations`]?.[me().locale] ?? node[field] ?? "";
}

/** A list above the composer that the arrow keys of its owner move through. */
export class Popup {
  constructor(input) {
    this.input = input;
    this.items = [];
    this.at = 0;
  }

  get open() {
    return !popup.hidden && popup.dataset.owner === this.input.id;
  }

  /** items: {label, detail, hint, run}. */
  show(title, items, empty) {
    this.items = items;
    this.at = 0;
    if (!items.length && !empty) return this.hide();
    popup.dataset.owner = this.input.id;
    popup.hidden = false;
    popup.replaceChildren(
      h("div", { class: "popup-title" }, title),
      items.length
        ? h("div", { role: "listbox", id: "popup-list", class: "popup-list", "aria-label": title }, items.map((item, n) => this.row(item, n)))
        : h("div", { class: "popup-empty" }, empty),
    );
    this.input.setAttribute("aria-controls", "popup-list");
    this.expanded(true);
    this.mark();
    return undefined;
  }

  row(item, n) {
    return h(
      "div", { class: "popup-row", role: "option", id: `popup-${n}`, onpointerdown: (event) => { event.preventDefault(); item.run(); }, onpointermove: () => this.move(n - this.at) },
      item.picture ?? null,
      h("span", { class: "popup-label" }, item.label, item.hint ? h("i", {}, item.hint) : null),
      h("span", { class: "popup-detail" }, item.detail ?? ""),
    );
  }

  mark() {
    const rows = [...popup.querySelectorAll(".popup-row")];
    rows.forEach((row, n) => row.setAttribute("aria-selected", String(n === this.at)));
    rows[this.at]?.scrollIntoView({ block: "nearest" });
    if (rows.length) this.input.setAttribute("aria-activedescendant", `popup-${this.at}`);
  }

  move(step) {
    if (!this.items.length || !step) return;
    this.at = (this.at + step + this.items.length) % this.items.length;
    this.mark();
  }

  hide() {
    if (popup.dataset.owner === this.input.id) popup.hidden = true;
    this.input.removeAttribute("aria-activedescendant");
    this.expanded(false);
  }

  expanded(open) {
    if (this.input.getAttribute("role") === "combobox") this.input.setAttribute("aria-expanded", String(open));
  }

  /** True when the key was for the list. */
  key(event) {
    if (!this.open || !this.items.length) return false;
    if (event.key === "ArrowDown") this.move(1);
    else if (event.key === "ArrowUp") this.move(-1);
    else if (event.key === "Enter" || event.key === "Tab") this.items[this.at].run();
    else if (event.key === "Escape") this.hide();
    else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  }
}

/** Rows for the commands that match what was typed after "/". */
export function commandRows(typed, choose) {
  const wanted = typed.toLowerCase();
  const scored = runnable()
    .map((command) => ({ command, at: Math.max(command.path.indexOf(wanted), command.shown.indexOf(wanted)) }))
    .filter(({ at }) => at >= 0)
    .sort((a, b) => a.at - b.at || a.command.path.localeCompare(b.command.path));
  return scored.map(({ command }) => ({
    label: `/${command.shown}`,
    hint: command.options.filter((option) => option.required).map((option) => ` ${text(option, "name")}`).join(""),
    detail: command.description,
    picture: avatar(state.scene.bot.id, 24),
    run: () => choose(command),
  }));
}

/** The form that takes the composer's place while a command is filled in; `said` is for its first option. */
export function commandForm(command, leave, said = "") {
  const files = [];
  const fields = new Map();
  const about = h("div", { class: "option-hint", id: "option-hint" }, command.description);
  const line = h("div", { class: "command-line" });
  const optional = h("div", { class: "optional" });
  const form = h(
    "form", { class: "command-form", "aria-label": `/${command.path}` },
    about,
    h("div", { class: "composer-row" },
      h("div", { class: "command-body" }, h("b", { class: "command-name" }, `/${command.shown}`), line, optional),
      h("button", { class: "icon-button send", type: "submit", "aria-label": "Send command" }, icon("send")),
      h("button", { class: "icon-button", type: "button", "aria-label": "Cancel command", onclick: () => leave() }, icon("close"))),
  );
  const addField = (option, focus) => {
    const made = field(command, option, fields, about);
    fields.set(option.name, made);
    line.append(made.element);
    drawOptional();
    if (focus) made.focus();
  };
  const drawOptional = () => {
    optional.replaceChildren(...command.options.filter((option) => !fields.has(option.name)).map((option) =>
      h("button", { class: "chip", type: "button", title: text(option, "description"), onclick: () => addField(option, true) }, `+ ${text(option, "name")}`)));
  };
  const required = command.options.filter((option) => option.required);
  const open = required.length ? required : command.options.slice(0, 1).filter(isTyped); // at hand, and left out while empty
  open.forEach((option) => addField(option, false));
  drawOptional();
  const first = line.querySelector("input[type=text]");
  if (said && first) {
    first.value = said;
    first.dispatchEvent(new Event("input"));
  }

  form.addEventListener("keydown", (event) => {
    if (event.key === "Escape") { event.preventDefault(); leave(); }
    if (event.key === "Backspace" && event.target.value === "" && event.target === line.querySelector("input") && event.target.type === "text") { event.preventDefault(); leave(); }
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const missing = command.options.find((option) => option.required && fields.get(option.name)?.read() === undefined);
    if (missing) {
      fields.get(missing.name).focus();
      about.textContent = `${text(missing, "name")} is required: ${text(missing, "description")}`;
      about.classList.add("wrong");
      return;
    }
    files.length = 0;
    const options = {};
    for (const [name, made] of fields) {
      const value = made.read(files);
      if (value !== undefined) options[name] = value;
    }
    leave();
    await runCommand(`/${command.path}`, options, [...files]);
  });
  return { element: form, focus: () => (line.querySelector("input, select") ?? form.querySelector(".send")).focus() };
}

function isTyped(option) {
  return option.type === TYPES.STRING && !option.choices?.length;
}

function field(command, option, fields, about) {
  const id = `option-${option.name}`;
  const made = input(command, option, id, fields);
  const element = h("label", { class: "option", for: id }, h("span", {}, text(option, "name")), made.control);
  made.control.addEventListener("focus", () => {
    about.classList.remove("wrong");
    about.textContent = `${text(option, "name")}: ${text(option, "description")}`;
  });
  return { element, read: made.read, focus: () => made.control.focus() };
}

function input(command, option, id, fields) {
  const listed = choicesFor(option);
  if (option.type === TYPES.FILE) {
    const control = h("input", { type: "file", id });
    return { control, read: (files = []) => (control.files.length ? files.push(control.files[0]) - 1 : undefined) };
  }
  if (listed) {
    const control = h("select", { id }, h("option", { value: "" }, "Choose…"), listed.map((choice, n) => h("option", { value: String(n) }, text(choice, "name"))));
    return { control, read: () => listed[control.value === "" ? -1 : Number(control.value)]?.value };
  }
  const control = h("input", { type: "text", id, autocomplete: "off", role: option.autocomplete ? "combobox" : undefined, "aria-describedby": "option-hint", maxlength: option.max_length ?? 6000 });
  const picked = { label: null, value: null };
  if (option.autocomplete) autocomplete(command, option, control, fields, picked);
  const sized = () => { control.style.width = `${Math.max(8, Math.min(control.value.length + 2, 48))}ch`; };
  control.addEventListener("input", sized);
  sized();
  return { control, read: () => (control.value === "" ? undefined : control.value === picked.label ? picked.value : control.value) };
}

function choicesFor(option) {
  if (option.choices?.length) return option.choices;
  if (option.type === TYPES.BOOLEAN) return [{ name: "True", value: true }, { name: "False", value: false }];
  const kind = { [TYPES.USER]: 5, [TYPES.ROLE]: 6, [TYPES.MENTIONABLE]: 7, [TYPES.CHANNEL]: 8 }[option.type];
  return kind ? optionsOf({ type: kind }).map(({ label, value }) => ({ name: label, value })) : null;
}

function autocomplete(command, option, control, fields, picked) {
  const list = new Popup(control);
  let asked = 0;
  let timer;
  const ask = async () => {
    const turn = ++asked;
    const options = {};
    for (const [name, made] of fields) {
      const value = made.read();
      if (value !== undefined) options[name] = value;
    }
    options[option.name] = control.value;
    const answer = await api.post(`/channels/${state.channelId}/autocomplete`, { command: command.path, options, focused: option.name }).catch(() => null);
    if (turn !== asked || document.activeElement !== control) return;
    if (!answer || answer.state === "failed") return list.show(option.name, [], "Loading options failed");
    list.show(option.name, answer.choices.map((choice) => ({
      label: choice.name,
      run: () => {
        Object.assign(picked, { label: choice.name, value: choice.value });
        control.value = choice.name;
        control.dispatchEvent(new Event("change"));
        asked++;
        list.hide();
      },
    })), "No options match your search.");
  };
  const soon = () => { clearTimeout(timer); timer = setTimeout(ask, 180); };
  control.addEventListener("input", soon);
  control.addEventListener("focus", soon);
  control.addEventListener("blur", () => list.hide());
  control.addEventListener("keydown", (event) => list.key(event));
}
