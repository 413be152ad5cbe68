// Times as people read them.

const clock = new Intl.DateTimeFormat([], { hour: "2-digit", minute: "2-digit" });
const day = new Intl.DateTimeFormat([], { day: "numeric", month: "long", year: "numeric" });
const short = new Intl.DateTimeFormat([], { day: "2-digit", month: "2-digit", year: "numeric" });
const relative = new Intl.RelativeTimeFormat([], { numeric: "auto" });

const STYLES = {
  t: { timeStyle: "short" }, T: { timeStyle: "medium" }, d: { dateStyle: "short" }, D: { dateStyle: "long" },
  f: { dateStyle: "long", timeStyle: "short" }, F: { dateStyle: "full", timeStyle: "short" },
};

export const hour = (date) => clock.format(date);
export const dayName = (date) => day.format(date);
export const sameDay = (a, b) => a.toDateString() === b.toDateString();

export function when(date) {
  const now = new Date();
  const yesterday = new Date(now);
  yesterday.setDate(now.getDate() - 1);
  if (sameDay(date, now)) return `Today at ${hour(date)}`;
  if (sameDay(date, yesterday)) return `Yesterday at ${hour(date)}`;
  return `${short.format(date)} ${hour(date)}`;
}

export function moment(date, style = "f") {
  return new Intl.DateTimeFormat([], STYLES[style] ?? STYLES.f).format(date);
}

export function ago(date) {
  const seconds = (date - Date.now()) / 1000;
  for (const [unit, size] of [["year", 31536000], ["month", 2592000], ["day", 86400], ["hour", 3600], ["minute", 60]]) {
    if (Math.abs(seconds) >= size) return relative.format(Math.round(seconds / size), unit);
  }
  return relative.format(Math.round(seconds), "second");
}
