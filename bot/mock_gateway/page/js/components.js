// Buttons, selects and the layout components of a message.
import { h, icon } from "./dom.js";
import { avatar } from "./avatar.js";
import { markdown } from "./markdown.js";
import { pressComponent } from "./actions.js";
import { openPicker } from "./picker.js";
import { enlarge, local } from "./pictures.js";
import { state } from "./state.js";

const STYLES = { 1: "primary", 2: "secondary", 3: "success", 4: "danger", 5: "link" };

const BUILDERS = {
  1: (c, m) => h("div", { class: "row" }, build(c.components, m)),
  2: button,
  3: select, 5: select, 6: select, 7: select, 8: select,
  9: (c, m) => h("div", { class: "section" }, h("div", {}, build(c.components, m)), build([c.accessory], m)),
  10: (c) => h("div", { class: "content" }, markdown(c.content)),
  11: (c) => media(c.media, c, "thumbnail"),
  12: (c) => h("div", { class: "gallery" }, c.items.map((item) => media(item.media, item, "gallery-item"))),
  13: (c) => h("div", { class: "file" }, icon("file"), h("a", { href: local(c.file.url), download: true, class: "file-name" }, fileName(c.file.url))),
  14: (c) => h("div", { class: c.divider === false ? "space" : "separator", role: "separator" }),
  17: container,
};

export function build(components, message) {
  return (components ?? []).map((component) => BUILDERS[component.type]?.(component, message) ?? null);
}

function button(component, message) {
  const label = [component.emoji?.name ? h("span", { class: "emoji" }, component.emoji.name) : null, component.label ?? ""];
  if (component.style === 5) {
    return h("a", { class: "button link", href: component.url, target: "_blank", rel: "noopener noreferrer" }, label);
  }
  const element = h(
    "button",
    { class: `button ${STYLES[component.style] ?? "secondary"}`, type: "button", disabled: Boolean(component.disabled),
      "aria-label": component.label ? undefined : component.emoji?.name, dataset: { customId: component.custom_id ?? "" } },
    h("span", { class: "button-label" }, label),
  );
  element.addEventListener("click", async () => {
    if (element.classList.contains("busy")) return;
    element.classList.add("busy");
    element.setAttribute("aria-busy", "true");
    await pressComponent(message, component);
    element.classList.remove("busy");
    element.removeAttribute("aria-busy");
  });
  return element;
}

function select(component, message) {
  const options = optionsOf(component);
  const chosen = options.filter((option) => option.default);
  const element = h(
    "button",
    { class: "select", type: "button", disabled: Boolean(component.disabled), "aria-haspopup": "listbox", dataset: { customId: component.custom_id } },
    h("span", { class: chosen.length ? "select-value" : "select-placeholder" },
      chosen.map((option) => option.label).join(", ") || component.placeholder || "Make a selection"),
    icon("down"),
  );
  element.addEventListener("click", async () => {
    const values = await openPicker(element, { options, min: component.min_values ?? 1, max: component.max_values ?? 1, label: component.placeholder });
    if (!values) return;
    element.classList.add("busy");
    const outcome = await pressComponent(message, component, values);
    element.classList.remove("busy");
    if (outcome.state !== "failed") {
      const shown = element.querySelector("span");
      shown.textContent = options.filter((option) => values.includes(option.value)).map((option) => option.label).join(", ") || component.placeholder || "Make a selection";
      shown.className = values.length ? "select-value" : "select-placeholder";
    }
  });
  return element;
}

/** What a select offers: its own options, or people, roles or channels. */
export function optionsOf(component) {
  const { people, bot, guilds, channels } = state.scene;
  const users = () => [...people, bot].map((user) => ({ label: user.name, value: user.id, picture: avatar(user.id, 20) }));
  const roles = () => guilds.flatMap((guild) => guild.roles.filter((role) => role.id !== guild.id)).map((role) => ({ label: `@${role.name}`, value: role.id }));
  const rooms = () => channels.filter((channel) => channel.guild_id).map((channel) => ({ label: `#${channel.name}`, value: channel.id }));
  const defaults = new Set((component.default_values ?? []).map((value) => String(value.id)));
  const offered = { 3: () => component.options ?? [], 5: users, 6: roles, 7: () => [...users(), ...roles()], 8: rooms }[component.type]();
  return offered.map((option) => ({ ...option, default: option.default || defaults.has(option.value) }));
}

function container(component, message) {
  const element = h("div", { class: "container" }, build(component.components, message));
  if (component.accent_color) element.style.borderLeftColor = colour(component.accent_color);
  return element;
}

function media(item, { description }, kind) {
  const url = local(item.url);
  if (!url.startsWith("/attachments/")) return h("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, url);
  return h(
    "button", { class: kind, type: "button", "aria-label": description ? `Enlarge picture: ${description}` : "Enlarge picture",
      onclick: () => enlarge({ url: item.url, description, filename: fileName(item.url) }) },
    h("img", { src: url, alt: description ?? "", width: item.width, height: item.height }),
  );
}

function fileName(url) {
  return decodeURIComponent(new URL(url, location.href).pathname.split("/").pop());
}

export function colour(number) {
  return `#${Number(number).toString(16).padStart(6, "0")}`;
}

export function embeds(list) {
  return list.map((embed) => {
    const image = embed.image?.url ? media(embed.image, { description: embed.title }, "embed-image") : null;
    const thumb = embed.thumbnail?.url ? media(embed.thumbnail, {}, "thumbnail") : null;
    const element = h(
      "div", { class: "embed" },
      h("div", { class: "embed-body" },
        embed.author?.name ? h("div", { class: "embed-author" }, embed.author.name) : null,
        embed.title ? h("div", { class: "embed-title" }, /^https?:/.test(embed.url ?? "") ? h("a", { href: embed.url, target: "_blank", rel: "noopener noreferrer" }, embed.title) : embed.title) : null,
        embed.description ? h("div", { class: "content" }, markdown(embed.description)) : null,
        embed.fields?.length ? h("div", { class: "embed-fields" }, embed.fields.map((field) =>
          h("div", { class: field.inline ? "embed-field inline" : "embed-field" }, h("div", { class: "embed-field-name" }, field.name), h("div", { class: "content" }, markdown(field.value))))) : null,
        image,
        embed.footer?.text ? h("div", { class: "embed-footer" }, embed.footer.text) : null),
      thumb,
    );
    if (embed.color) element.style.borderLeftColor = colour(embed.color);
    return element;
  });
}
