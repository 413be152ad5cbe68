// The part of Discord's markdown that people use, as DOM nodes. No HTML string is ever made.
import { h } from "./dom.js";
import { state, person } from "./state.js";
import { moment, ago } from "./time.js";

const MAX_DEPTH = 10;

// In this order at each position; the first that matches wins.
const INLINE = [
  [/\\([^\sA-Za-z0-9])/y, (m) => m[1]],
  [/```(?:([\w+-]{1,20})\n)?\n?([\s\S]+?)\n?```/y, (m) => h("pre", {}, h("code", {}, m[2]))],
  [/(`+)([\s\S]*?[^`])\1(?!`)/y, (m) => h("code", { class: "inline" }, m[2].trim() || m[2])],
  [/<@!?(\d{1,20})>/y, (m) => mention(`@${person(m[1])?.name ?? "unknown"}`, m[1])],
  [/<@&(\d{1,20})>/y, (m) => mention(`@${role(m[1])}`)],
  [/<#(\d{1,20})>/y, (m) => channelLink(m[1])],
  [/<\/([^:>]{1,100}):(\d{1,20})>/y, (m) => mention(`/${m[1]}`)],
  [/<t:(-?\d{1,13})(?::([tTdDfFR]))?>/y, (m) => timestamp(Number(m[1]), m[2])],
  [/<a?:(\w{2,32}):\d{1,20}>/y, (m) => `:${m[1]}:`],
  [/@(everyone|here)\b/y, (m) => mention(m[0])],
  [/\[([^\[\]\n]{1,300})\]\((https?:\/\/[^\s()<>]{1,1000})\)/y, (m, inner) => link(m[2], inner(m[1]))],
  [/<?(https?:\/\/[^\s<>]{1,1000}[^\s<>.,:;"'\])!?])>?/y, (m) => link(m[1], [m[1]])],
  [/\|\|([\s\S]+?)\|\|/y, (m, inner) => spoiler(inner(m[1]))],
  [/\*\*\*(?=\S)([\s\S]+?)\*\*\*/y, (m, inner) => h("strong", {}, h("em", {}, inner(m[1])))],
  [/\*\*(?=\S)([\s\S]+?)\*\*(?!\*)/y, (m, inner) => h("strong", {}, inner(m[1]))],
  [/__(?=\S)([\s\S]+?)__(?!_)/y, (m, inner) => h("u", {}, inner(m[1]))],
  [/~~(?=\S)([\s\S]+?)~~/y, (m, inner) => h("s", {}, inner(m[1]))],
  [/\*(?=[^\s*])([\s\S]*?[^\s*])\*(?!\*)/y, (m, inner) => h("em", {}, inner(m[1]))],
  [/(?<![A-Za-z0-9_])_(?=[^\s_])([\s\S]*?[^\s_])_(?![A-Za-z0-9_])/y, (m, inner) => h("em", {}, inner(m[1]))],
];

const SPECIAL = /[\\`<@[h|*_~]/g;

/** A message's content as nodes: blocks first, then what stands within a line. */
export function markdown(text) {
  const nodes = [];
  // Code blocks may span lines that would otherwise be quotes or headings.
  const parts = text.split(/(```(?:[\w+-]{1,20}\n)?[\s\S]+?```)/);
  for (const part of parts) {
    if (part.startsWith("```") && part.endsWith("```") && part.length > 6) nodes.push(...inline(part, 0));
    else if (part) nodes.push(...blocks(part));
  }
  return nodes;
}

function blocks(text) {
  const nodes = [];
  const lines = text.split("\n");
  let plain = [];
  const flush = () => {
    if (plain.length) nodes.push(...inline(plain.join("\n"), 0));
    plain = [];
  };
  const block = (node) => {
    flush();
    nodes.push(node);
  };
  for (let n = 0; n < lines.length; n++) {
    const line = lines[n];
    let found;
    if ((found = /^(#{1,3}) +(\S.*)$/.exec(line))) {
      block(h("div", { class: `heading heading-${found[1].length}`, role: "heading", "aria-level": 3 + found[1].length }, inline(found[2], 0)));
    } else if ((found = /^-# +(\S.*)$/.exec(line))) {
      block(h("div", { class: "subtext" }, inline(found[1], 0)));
    } else if (/^>>> /.test(line)) {
      block(h("blockquote", {}, inline([line.slice(4), ...lines.slice(n + 1)].join("\n"), 0)));
      break;
    } else if (/^> /.test(line)) {
      const quoted = [];
      while (n < lines.length && /^> /.test(lines[n])) quoted.push(lines[n++].slice(2));
      n--;
      block(h("blockquote", {}, inline(quoted.join("\n"), 0)));
    } else if (/^ *[-*] +\S/.test(line)) {
      n = list(lines, n, /^ *[-*] +(\S.*)$/, "ul", block);
    } else if (/^ *\d{1,9}\. +\S/.test(line)) {
      n = list(lines, n, /^ *\d{1,9}\. +(\S.*)$/, "ol", block);
    } else plain.push(line);
  }
  flush();
  return nodes;
}

function list(lines, start, pattern, tag, block) {
  const items = [];
  let n = start;
  for (let found; n < lines.length && (found = pattern.exec(lines[n])); n++) items.push(h("li", {}, inline(found[1], 0)));
  const first = tag === "ol" ? parseInt(lines[start], 10) : undefined;
  block(h(tag, { start: first }, items));
  return n - 1;
}

function inline(text, depth) {
  if (depth > MAX_DEPTH) return [text];
  const inner = (part) => inline(part, depth + 1);
  const nodes = [];
  let plain = "";
  let at = 0;
  while (at < text.length) {
    SPECIAL.lastIndex = at;
    const next = SPECIAL.exec(text)?.index ?? text.length;
    plain += text.slice(at, next);
    at = next;
    if (at >= text.length) break;
    const [node, length] = matched(text, at, inner) ?? [text[at], 1];
    if (typeof node === "string") plain += node;
    else {
      if (plain) nodes.push(plain);
      plain = "";
      nodes.push(node);
    }
    at += length;
  }
  if (plain) nodes.push(plain);
  return nodes;
}

function matched(text, at, inner) {
  for (const [pattern, make] of INLINE) {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (found) return [make(found, inner), found[0].length];
  }
  return null;
}

function mention(text, userId) {
  const own = userId === state.scene.you.id;
  return h("span", { class: own ? "mention own" : "mention" }, text);
}

function role(id) {
  return state.scene.guilds.flatMap((guild) => guild.roles).find((found) => found.id === id)?.name ?? "unknown role";
}

function channelLink(id) {
  const found = state.scene.channels.find((candidate) => candidate.id === id);
  return h("a", { class: "mention", href: found ? `#${found.id}` : undefined }, `#${found?.name || "unknown"}`);
}

function timestamp(seconds, style) {
  const date = new Date(seconds * 1000);
  if (Number.isNaN(date.getTime())) return `<t:${seconds}>`;
  return h("time", { class: "stamp", datetime: date.toISOString(), title: date.toLocaleString() }, style === "R" ? ago(date) : moment(date, style));
}

function link(url, children) {
  return h("a", { href: url, target: "_blank", rel: "noopener noreferrer nofollow" }, children);
}

function spoiler(children) {
  const span = h("span", { class: "spoiler-text", role: "button", tabindex: 0, "aria-expanded": "false", "aria-label": "Spoiler, press to show" }, h("span", {}, children));
  const show = () => {
    span.classList.add("shown");
    span.setAttribute("aria-expanded", "true");
    span.removeAttribute("aria-label");
  };
  span.addEventListener("click", show);
  span.addEventListener("keydown", (event) => (event.key === "Enter" || event.key === " ") && show());
  return span;
}

/** The text without its marks, for one-line quotes; spoilers stay hidden. */
export function plainText(text) {
  const holder = h("div", {}, markdown(text.slice(0, 300)).flatMap((node) => [node, typeof node === "string" ? "" : blockEnd(node)]));
  holder.querySelectorAll(".spoiler-text").forEach((spoiler) => spoiler.replaceWith("▮▮▮"));
  return holder.textContent.replace(/\s+/g, " ").trim();
}

function blockEnd(node) {
  return ["DIV", "BLOCKQUOTE", "UL", "OL", "PRE"].includes(node.tagName) ? " " : "";
}
