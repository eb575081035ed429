/** Shows new mails as they come, and instants in the reader's own zone. Without this the page works as it is. */

const pauseMilliseconds = 3_000;
const list = document.getElementById("list");
const news = document.getElementById("news");

const format = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "medium" });

function writeTimes(place) {
  for (const time of place.querySelectorAll("time")) {
    time.title = time.dateTime;
    time.textContent = format.format(new Date(time.dateTime));
  }
}

/** Takes the list, and unless a mail was chosen the mail that is shown, from the page as it is now. */
async function update() {
  const response = await fetch(location.href, { headers: { accept: "text/html" } });
  if (!response.ok) return;
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const linksOf = (place) => [...place.querySelectorAll("#list a")];
  const known = new Set(linksOf(document).map(({ href }) => href));
  const added = linksOf(page).filter((link) => !known.has(link.href));
  if (added.length === 0) return;
  const focused = document.activeElement?.closest("#list a")?.href;
  const ids = document.body.classList.contains("reading") ? ["list"] : ["list", "mail"];
  for (const id of ids) {
    const place = document.getElementById(id);
    place.replaceChildren(...page.getElementById(id).childNodes);
    writeTimes(place);
  }
  linksOf(document)
    .find(({ href }) => href === focused)
    ?.focus();
  news.textContent = added.length === 1 ? "One new mail." : `${added.length} new mails.`;
}

async function watch() {
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, pauseMilliseconds));
    // A gateway that is restarted answers again later.
    if (!document.hidden) await update().catch(() => {});
  }
}

writeTimes(document);
if (list !== null) watch();
