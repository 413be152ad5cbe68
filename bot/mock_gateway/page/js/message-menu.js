// The menu of a message: reply, react, copy, the apps' own commands, edit, delete.
import { openMenu } from "./menu.js";
import { api, attempt, runMenuCommand } from "./actions.js";
import { state, me, emit, can, MAY } from "./state.js";
import { text } from "./slash.js";
import { react } from "./message.js";

const QUICK = ["👍", "❤️", "😂", "🎉"];
const MESSAGE_COMMAND = 3;

export function messageMenu(message, where) {
  const mine = message.author.id === me().id;
  const apps = (state.commands.get(state.channelId) ?? []).filter((command) => command.type === MESSAGE_COMMAND);
  const items = [
    { row: QUICK.map((emoji) => ({ label: emoji, name: `React with ${emoji}`, run: () => react(message, emoji) })) },
    { label: "Reply", run: () => emit("reply", message) },
    ...(message.content ? [{ label: "Copy text", run: () => copy(message.content) }] : []),
    { label: "Copy message ID", run: () => copy(message.id) },
    ...(apps.length ? ["-", { title: "Apps" }] : []),
    ...apps.map((command) => ({ label: text(command, "name"), run: () => runMenuCommand(command, message.id) })),
    ...(mine || can(MAY.manageMessages) ? ["-"] : []),
    ...(mine ? [{ label: "Edit message", run: () => emit("edit-own", message) }] : []),
    ...(mine || can(MAY.manageMessages) ? [{ label: "Delete message", danger: true, run: () => remove(message) }] : []),
  ];
  openMenu(items, where, "Message actions");
}

function remove(message) {
  return attempt(() => api.call("DELETE", `/messages/${message.id}`, {}));
}

function copy(text) {
  return attempt(() => navigator.clipboard.writeText(text));
}
