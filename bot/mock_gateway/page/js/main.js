// The page: starts, listens to the feed, and moves between places and people.
import { icon } from "./dom.js";
import { Feed } from "./api.js";
import { api, attempt } from "./actions.js";
import { closeMenu } from "./menu.js";
import * as log from "./log.js";
import { drawBanner, drawFrame, drawTyping } from "./sidebar.js";
import { focusComposer, moveTo, redraw } from "./composer.js";
import { state, on, emit, channel, me } from "./state.js";

const BASE_LOCALES = { en: "en-US", zh: "zh-CN", es: "es-ES", pt: "pt-BR", sv: "sv-SE" };
const TYPING_MS = 10000;
const OVERTAKEN_MS = 700;
const feed = new Feed(news, line);
let lineWasLost = false;

async function start() {
  document.getElementById("open-drawer").append(icon("menu"));
  document.getElementById("toggle-people").append(icon("people"));
  const wanted = new URLSearchParams(location.search).get("as") ?? remembered("as") ?? "";
  for (const who of new Set([wanted, ""])) {
    api.user = who; // without a name the server says who a newcomer is
    try {
      await loadScene();
      break;
    } catch (error) {
      if (error.status !== 404) return fail(error);
    }
  }
  if (!state.scene) return fail(new Error("There is nobody to be here."));
  api.user = me().username;
  await speakTheirLanguage();
  feed.watch(me().id);
  await visit(fromHash());
  document.body.classList.add("ready");
  if (matchMedia("(min-width: 900px)").matches) focusComposer();
  return undefined;
}

/** Bots are told in which language a member's own Discord is; here that is the browser's. */
async function speakTheirLanguage() {
  const { locales } = state.scene;
  const base = navigator.language.split("-")[0];
  const locale = locales.find((known) => known === navigator.language) ?? BASE_LOCALES[base] ?? locales.find((known) => known === base);
  if (!locale || locale === me().locale) return;
  await attempt(async () => {
    await api.call("PATCH", `/users/${me().id}`, { locale });
    me().locale = locale;
  });
}

function fail(error) {
  const banner = document.getElementById("banner");
  banner.textContent = error.message;
  banner.hidden = false;
}

async function loadScene() {
  state.scene = await api.get("/scene");
  state.online = state.scene.online;
}

async function loadCommands() {
  const channelId = state.channelId;
  const commands = await attempt(() => api.get(`/channels/${channelId}/commands`));
  if (!commands) return;
  state.commands.set(channelId, commands);
  if (channelId === state.channelId) emit("commands");
}

function fromHash() {
  const id = decodeURIComponent(location.hash.slice(1));
  const { channels } = state.scene;
  return (channels.find((place) => place.id === id || place.name === id) ?? channels.find((place) => place.guild_id) ?? channels[0]).id;
}

async function visit(channelId) {
  const from = state.channelId;
  state.channelId = channelId;
  if (channel().guild_id) state.lastRoom = channelId;
  state.unread.delete(channelId);
  moveTo(channelId, from);
  drawFrame();
  drawBanner();
  drawTyping();
  await Promise.all([log.show(channelId), loadCommands()]);
}

// News

function news(item) {
  switch (item.event) {
    case "message":
      typingEnds(item.message.channel_id, item.message.author.id);
      log.add(item.message);
      noticeUnread(item.message);
      break;
    case "edit": log.change(item.message); break;
    case "delete": log.remove(item.channel_id, item.id); break;
    case "typing": typingBegins(item.channel_id, item.user_id); break;
    case "presence":
      state.online = item.online;
      if (item.online) loadCommands();
      drawFrame();
      drawBanner();
      break;
    case "world": lookAgain(); break;
    case "reload": catchUp(); break;
    default:
  }
}

function line(connected) {
  state.connected = connected;
  drawBanner();
  if (!connected) lineWasLost = true;
  else if (lineWasLost) {
    lineWasLost = false;
    catchUp();
  }
}

async function catchUp() {
  state.places.clear();
  await attempt(loadScene);
  drawFrame();
  drawBanner();
  await Promise.all([log.refresh(), loadCommands()]);
}

let looking = null;
function lookAgain() {
  clearTimeout(looking);
  looking = setTimeout(async () => {
    await attempt(loadScene);
    if (!channel()) return visit(fromHash());
    drawFrame();
    redraw();
    return loadCommands();
  }, 50);
}

function noticeUnread(message) {
  if (message.channel_id === state.channelId && document.visibilityState === "visible") return;
  if (message.author.id === me().id || message.channel_id === state.channelId) return;
  const seen = state.unread.get(message.channel_id) ?? { count: 0, mentions: 0 };
  const direct = message.channel_id === state.scene.dm || message.mentions.some((user) => user.id === me().id);
  state.unread.set(message.channel_id, { count: seen.count + 1, mentions: seen.mentions + (direct ? 1 : 0) });
  drawFrame();
}

function typingBegins(channelId, userId) {
  // A notice of typing may be overtaken by the very message it announced.
  const last = state.places.get(channelId)?.messages.findLast((message) => message.author.id === userId);
  if (last && Date.now() - new Date(last.timestamp) < OVERTAKEN_MS) return;
  if (!state.typing.has(channelId)) state.typing.set(channelId, new Map());
  const here = state.typing.get(channelId);
  clearTimeout(here.get(userId));
  here.set(userId, setTimeout(() => typingEnds(channelId, userId), TYPING_MS));
  drawTyping();
}

function typingEnds(channelId, userId) {
  const here = state.typing.get(channelId);
  clearTimeout(here?.get(userId));
  here?.delete(userId);
  drawTyping();
}

// Being someone else

on("become", async (username) => {
  if (username === me().username) return;
  closeMenu();
  remember("as", username);
  api.user = username;
  const wasDm = state.channelId === state.scene.dm;
  for (const kept of [state.places, state.commands, state.unread, state.typing]) kept.clear();
  if (!(await attempt(async () => { await loadScene(); return true; }))) return;
  await speakTheirLanguage();
  feed.watch(me().id);
  const next = wasDm ? state.scene.dm : channel()?.id ?? fromHash();
  state.channelId = null;
  history.replaceState(null, "", `#${next}`);
  await visit(next);
});

on("sent", (message) => log.add(message));

function remembered(key) {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

function remember(key, value) {
  try {
    localStorage.setItem(key, value);
  } catch {
    // Private windows may refuse; the choice then lasts as long as the page.
  }
}

// The frame's own buttons

addEventListener("hashchange", () => state.scene && fromHash() !== state.channelId && visit(fromHash()));
document.getElementById("open-drawer").addEventListener("click", () => document.body.classList.toggle("drawer"));
document.getElementById("scrim").addEventListener("click", () => document.body.classList.remove("drawer", "people-drawer"));
document.getElementById("toggle-people").addEventListener("click", (event) => {
  const narrow = matchMedia("(max-width: 1100px)").matches;
  const shown = narrow ? document.body.classList.toggle("people-drawer") : !document.body.classList.toggle("no-people");
  event.currentTarget.setAttribute("aria-pressed", String(shown));
});
addEventListener("keydown", (event) => {
  if (event.key === "Escape") document.body.classList.remove("drawer", "people-drawer");
  const typing = event.target.closest?.("input, textarea, select, button, dialog, [role=menu], a");
  if (!typing && event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey) focusComposer();
});

start();
