// One message as an element.
import { h, icon } from "./dom.js";
import { avatar } from "./avatar.js";
import { markdown, plainText } from "./markdown.js";
import { attachments } from "./pictures.js";
import { build, embeds, colour } from "./components.js";
import { api, attempt } from "./actions.js";
import { state, me, named, person, emit } from "./state.js";
import { when, hour } from "./time.js";
import { messageMenu } from "./message-menu.js";

const EPHEMERAL = 64;
const LOADING = 128;
const V2 = 32768;
const CHAT_COMMAND = 20;
const MENU_COMMAND = 23;

export function messageElement(message) {
  const date = new Date(message.timestamp);
  const author = named(message.author);
  const ephemeral = Boolean(message.flags & EPHEMERAL);
  const element = h(
    "li",
    { class: "message", id: `message-${message.id}`, tabindex: -1, dataset: { id: message.id, author: message.author.id }, "aria-label": `${author}, ${when(date)}` },
    context(message),
    h("div", { class: "gutter" }, avatar(message.author.id), h("time", { class: "hover-time", "aria-hidden": "true" }, hour(date))),
    h("div", { class: "body" },
      h("div", { class: "head" }, authorName(message), tag(message.author), h("time", { datetime: message.timestamp, title: date.toLocaleString() }, when(date))),
      bodyOf(message),
      message.reactions?.length ? reactions(message) : null,
      ephemeral ? only(message) : null),
    toolbar(message),
  );
  if (ephemeral) element.classList.add("ephemeral");
  if (pings(message)) element.classList.add("pings");
  element.addEventListener("contextmenu", (event) => openFor(event, message, element));
  return element;
}

function authorName(message) {
  const name = h("span", { class: "author" }, named(message.author));
  const tint = person(message.author.id)?.colour;
  if (tint) name.style.color = colour(tint);
  return name;
}

export function tag(user) {
  return user.bot ? h("span", { class: "tag" }, "APP") : null;
}

function bodyOf(message) {
  if (message.flags & LOADING) {
    return h("div", { class: "thinking" }, dots(), `${named(message.author)} is thinking…`);
  }
  const v2 = Boolean(message.flags & V2);
  return [
    message.content ? h("div", { class: "content" }, markdown(message.content), message.edited_timestamp ? edited(message) : null) : null,
    v2 ? null : attachments(message.attachments),
    embeds(message.embeds ?? []),
    h("div", { class: "components" }, build(message.components, message)),
    !message.content && message.edited_timestamp ? edited(message) : null,
  ];
}

function edited(message) {
  return h("small", { class: "edited", title: new Date(message.edited_timestamp).toLocaleString() }, " (edited)");
}

export function dots() {
  return h("span", { class: "dots", "aria-hidden": "true" }, h("i"), h("i"), h("i"));
}

/** The line above: which message this answers, or which command. */
function context(message) {
  if (message.message_reference && message.type === 19) return quote(message);
  const used = message.interaction_metadata;
  if (!used || ![CHAT_COMMAND, MENU_COMMAND].includes(message.type)) return null;
  const name = message.type === CHAT_COMMAND ? `/${used.name}` : used.name;
  return h("div", { class: "context" }, avatar(used.user.id, 16), h("b", {}, named(used.user)), " used ", h("span", { class: "mention" }, name));
}

function quote(message) {
  const replied = message.referenced_message;
  if (!replied) return h("div", { class: "context gone" }, "The original message was deleted");
  const picture = replied.attachments.length ? "picture or file" : "";
  const text = plainText(replied.content) || picture || "message";
  return h(
    "button", { class: "context", type: "button", "aria-label": `In reply to ${named(replied.author)}: ${text}`, onclick: () => jump(replied.id) },
    avatar(replied.author.id, 16), h("b", {}, named(replied.author)), tag(replied.author), h("span", { class: "snippet" }, text),
  );
}

function jump(id) {
  const target = document.getElementById(`message-${id}`);
  if (!target) return;
  target.scrollIntoView({ block: "center", behavior: "smooth" });
  target.classList.remove("flash");
  requestAnimationFrame(() => target.classList.add("flash"));
}

function only(message) {
  const dismiss = () => attempt(() => api.call("DELETE", `/messages/${message.id}`, {}));
  return h("div", { class: "only-you" }, icon("eye"), "Only you can see this · ", h("button", { class: "text-button", type: "button", onclick: dismiss }, "Dismiss message"));
}

function reactions(message) {
  return h("div", { class: "reactions" }, message.reactions.map(({ emoji, count }) => {
    const mine = state.reacted?.has(`${message.id} ${emoji.name}`);
    return h("button", { class: "reaction", type: "button", "aria-pressed": String(Boolean(mine)), "aria-label": `${emoji.name}, ${count}`, onclick: () => react(message, emoji.name, mine) }, emoji.name, " ", String(count));
  }));
}

export function react(message, emoji, remove = false) {
  state.reacted ??= new Set();
  const key = `${message.id} ${emoji}`;
  if (remove) state.reacted.delete(key);
  else state.reacted.add(key);
  return attempt(() => api.call(remove ? "DELETE" : "PUT", `/messages/${message.id}/reactions/${encodeURIComponent(emoji)}`, {}));
}

function toolbar(message) {
  if (message.flags & (EPHEMERAL | LOADING)) return null;
  return h(
    "div", { class: "toolbar", role: "toolbar", "aria-label": "Message actions" },
    h("button", { class: "icon-button", type: "button", "aria-label": "Reply", onclick: () => emit("reply", message) }, icon("reply")),
    h("button", { class: "icon-button", type: "button", "aria-label": "More", onclick: (event) => messageMenu(message, event.currentTarget) }, icon("dots")),
  );
}

function openFor(event, message, element) {
  if (event.target.closest("a, textarea, input") || (message.flags & (EPHEMERAL | LOADING))) return;
  event.preventDefault();
  const keyboard = event.clientX === 0 && event.clientY === 0;
  messageMenu(message, keyboard ? element : { x: event.clientX, y: event.clientY });
}

function pings(message) {
  return message.mention_everyone || message.mentions.some((user) => user.id === me().id);
}
