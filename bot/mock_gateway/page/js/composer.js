// Writing a message: text, files, replies, edits, and the way into slash commands.
import { h, icon } from "./dom.js";
import { api, attempt } from "./actions.js";
import { size } from "./pictures.js";
import { Popup, commandForm, commandRows, runnable } from "./slash.js";
import { state, on, emit, channel, isDm, named, me, place, can, MAY } from "./state.js";

const composer = document.getElementById("composer");
const MAX_FILES = 10;
const MAX_BYTES = 10 * 1024 * 1024;
const MAX_TEXT = 2000;

const text = h("textarea", { id: "composer-text", rows: 1, "aria-label": "Message", "aria-haspopup": "listbox", "aria-autocomplete": "list", autocomplete: "off", spellcheck: true });
const counter = h("span", { class: "counter", "aria-live": "polite" });
const strip = h("div", { class: "strip" });
const tray = h("div", { class: "tray" });
const picker = h("input", { type: "file", multiple: true, hidden: true, tabindex: -1, "aria-label": "Files" });
const attach = h("button", { class: "icon-button attach", type: "button", "aria-label": "Attach files", onclick: () => picker.click() }, icon("plus"));
const send = h("button", { class: "icon-button send", type: "button", "aria-label": "Send message", onclick: () => submit() }, icon("send"));
const list = new Popup(text);
const drafts = new Map();
let files = [];
let lastTyping = 0;

composer.append(strip, tray, h("div", { class: "composer-row" }, attach, text, counter, send), picker);

export function focusComposer() {
  (composer.querySelector(".command-form input, .command-form select") ?? text).focus();
}

/** Called when another channel is shown: each keeps its own draft. */
export function moveTo(channelId, from) {
  leaveCommand(false);
  if (from) drafts.set(from, text.value);
  text.value = drafts.get(channelId) ?? "";
  state.replyTo = state.editing = null;
  files = [];
  redraw();
}

export function redraw() {
  const here = channel();
  const allowed = isDm(here) || can(MAY.send);
  text.disabled = !allowed;
  text.placeholder = allowed ? `Message ${isDm(here) ? `@${state.scene.bot.name}` : `#${here.name}`}` : "You do not have permission to send messages here.";
  drawStrip();
  drawTray();
  grow();
}

// Replying and editing

on("reply", (message) => {
  Object.assign(state, { replyTo: { message, ping: true }, editing: null });
  leaveCommand();
  drawStrip();
  text.focus();
});

on("edit-own", (message) => {
  Object.assign(state, { replyTo: null, editing: message });
  leaveCommand();
  text.value = message.content;
  drawStrip();
  grow();
  text.focus();
});

function drawStrip() {
  strip.replaceChildren();
  if (state.replyTo) {
    const { message, ping } = state.replyTo;
    const toggle = h("button", { class: "text-button", type: "button", "aria-pressed": String(ping), onclick: () => { state.replyTo.ping = !state.replyTo.ping; drawStrip(); } }, ping ? "@ on" : "@ off");
    strip.append(h("span", {}, "Replying to ", h("b", {}, named(message.author))), toggle, cancel());
  } else if (state.editing) {
    strip.append(h("span", {}, "Editing your message"), cancel());
  }
}

function cancel() {
  return h("button", { class: "icon-button small", type: "button", "aria-label": "Cancel", onclick: stopContext }, icon("close"));
}

function stopContext() {
  if (state.editing) text.value = "";
  Object.assign(state, { replyTo: null, editing: null });
  drawStrip();
  grow();
  text.focus();
}

// Files

function takeFiles(chosen) {
  for (const file of chosen) {
    if (file.size > MAX_BYTES) emit("notice", { text: `${file.name} is too large: files may have up to 10 MB.` });
    else if (files.length >= MAX_FILES) emit("notice", { text: `A message carries ${MAX_FILES} files at most.` });
    else files.push({ file, alt: "", spoiler: false, url: file.type.startsWith("image/") ? URL.createObjectURL(file) : null });
  }
  drawTray();
  text.focus();
}

function drawTray() {
  tray.replaceChildren(...files.map((item) =>
    h("div", { class: "upload" },
      item.url ? h("img", { src: item.url, alt: "" }) : icon("file"),
      h("div", { class: "upload-name" }, item.file.name, " ", h("small", {}, size(item.file.size))),
      h("input", { type: "text", placeholder: "Describe it (alt text)", "aria-label": `Description of ${item.file.name}`, value: item.alt, maxlength: 1024, oninput: (event) => { item.alt = event.target.value; } }),
      h("label", { class: "upload-spoiler" }, h("input", { type: "checkbox", checked: item.spoiler, onchange: (event) => { item.spoiler = event.target.checked; } }), "Spoiler"),
      h("button", { class: "icon-button small", type: "button", "aria-label": `Remove ${item.file.name}`, onclick: () => drop(item) }, icon("close")))));
}

function drop(item) {
  if (item.url) URL.revokeObjectURL(item.url);
  files = files.filter((other) => other !== item);
  drawTray();
}

picker.addEventListener("change", () => { takeFiles(picker.files); picker.value = ""; });
text.addEventListener("paste", (event) => event.clipboardData.files.length && (event.preventDefault(), takeFiles(event.clipboardData.files)));
document.addEventListener("dragover", (event) => event.dataTransfer?.types.includes("Files") && event.preventDefault());
document.addEventListener("drop", (event) => event.dataTransfer?.files.length && (event.preventDefault(), takeFiles(event.dataTransfer.files)));

