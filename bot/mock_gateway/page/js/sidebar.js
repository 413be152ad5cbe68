// The frame around the conversation: servers, channels, members, and who one is.
import { h, icon } from "./dom.js";
import { avatar } from "./avatar.js";
import { openMenu } from "./menu.js";
import { tag, dots } from "./message.js";
import { colour } from "./components.js";
import { state, emit, channel, isDm, me, person } from "./state.js";

const rail = document.getElementById("rail");
const channels = document.getElementById("channels");
const people = document.getElementById("people");

export function drawFrame() {
  const here = channel();
  drawRail(here);
  drawChannels(here);
  drawMe();
  drawPeople();
  drawHead(here);
}

function drawRail(here) {
  const dmUnread = state.unread.get(state.scene.dm);
  const guild = state.scene.guilds[0];
  const guildUnread = state.scene.channels.some((place) => place.guild_id && state.unread.has(place.id));
  rail.replaceChildren(
    railButton("Direct messages", icon("chat"), isDm(here), () => go(state.scene.dm), dmUnread),
    h("div", { class: "rail-line" }),
    railButton(guild.name, initials(guild.name), !isDm(here), () => go(lastRoom()), guildUnread ? { mentions: 0 } : null),
  );
}

function railButton(label, face, current, run, unread) {
  return h(
    "button", { class: `rail-button${current ? " current" : ""}${unread ? " unread" : ""}`, type: "button", "aria-label": unread ? `${label}, unread messages` : label, title: label, "aria-current": current ? "true" : undefined, onclick: run },
    face, unread?.mentions ? h("span", { class: "badge" }, String(unread.mentions)) : null,
  );
}

function initials(name) {
  return name.split(/\s+/).map((word) => word[0]).join("").slice(0, 3);
}

function lastRoom() {
  const rooms = state.scene.channels.filter((place) => place.guild_id);
  return (rooms.find((place) => place.id === state.lastRoom) ?? rooms[0]).id;
}

function drawChannels(here) {
  const dms = isDm(here);
  document.getElementById("place-name").textContent = dms ? "Home" : state.scene.guilds[0].name;
  const shown = state.scene.channels.filter((place) => isDm(place) === dms && place.type !== 11);
  channels.replaceChildren(
    h("div", { class: "channels-title", id: "channels-title" }, dms ? "Direct messages" : "Text channels"),
    h("ul", { "aria-labelledby": "channels-title" }, shown.map((place) => h("li", {}, channelButton(place, here), threads(place, here)))),
  );
}

function threads(parent, here) {
  const own = state.scene.channels.filter((place) => place.type === 11 && place.parent_id === parent.id);
  return own.length ? h("ul", { class: "threads" }, own.map((place) => h("li", {}, channelButton(place, here)))) : null;
}

function channelButton(place, here) {
  const unread = state.unread.get(place.id);
  const name = isDm(place) ? state.scene.bot.name : place.name;
  const mark = isDm(place) ? face(state.scene.bot, 32) : icon(place.type === 11 ? "thread" : "hash");
  return h(
    "button", { class: `channel${place.id === here.id ? " current" : ""}${unread ? " unread" : ""}`, type: "button", "aria-current": place.id === here.id ? "page" : undefined, onclick: () => go(place.id) },
    mark, h("span", { class: "channel-label" }, name, isDm(place) ? tag(state.scene.bot) : null),
    unread ? h("span", { class: "sr-only" }, "unread") : null,
    unread?.mentions ? h("span", { class: "badge" }, String(unread.mentions)) : null,
  );
}

function go(id) {
  document.body.classList.remove("drawer");
  location.hash = id;
}

function drawMe() {
  const you = me();
  document.getElementById("me").replaceChildren(
    h("button", { class: "me-button", type: "button", "aria-haspopup": "menu", "aria-label": `You are ${you.name}. Switch to someone else`, onclick: (event) => switcher(event.currentTarget) },
      face(you, 32, true),
      h("span", { class: "me-text" }, h("b", {}, you.name), h("small", {}, standing(you))),
      h("span", { class: "me-swap" }, icon("swap"))),
  );
}

function switcher(anchor) {
  const items = state.scene.people.map((other) => ({
    label: other.name, hint: standing(other), picture: avatar(other.id, 28), current: other.id === me().id,
    run: () => emit("become", other.username),
  }));
  openMenu([{ title: "Who you are" }, ...items], anchor, "Who you are");
}

function standing(user) {
  if (user.owner) return "Owner";
  if (user.roles.length) return user.roles.join(", ");
  return "Member";
}

function face(user, pixels, online = user.bot ? state.online : true) {
  return h("span", { class: `face ${online ? "online" : "offline"}` }, avatar(user.id, pixels));
}

function drawPeople() {
  const { bot, people: members } = state.scene;
  const online = [...members, ...(state.online ? [bot] : [])];
  people.replaceChildren(
    h("h3", {}, `Online — ${online.length}`), h("ul", {}, online.map((user) => row(user))),
    ...(state.online ? [] : [h("h3", {}, "Offline — 1"), h("ul", {}, row(bot))]),
  );
}

function row(user) {
  const name = h("span", { class: "person-name" }, user.name);
  if (user.colour) name.style.color = colour(user.colour);
  const inner = [face(user, 32), h("span", { class: "person-text" }, h("span", {}, name, tag(user), user.owner ? h("span", { class: "crown", title: "Owner" }, " ♛") : null))];
  if (user.bot) return h("li", {}, h("button", { class: "person", type: "button", title: `Write to ${user.name}`, onclick: () => go(state.scene.dm) }, inner));
  return h("li", {}, h("div", { class: "person" }, inner));
}

function drawHead(here) {
  const name = isDm(here) ? state.scene.bot.name : here.name;
  document.getElementById("channel-mark").replaceChildren(icon(isDm(here) ? "at" : here.type === 11 ? "thread" : "hash"));
  document.getElementById("channel-name").textContent = name;
  document.getElementById("channel-topic").textContent = here.topic ?? "";
  const unread = [...state.unread.values()].reduce((sum, { mentions }) => sum + mentions, 0);
  document.title = `${unread ? `(${unread}) ` : ""}${isDm(here) ? "@" : "#"}${name}${isDm(here) ? "" : ` | ${state.scene.guilds[0].name}`}`;
}

export function drawBanner() {
  const banner = document.getElementById("banner");
  const text = !state.connected ? "The connection was lost. Trying again…" : !state.online ? `${state.scene.bot.name} is offline. What you write stays here until it is back.` : "";
  banner.textContent = text;
  banner.hidden = !text;
}

export function drawTyping() {
  const names = [...(state.typing.get(state.channelId)?.keys() ?? [])].filter((id) => id !== me().id).map((id) => person(id)?.name).filter(Boolean);
  const bar = document.getElementById("typing");
  if (!names.length) return bar.replaceChildren();
  const who = names.length > 2 ? "Several people are" : `${names.join(" and ")} ${names.length > 1 ? "are" : "is"}`;
  return bar.replaceChildren(dots(), h("span", {}, `${who} typing…`));
}
