import { describe, expect, it } from "@jest/globals";
import { writeMailboxPage, writeNoMailboxPage } from "./write-page.js";

const mail = {
  to: "ada@example.com",
  subject: "Choose a new password",
  text: "Open this:\nhttps://app.example.com/reset-password#token=abc\n\nNot https://b.example/ here",
  date: "2026-11-27T10:00:00.123Z",
  file: "/data/mail/one.eml",
};
const other = { ...mail, subject: "Another", file: "C:\\mail\\two & three.eml" };
const hostile = {
  ...mail,
  to: `"><script>alert(1)</script>@example.com`,
  subject: "<img src=x onerror=alert(1)>",
  text: `<b>\nhttps://evil.example/"onmouseover="alert(1)\njavascript:alert(1)`,
  file: `/data/<i>".eml`,
};
const shown = (page: string) =>
  [...page.matchAll(/<article>[\s\S]*?<h2>(.*?)<\/h2>/g)].map(([, subject]) => subject);

describe("the page of the mailbox", () => {
  it("lists all mails, shows the newest, and links each link on a line of its own", () => {
    const page = writeMailboxPage([mail, other], null);
    expect(page).toContain("2 mails, newest first");
    expect(page).toContain('href="mailbox?mail=two%20%26%20three.eml"');
    expect(shown(page)).toEqual([mail.subject]);
    expect(page).toContain(
      '<a href="https://app.example.com/reset-password#token=abc" target="_blank" rel="noopener noreferrer">',
    );
    expect(page).not.toContain('href="https://b.example');
    expect(page).toContain('<time datetime="2026-11-27T10:00:00.123Z">2026-11-27 10:00:00 UTC</time>');
  });

  it("shows the mail that its address names", () => {
    expect(shown(writeMailboxPage([mail, other], "two & three.eml"))).toEqual([other.subject]);
    const gone = writeMailboxPage([mail], "none.eml");
    expect(shown(gone)).toEqual([]);
    expect(gone).toContain("This mail is gone");
  });

  it("says what to do while there is none, and why there is no mailbox for others", () => {
    expect(writeMailboxPage([], null)).toContain("No mail yet");
    expect(writeNoMailboxPage()).toContain("by the name\nlocalhost");
  });

  it("shows markup of a mail as text", () => {
    const page = writeMailboxPage([hostile], null);
    const tags = new Set([...page.matchAll(/<([a-z]+)/g)].map(([, tag]) => tag));
    expect([..."bi", "img"].filter((tag) => tags.has(tag))).toEqual([]);
    expect(page.match(/<script/g)).toHaveLength(1);
    expect(page).not.toMatch(/href="(?!https:|mailbox|playground)/);
    expect(page).not.toMatch(/ on\w+="/);
  });
});
