// The server writes times in sentences in UTC. Here they are put into the browser's own zone. Both name the zone.

const { lang } = document.documentElement;
// English without a country: days before months, as the server writes them.
const format = new Intl.DateTimeFormat(lang === "en" ? "en-GB" : lang, {
  day: "numeric",
  month: "short",
  year: "numeric",
  hour: "2-digit",
  minute: "2-digit",
  timeZoneName: "short",
});

/** The header that names the browser's zone, for every request. */
export const zone = { "Time-Zone": format.resolvedOptions().timeZone ?? "" };

/** For markup from the server, before it is shown or compared. The words in UTC become the tooltip. */
export function putIntoOwnZone(root) {
  for (const time of root.querySelectorAll("time[data-moment]")) {
    time.title = time.textContent;
    time.textContent = format.format(new Date(time.dateTime));
    time.removeAttribute("data-moment");
  }
}
