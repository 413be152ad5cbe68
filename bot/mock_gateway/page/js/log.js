// The list of messages: loading, adding, editing, grouping, and staying where the reader is.
import { h, icon } from "./dom.js";
import { api, attempt } from "./actions.js";
import { messageElement, dots } from "./message.js";
import { state, on, emit, place, channel, isDm, me } from "./state.js";
import { text } from "./slash.js";
import { dayName, sameDay } from "./time.js";

const log = document.getElementById("log");
const scroller = document.getElementById("scroller");
const intro = document.getElementById("intro");
const toPresent = document.getElementById("to-present");

const GROUP_MS = 7 * 60 * 1000;
const PAGE = 50;
let loadingOlder = false;
let pending = null;

export async function show(channelId) {
  const here = place(channelId);
  draw();
  if (!here.loaded) await refresh(channelId);
  else toBottom();
}

export async function refresh(channelId = state.channelId) {
  const messages = await attempt(() => api.get(`/channels/${channelId}/messages`, { limit: PAGE }));
  if (!messages) return;
  Object.assign(place(channelId), { messages, complete: messages.length < PAGE, loaded: true });
  if (channelId === state.channelId) {
    draw();
    toBottom();
    if (scroller.scrollHeight <= scroller.clientHeight) await older(); // nothing to scroll, so nothing would ask
  }
}

function draw() {
  const { messages, complete, loaded } = place();
  log.setAttribute("aria-busy", "true");
  log.replaceChildren(...messages.map(messageElement));
  regroup();
  log.setAttribute("aria-busy", "false");
  intro.replaceChildren(...(loaded && complete ? welcome() : []));
}

export function add(message) {
  const here = place(message.channel_id);
  if (!here.loaded || here.messages.some((known) => known.id === message.id)) return;
  here.messages.push(message);
  if (message.channel_id !== state.channelId) return;
  const stick = atBottom() || message.author.id === me().id;
  const element = messageElement(message);
  log.append(element);
  keepLast();
  regroup();
  intro.replaceChildren(...(here.complete ? welcome() : []));
  if (stick) toBottom();
  else toPresent.hidden = false;
}

