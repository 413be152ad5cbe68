// The people's API of the server, and its live feed.

class Refused extends Error {
  constructor(status, body) {
    super(reason(body));
    this.status = status;
    this.code = body?.code ?? 0;
  }
}

/** The first thing wrong, in words: form errors sit somewhere in a tree. */
function reason(body) {
  const found = firstError(body?.errors);
  return found ?? body?.message ?? "The server did not answer.";
}

function firstError(node) {
  if (!node || typeof node !== "object") return null;
  if (Array.isArray(node._errors)) return node._errors[0]?.message ?? null;
  for (const child of Object.values(node)) {
    const found = firstError(child);
    if (found) return found;
  }
  return null;
}

export class Api {
  constructor() {
    this.user = "";
  }

  get(path, query = {}) {
    const search = new URLSearchParams({ user: this.user, ...query });
    return this.call("GET", `${path}?${search}`);
  }

  post(path, body = {}, files = []) {
    return this.call("POST", path, body, files);
  }

  async call(method, path, body = null, files = []) {
    const options = { method };
    if (body !== null) {
      const text = JSON.stringify({ ...body, user: this.user });
      if (files.length) {
        options.body = new FormData();
        options.body.append("payload_json", new Blob([text], { type: "application/json" }));
        files.forEach((file, n) => options.body.append(`files[${n}]`, file, file.name));
      } else {
        options.body = text;
        options.headers = { "Content-Type": "application/json" };
      }
    }
    let response;
    try {
      response = await fetch(`/_mock${path}`, options);
    } catch {
      throw new Refused(0, { message: "The server cannot be reached." });
    }
    const answer = response.status === 204 ? null : await response.json().catch(() => null);
    if (!response.ok) throw new Refused(response.status, answer);
    return answer;
  }
}

/** Live news; calls `onNews` for each piece, and `onLine(true|false)` when the line comes and goes. */
export class Feed {
  constructor(onNews, onLine) {
    this.onNews = onNews;
    this.onLine = onLine;
    this.socket = null;
    this.wait = 500;
  }

  watch(user) {
    this.user = user;
    clearTimeout(this.timer);
    const old = this.socket;
    this.socket = null;
    old?.close();
    this.open();
  }

  open() {
    const scheme = location.protocol === "https:" ? "wss:" : "ws:";
    const socket = new WebSocket(`${scheme}//${location.host}/_mock/feed?user=${encodeURIComponent(this.user)}`);
    this.socket = socket;
    socket.onopen = () => {
      this.wait = 500;
      this.onLine(true);
    };
    socket.onmessage = (event) => this.socket === socket && this.onNews(JSON.parse(event.data));
    socket.onclose = () => {
      if (this.socket !== socket) return;
      this.onLine(false);
      this.timer = setTimeout(() => this.open(), this.wait);
      this.wait = Math.min(this.wait * 1.7, 8000);
    };
  }
}
