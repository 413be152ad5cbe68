// What a person does to messages and components, and what they see come of it.
import { Api } from "./api.js";
import { state, emit } from "./state.js";
import { openModal } from "./modal.js";

export const api = new Api();

const FAILED = "The app did not answer in time. Try again in a moment.";

export async function pressComponent(message, component, values) {
  try {
    const outcome = await api.post(`/messages/${message.id}/components`, { custom_id: component.custom_id, values });
    settle(outcome, message.id);
    return outcome;
  } catch (error) {
    emit("notice", { text: error.message, messageId: message.id });
    return { state: "failed" };
  }
}

/** Show a failure, or the form that the bot asks to fill in. */
function settle(outcome, messageId) {
  if (outcome.state === "failed") emit("notice", { text: FAILED, messageId });
  if (outcome.state === "modal") {
    openModal(outcome.modal, async (values, files) => {
      const sent = await api.post(`/interactions/${outcome.interaction_id}/modal`, { values }, files);
      if (sent.state === "failed") throw new Error(FAILED);
      settle(sent, messageId);
    });
  }
}

export async function runCommand(command, options, files) {
  const channelId = state.channelId;
  emit("pending", { text: `Sending ${command}…` });
  try {
    settle(await api.post(`/channels/${channelId}/commands`, { command, options }, files));
    return true;
  } catch (error) {
    emit("notice", { text: error.message });
    return false;
  } finally {
    emit("pending", null);
  }
}

export async function runMenuCommand(command, target) {
  try {
    settle(await api.post(`/channels/${state.channelId}/commands`, { command: command.id, target }));
  } catch (error) {
    emit("notice", { text: error.message });
  }
}

export async function attempt(work) {
  try {
    return await work();
  } catch (error) {
    emit("notice", { text: error.message });
    return null;
  }
}
