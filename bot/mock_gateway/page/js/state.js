// What the page knows, and who wants to hear when it changes.

export const state = {
  scene: null, // people, channels, the bot: see GET /_mock/scene
  online: false, // whether the bot is
  connected: true, // whether the live feed is
  channelId: null,
  places: new Map(), // channel id -> {messages, complete}
  commands: new Map(), // channel id -> commands offered there
  unread: new Map(), // channel id -> {count, mentions}
  typing: new Map(), // channel id -> Map of user id -> timer
  replyTo: null,
  editing: null,
};

const listeners = new Map();

export function on(event, listener) {
  listeners.set(event, [...(listeners.get(event) ?? []), listener]);
}

export function emit(event, detail) {
  for (const listener of listeners.get(event) ?? []) listener(detail);
}

export function me() {
  return state.scene.you;
}

export function channel(id = state.channelId) {
  return state.scene.channels.find((candidate) => candidate.id === id);
}

export function isDm(place) {
  return place.type === 1;
}

export function place(id = state.channelId) {
  if (!state.places.has(id)) state.places.set(id, { messages: [], complete: false, loaded: false });
  return state.places.get(id);
}

/** Someone by id: a member or the bot. */
export function person(id) {
  const { people, bot } = state.scene;
  return bot.id === id ? bot : people.find((candidate) => candidate.id === id);
}

/** How the author of a message is shown. */
export function named(user) {
  return person(user.id)?.name ?? user.global_name ?? user.username;
}

export function can(permission, place_ = channel()) {
  return (BigInt(place_?.permissions ?? 0) & permission) !== 0n;
}

export const MAY = { send: 1n << 11n, manageMessages: 1n << 13n };