// Sending

async function submit() {
  const content = withMentions(text.value.trim());
  if (content.length > MAX_TEXT) return emit("notice", { text: `Messages may have up to ${MAX_TEXT} characters; this one has ${content.length}.` });
  if (!content && !files.length) return undefined;
  if (state.editing) return saveEdit(content);
  if (asCommand(content)) return undefined;
  const sending = files;
  const reply = state.replyTo;
  const body = { content, reply_to: reply?.message.id, ping: reply?.ping ?? true, descriptions: Object.fromEntries(sending.map((item, n) => [n, item.alt || null])) };
  text.value = "";
  files = [];
  state.replyTo = null;
  lastTyping = 0;
  redraw();
  list.hide();
  const sent = await attempt(() => api.post(`/channels/${state.channelId}/messages`, body, sending.map(named_)));
  if (sent) {
    sending.forEach((item) => item.url && URL.revokeObjectURL(item.url));
    emit("sent", sent);
  } else if (!text.value) {
    text.value = content; // nothing typed is lost
    files = sending;
    redraw();
  }
  return undefined;
}

function named_(item) {
  const name = item.spoiler ? `SPOILER_${item.file.name}` : item.file.name;
  return new File([item.file], name, { type: item.file.type });
}

async function saveEdit(content) {
  const message = state.editing;
  stopContext();
  text.value = "";
  grow();
  if (content && content !== message.content) await attempt(() => api.call("PATCH", `/messages/${message.id}`, { content }));
}

/** Someone who types "/name" and Enter means the command, and with what stands behind that its first option. */
function asCommand(content) {
  const found = called(content);
  if (found) startCommand(found.command, found.said);
  return Boolean(found);
}

function called(content) {
  const command = runnable().find(({ path }) => content === `/${path}` || content.startsWith(`/${path} `));
  return command && { command, said: content.slice(command.path.length + 1).trim() };
}

// Slash commands

function startCommand(command, said = "") {
  list.hide();
  text.value = "";
  grow();
  const form = commandForm(command, leaveCommand, said);
  composer.querySelector(".command-form")?.remove();
  composer.classList.add("commanding");
  composer.append(form.element);
  form.focus();
}

function leaveCommand(focus = true) {
  const form = composer.querySelector(".command-form");
  if (!form) return;
  form.remove();
  document.getElementById("popup").hidden = true;
  composer.classList.remove("commanding");
  if (focus !== false) text.focus();
}

on("start-command", (command) => {
  const found = runnable().find((candidate) => candidate.path === command.name);
  if (found) startCommand(found);
  else {
    text.value = `/${command.name}`;
    text.focus();
    suggest();
  }
});

function suggest() {
  const typed = /^\/([^\n]*)$/.exec(text.value);
  const found = typed && !state.editing && text.value.endsWith(" ") && called(text.value);
  if (found && !found.said) startCommand(found.command);
  else if (typed && !state.editing) list.show("Commands", commandRows(typed[1], startCommand), "No command of that name here.");
  else mentions();
}

function mentions() {
  const before = text.value.slice(0, text.selectionStart);
  const found = /(?:^|\s)@([\w.]{0,32})$/.exec(before);
  if (!found) return list.hide();
  const people = [...state.scene.people, state.scene.bot].filter((person) => person.username.startsWith(found[1].toLowerCase()) || person.name.toLowerCase().startsWith(found[1].toLowerCase()));
  return list.show("Members", people.map((person) => ({
    label: person.name, detail: person.username,
    run: () => {
      const start = before.length - found[1].length - 1;
      text.setRangeText(`<@${person.id}> `, start, before.length, "end");
      list.hide();
      grow();
    },
  })));
}

/** Who types "@Name" in full, and picks nobody from the list, means the one of that name. */
function withMentions(content) {
  const names = [...state.scene.people, state.scene.bot].flatMap((person) => [[person.name, person.id], [person.username, person.id]]);
  names.sort((one, other) => other[0].length - one[0].length);
  return names.reduce((said, [name, id]) => {
    const literal = name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
    return said.replace(new RegExp(`(^|\\s)@${literal}(?![\\p{L}\\p{N}_]|\\.[\\w])`, "giu"), (_, before) => `${before}<@${id}>`);
  }, content);
}

// Typing

text.addEventListener("input", () => {
  grow();
  suggest();
  if (text.value && !text.value.startsWith("/") && Date.now() - lastTyping > 8000) {
    lastTyping = Date.now();
    api.post(`/channels/${state.channelId}/typing`).catch(() => {});
  }
});
text.addEventListener("blur", () => setTimeout(() => document.activeElement !== text && list.hide(), 100));
text.addEventListener("keydown", (event) => {
  if (event.isComposing || list.key(event)) return;
  if (event.key === "Enter" && !event.shiftKey) {
    event.preventDefault();
    submit();
  } else if (event.key === "Escape" && (state.replyTo || state.editing)) stopContext();
  else if (event.key === "ArrowUp" && !text.value) {
    const own = place().messages.findLast((message) => message.author.id === me().id);
    if (own) { event.preventDefault(); emit("edit-own", own); }
  }
});

function grow() {
  text.style.height = "auto";
  text.style.height = `${Math.min(text.scrollHeight, innerHeight * 0.4)}px`;
  const left = MAX_TEXT - text.value.length;
  counter.textContent = left <= 200 ? String(left) : "";
  counter.classList.toggle("over", left < 0);
}