export function change(message) {
  const { messages } = place(message.channel_id);
  const at = messages.findIndex((known) => known.id === message.id);
  if (at < 0) return;
  messages[at] = message;
  const old = document.getElementById(`message-${message.id}`);
  if (!old) return;
  const stick = atBottom();
  const focused = old.contains(document.activeElement) ? document.activeElement.dataset.customId : undefined;
  const hadFocus = old === document.activeElement;
  const fresh = messageElement(message);
  old.replaceWith(fresh);
  regroup();
  if (hadFocus) fresh.focus({ preventScroll: true });
  if (focused) fresh.querySelector(`[data-custom-id="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
  if (stick) toBottom();
}

export function remove(channelId, id) {
  const here = place(channelId);
  here.messages = here.messages.filter((message) => message.id !== id);
  document.getElementById(`message-${id}`)?.remove();
  if (channelId === state.channelId) regroup();
}

/** Which messages continue the one above, and where a new day begins. */
function regroup() {
  log.querySelectorAll(".day").forEach((line) => line.remove());
  let previous = null;
  for (const message of place().messages) {
    const element = document.getElementById(`message-${message.id}`);
    if (!element) continue;
    const date = new Date(message.timestamp);
    const newDay = !previous || !sameDay(date, new Date(previous.timestamp));
    const follows = previous && !newDay && previous.author.id === message.author.id && ![19, 20, 23].includes(message.type) &&
      (previous.flags & 64) === (message.flags & 64) && date - new Date(previous.timestamp) < GROUP_MS;
    element.classList.toggle("follows", Boolean(follows));
    if (newDay) element.before(h("li", { class: "day", role: "separator", "aria-label": dayName(date) }, h("span", {}, dayName(date))));
    previous = message;
  }
}

async function older() {
  const channelId = state.channelId;
  const here = place(channelId);
  if (loadingOlder || !here.loaded || here.complete || !here.messages.length) return;
  loadingOlder = true;
  const earlier = await attempt(() => api.get(`/channels/${channelId}/messages`, { limit: PAGE, before: here.messages[0].id }));
  loadingOlder = false;
  if (!earlier) return;
  here.messages.unshift(...earlier);
  here.complete = earlier.length < PAGE;
  if (channelId !== state.channelId) return;
  const height = scroller.scrollHeight;
  log.prepend(...earlier.map(messageElement));
  regroup();
  intro.replaceChildren(...(here.complete ? welcome() : []));
  scroller.scrollTop += scroller.scrollHeight - height;
}

/** The beginning of a channel; with nothing in it yet, what one could do here. */
function welcome() {
  const here = channel();
  const { bot } = state.scene;
  const empty = place().messages.length === 0;
  const title = isDm(here) ? bot.name : `Welcome to #${here.name}`;
  const first = isDm(here) ? `This is the beginning of your direct messages with ${bot.name}.` : `This is the start of the #${here.name} channel.`;
  const commands = (state.commands.get(here.id) ?? []).filter((command) => command.type === 1).slice(0, 4);
  return [
    h("div", { class: "intro-mark", "aria-hidden": "true" }, icon(isDm(here) ? "at" : "hash")),
    h("h3", {}, title),
    h("p", {}, first),
    empty ? h("p", { class: "hint" }, "Type a message below to talk, or ", h("kbd", {}, "/"), " to see what the apps here can do.") : null,
    empty && commands.length ? h("div", { class: "suggestions" }, commands.map((command) =>
      h("button", { class: "suggestion", type: "button", onclick: () => emit("start-command", command) }, h("b", {}, `/${text(command, "name")}`), h("span", {}, text(command, "description"))))) : null,
  ].filter(Boolean);
}

// Things only this page knows: a command on its way, or a failure.

on("pending", (news) => {
  pending?.remove();
  pending = news ? h("li", { class: "notice waiting" }, dots(), news.text) : null;
  keepLast();
  if (news) toBottom();
});

on("notice", ({ text, messageId }) => {
  const notice = h("li", { class: "notice", role: "status" }, icon("eye"), h("span", {}, text, " "), h("button", { class: "text-button", type: "button", onclick: () => notice.remove() }, "Dismiss"));
  const target = messageId && document.getElementById(`message-${messageId}`);
  if (target) target.after(notice);
  else log.append(notice);
  if (!target || target === log.lastElementChild?.previousElementSibling) toBottom();
  setTimeout(() => notice.remove(), 20000);
});

on("commands", () => {
  const here = place();
  if (here.loaded && here.complete) intro.replaceChildren(...welcome());
});

function keepLast() {
  if (pending) log.append(pending);
}

// Scrolling

function atBottom() {
  return scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < 80;
}

function toBottom() {
  scroller.scrollTop = scroller.scrollHeight;
  toPresent.hidden = true;
}

toPresent.addEventListener("click", toBottom);
scroller.addEventListener("scroll", () => {
  if (scroller.scrollTop < 200) older();
  if (atBottom()) toPresent.hidden = true;
});
new ResizeObserver(() => {
  if (scroller.dataset.stick === "yes") toBottom();
  scroller.dataset.stick = atBottom() ? "yes" : "no";
}).observe(scroller);

// Arrow keys walk through the messages once the list has the focus.
log.addEventListener("keydown", (event) => {
  const own = event.target === log || event.target.classList?.contains("message");
  if (!own || !["ArrowUp", "ArrowDown", "Home", "End"].includes(event.key)) return;
  event.preventDefault();
  const all = [...log.querySelectorAll(".message")];
  const at = all.indexOf(document.activeElement);
  const next = { ArrowUp: at < 0 ? all.length - 1 : at - 1, ArrowDown: at + 1, Home: 0, End: all.length - 1 }[event.key];
  all[Math.max(0, Math.min(next, all.length - 1))]?.focus();
});
