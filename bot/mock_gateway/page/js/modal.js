// The forms that a bot asks to fill in.
import { h, icon } from "./dom.js";
import { markdown } from "./markdown.js";
import { optionsOf } from "./components.js";

/** `send(values, files)` may throw; what was typed then stays, with the reason shown. */
export function openModal(modal, send) {
  const files = [];
  const fields = modal.components.map((component) => topLevel(component, files));
  const error = h("p", { class: "form-error", role: "alert", hidden: true });
  const submit = h("button", { class: "button primary", type: "submit" }, h("span", { class: "button-label" }, "Submit"));
  const form = h(
    "form", { class: "modal-form", novalidate: false },
    h("header", { class: "modal-head" }, h("h2", {}, modal.title), h("button", { class: "icon-button", type: "button", "aria-label": "Close", onclick: () => dialog.close() }, icon("close"))),
    h("div", { class: "modal-body" }, fields.map((field) => field.element), error),
    h("footer", { class: "modal-foot" }, h("button", { class: "button secondary", type: "button", onclick: () => dialog.close() }, "Cancel"), submit),
  );
  const dialog = h("dialog", { class: "modal", "aria-label": modal.title }, form);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    submit.disabled = true;
    error.hidden = true;
    try {
      const chosenFiles = [];
      const values = Object.fromEntries(fields.filter((field) => field.id).map((field) => [field.id, field.read(chosenFiles)]));
      await send(values, chosenFiles);
      dialog.close();
    } catch (reason) {
      error.textContent = reason.message;
      error.hidden = false;
    } finally {
      submit.disabled = false;
    }
  });
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  form.querySelector("input, textarea, select")?.focus();
}

function topLevel(component) {
  if (component.type === 10) return { element: h("div", { class: "content" }, markdown(component.content)) };
  const inner = component.type === 18 ? component.component : component.components[0];
  const label = component.type === 18 ? component.label : inner.label;
  return field(inner, label ?? "", component.description);
}

function field(component, label, description) {
  const id = `field-${component.custom_id}`;
  const made = MAKERS[component.type](component, id, label);
  const required = component.type !== 23 && component.required !== false;
  return {
    id: component.custom_id,
    read: made.read,
    element: h(
      made.group ? "fieldset" : "div", { class: "form-field" },
      h(made.group ? "legend" : "label", made.group ? {} : { for: id }, label, required ? h("span", { class: "required", title: "required" }, " *") : null),
      description ? h("p", { class: "form-hint" }, description) : null,
      made.element,
    ),
  };
}

const MAKERS = {
  4: textInput,
  3: listSelect, 5: listSelect, 6: listSelect, 7: listSelect, 8: listSelect,
  19: fileInput,
  21: (component, id) => choices(component, id, "radio"),
  22: (component, id) => choices(component, id, "checkbox"),
  23: (component, id) => {
    const box = h("input", { type: "checkbox", id, checked: Boolean(component.default) });
    return { element: box, read: () => box.checked };
  },
};

function textInput(component, id) {
  const common = {
    id, placeholder: component.placeholder, required: component.required !== false,
    minlength: component.min_length || undefined, maxlength: component.max_length ?? 4000, value: component.value ?? "",
  };
  const input = component.style === 2 ? h("textarea", { ...common, rows: 4 }) : h("input", { ...common, type: "text", autocomplete: "off" });
  return { element: input, read: () => input.value };
}

function listSelect(component, id, label) {
  const multiple = (component.max_values ?? 1) > 1;
  const required = component.required !== false;
  const select = h(
    "select", { id, multiple, required, "aria-label": label },
    multiple ? null : h("option", { value: "" }, component.placeholder ?? "Make a selection"),
    optionsOf(component).map((option) => h("option", { value: option.value, selected: option.default }, option.label)),
  );
  return { element: select, read: () => [...select.selectedOptions].map((option) => option.value).filter(Boolean) };
}

function choices(component, id, type) {
  const boxes = component.options.map((option, n) => h("input", { type, name: id, id: `${id}-${n}`, value: option.value, checked: Boolean(option.default) }));
  const chosen = () => boxes.filter((box) => box.checked).map((box) => box.value);
  return {
    group: true,
    element: h("div", {}, component.options.map((option, n) =>
      h("div", { class: "choice" }, boxes[n], h("label", { for: boxes[n].id }, option.label, option.description ? h("small", {}, option.description) : null)))),
    read: () => (type === "radio" ? chosen()[0] ?? null : chosen()),
  };
}

function fileInput(component, id) {
  const input = h("input", { type: "file", id, multiple: (component.max_values ?? 1) > 1, required: component.required !== false });
  return {
    element: input,
    read: (files) => [...input.files].map((file) => files.push(file) - 1),
  };
}
