// Attachments: pictures with alt text and spoilers, a large view, and files to download.
import { h, icon } from "./dom.js";

const MAX_WIDTH = 420;
const MAX_HEIGHT = 380;

// A link is signed anew with every answer; keeping the first spares the browser from loading it again.
const firstLinks = new Map();
const revealed = new Set();

/** The same link on this page's own origin, whatever name the server was reached by. */
export function local(url, id) {
  let path = url;
  try {
    const parsed = new URL(url, location.href);
    path = parsed.pathname.startsWith("/attachments/") ? parsed.pathname + parsed.search : url;
  } catch {
    return "";
  }
  if (!id) return path;
  if (!firstLinks.has(id)) firstLinks.set(id, path);
  return firstLinks.get(id);
}

export function attachments(list) {
  const pictures = list.filter(isPicture);
  const others = list.filter((item) => !isPicture(item));
  return [
    pictures.length ? h("div", { class: `pictures count-${Math.min(pictures.length, 4)}` }, pictures.map((item) => picture(item, pictures))) : null,
    others.map(file),
  ];
}

function isPicture(item) {
  return (item.content_type ?? "").startsWith("image/") && item.width > 0;
}

function picture(item, all) {
  const scale = all.length > 1 ? Math.min(1, 260 / item.width, 260 / item.height) : Math.min(1, MAX_WIDTH / item.width, MAX_HEIGHT / item.height);
  const image = h("img", {
    src: local(item.url, item.id), alt: item.description ?? "", decoding: "async",
    width: Math.max(1, Math.round(item.width * scale)), height: Math.max(1, Math.round(item.height * scale)),
  });
  const open = h(
    "button",
    { class: "picture", type: "button", "aria-label": item.description ? `Enlarge picture: ${item.description}` : `Enlarge picture ${item.filename}`,
      onclick: () => enlarge(item) },
    image,
  );
  const roomy = image.width >= 120 && image.height >= 80; // on less, the badge would cover the picture
  const frame = h("figure", { class: "picture-frame" }, open, item.description && roomy ? altBadge(item.description) : null);
  if (item.filename.startsWith("SPOILER_") && !revealed.has(item.id)) hide(frame, open, item.id);
  return frame;
}

function hide(frame, open, id) {
  frame.classList.add("spoiler");
  open.tabIndex = -1;
  const cover = h("button", { class: "cover", type: "button", "aria-label": "Spoiler: press to show the picture" }, h("span", {}, "Spoiler"));
  cover.addEventListener("click", () => {
    revealed.add(id);
    frame.classList.remove("spoiler");
    open.tabIndex = 0;
    cover.remove();
    open.focus();
  });
  frame.append(cover);
}

function altBadge(text) {
  const note = h("span", { class: "alt-text", role: "note", hidden: true }, text);
  const badge = h("button", { class: "alt-badge", type: "button", "aria-expanded": "false", "aria-label": "Show the picture's description" }, "ALT");
  badge.addEventListener("click", () => {
    note.hidden = !note.hidden;
    badge.setAttribute("aria-expanded", String(!note.hidden));
  });
  return [badge, note];
}

export function file(item) {
  return h(
    "div", { class: "file" }, icon("file"),
    h("div", {},
      h("a", { href: local(item.url, item.id), download: item.filename, class: "file-name" }, item.filename),
      h("div", { class: "file-size" }, size(item.size))),
  );
}

export function size(bytes) {
  if (bytes < 1024) return `${bytes} bytes`;
  if (bytes < 1024 * 1024) return `${(bytes / 1024).toFixed(1)} KB`;
  return `${(bytes / 1024 / 1024).toFixed(2)} MB`;
}

export function enlarge(item) {
  const url = local(item.url, item.id);
  const dialog = h(
    "dialog", { class: "lightbox", "aria-label": item.description || item.filename || "Picture" },
    h("div", { class: "lightbox-inner" },
      h("img", { src: url, alt: item.description ?? "" }),
      h("div", { class: "lightbox-foot" },
        h("p", {}, item.description ?? ""),
        h("a", { href: url, download: item.filename ?? "" }, "Save"),
        h("a", { href: url, target: "_blank", rel: "noopener" }, "Open in a new tab"),
        h("button", { type: "button", class: "text-button", autofocus: true, onclick: () => dialog.close() }, "Close"))),
  );
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}
