/** Writes the page of the mailbox: the list, and the mail that is read. */
import type { DevelopmentMail } from "../../../platform/http/mailbox.js";
import { escapeHtml } from "../../../platform/text/escape-html.js";

/** Returns the id of a mail in the page's links: the name of its file. */
const idOf = ({ file }: DevelopmentMail): string => file.replace(/^.*[/\\]/, "");

/**
 * Returns the page. `chosen` is the id in its address: on a narrow window that mail takes the place of the list. Without
 * one, the newest is shown beside the list.
 */
export function writeMailboxPage(mails: readonly DevelopmentMail[], chosen: string | null): string {
  const shown = chosen === null ? mails[0] : mails.find((mail) => idOf(mail) === chosen);
  const items = mails.map((mail) => writeItem(mail, mail === shown));
  const count = `${mails.length} ${mails.length === 1 ? "mail" : "mails"}, newest first`;
  const list = `<h2>${mails.length === 0 ? "No mail" : count}</h2>\n<ol>\n${items.join("\n")}\n</ol>`;
  const problem = shown ? "" : mails.length === 0 ? empty : unknown;
  const content = [problem, ...mails.map((mail) => writeMail(mail, mail === shown))].join("\n");
  const columns = `<nav id="list" aria-label="Mails">${list}</nav>\n<div id="mail" role="region" aria-label="Mail" tabindex="0">${content}</div>`;
  return writePage(columns, chosen === null ? "" : ' class="reading"');
}

/** Returns the page for a browser that may see no mailbox. */
export const writeNoMailboxPage = (): string =>
  writePage(`<div id="mail">
<h2>There is no mailbox here</h2>
<p>The links in its mails give access to any account. So it is shown only to the machine that Gatehouse runs on, by the name
localhost and without a proxy between, and only while mails are kept and not sent (no SMTP_URL).</p>
</div>`);

const empty = `<h2>No mail yet</h2>
<p>There is no SMTP_URL, so mails are not sent: they appear here. Register an account in the
<a href="playground">playground</a>, or ask for a new password, and come back.</p>`;

const unknown = `<h2>This mail is gone</h2>
<p>The page shows the newest mails only; older ones are files in the same folder. <a href="mailbox">All mails</a></p>`;

function writeItem(mail: DevelopmentMail, isShown: boolean): string {
  const { to, subject, date } = mail;
  const current = isShown ? ' aria-current="true"' : "";
  return `<li><a href="mailbox?mail=${encodeURIComponent(idOf(mail))}"${current}><strong>${escapeHtml(subject)}</strong> <span>to ${escapeHtml(to)}</span> ${writeTime(date)}</a></li>`;
}

/** All mails are in the page, and one is shown. */
function writeMail({ to, subject, date, text, file }: DevelopmentMail, isShown: boolean): string {
  return `<article${isShown ? "" : " hidden"}>
<a class="back" href="mailbox">All mails</a>
<h2>${escapeHtml(subject)}</h2>
<dl><dt>To</dt><dd>${escapeHtml(to)}</dd><dt>Date</dt><dd>${writeTime(date)}</dd></dl>
<div class="text">${withLinks(text)}</div>
<p class="file">It was not sent, since there is no SMTP_URL. It is the file ${escapeHtml(file)}</p>
</article>`;
}

/** An instant in UTC; the page's script writes it in the reader's own zone. */
function writeTime(date: string): string {
  const text = date.replace("T", " ").replace(/(?:\.\d+)?Z$/, " UTC");
  return `<time datetime="${escapeHtml(date)}">${escapeHtml(text)}</time>`;
}

/** The page behind a link gets no access to this one, nor its address. */
function withLinks(text: string): string {
  return escapeHtml(text).replace(
    /^https?:\/\/\S+$/gm,
    (url) => `<a href="${url}" target="_blank" rel="noopener noreferrer">${url}</a>`,
  );
}

function writePage(columns: string, bodyClass = ""): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Mailbox · Gatehouse</title>
<link rel="icon" type="image/svg+xml" href="mailbox/icon.svg">
<link rel="stylesheet" href="mailbox/theme.css">
<link rel="stylesheet" href="mailbox/mailbox.css">
<script type="module" src="mailbox/mailbox.js"></script>
</head>
<body${bodyClass}>
<header class="bar">
<h1>Gatehouse <span>mailbox</span></h1>
<p id="news" role="status"></p>
<nav aria-label="Pages"><a href="playground">Playground</a></nav>
</header>
<main class="columns">${columns}</main>
</body>
</html>
`;
}
