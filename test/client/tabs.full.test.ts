/** @gatehouse/client in browsers that lack a part, and with passkeys: in a real Chromium, against the real graph. */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { closePages, openBrowser } from "../support/browser.js";
import { proveAddress } from "../support/mailbox.js";
import { ask, changeRoles, logIn, openTestBrowser, startApp, type TestApp } from "./tabs.js";

const browser = await openBrowser();
const inBrowser = browser ? describe : describe.skip;
let app: TestApp;
beforeAll(async () => {
  if (browser !== undefined) app = await startApp();
});
afterAll(async () => {
  await closePages(browser);
  await app?.stop();
});

/** Two tabs of a browser in which a user has signed in. */
async function openTwoTabs(initScript?: string) {
  const user = await app.system.registerUser();
  const home = await openTestBrowser(browser!, app, initScript);
  const first = await home.openTab();
  await logIn(first, user);
  const second = await home.openTab();
  expect(await second.ready()).toMatchObject({ status: "signedIn", userId: user.id });
  return { user, home, first, second };
}

inBrowser("two tabs", () => {
  it("without locks and channels may refresh twice, and both stay signed in", async () => {
    const old = `delete Navigator.prototype.locks; delete globalThis.BroadcastChannel;`;
    const { user, home, first, second } = await openTwoTabs(old);
    await changeRoles(app, user, ["USER", "ADMIN"]);
    await first.run("client.session.refresh()");
    await second.run("client.session.refresh()");
    home.sent.length = 0;
    await changeRoles(app, user, ["USER"]);
    expect(await Promise.all([first.run(ask), second.run(ask)])).toEqual([true, true]);
    expect(home.sent.sort()).toEqual(["Refresh", "Refresh", "Users", "Users", "Users", "Users"]);
    await first.run("kit.signOut(client)");
    expect(await second.run(ask)).toBe("UNAUTHENTICATED");
    expect(await second.run("client.session.state")).toEqual({ status: "signedOut", reason: "ended" });
  });
});

inBrowser("a passkey", () => {
  it("is added on the device, signs in without a name, and is removed", async () => {
    // A browser asks for passkeys only in the tab that is looked at.
    const { user, home, second: tab } = await openTwoTabs();
    const cdp = await home.context.newCDPSession(tab.page);
    await cdp.send("WebAuthn.enable");
    await cdp.send("WebAuthn.addVirtualAuthenticator", {
      options: {
        protocol: "ctap2",
        transport: "internal",
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
      },
    });
    const proof = JSON.stringify({ currentPassword: user.password, name: "My laptop" });
    expect(await tab.run(`kit.addPasskey(client, ${proof})`)).toMatchObject({
      error: { code: "EMAIL_NOT_VERIFIED" },
    });
    await proveAddress(app.system, user);
    // The first proof of an address ends the other sessions.
    await logIn(tab, user);
    const added = await tab.run<{ passkey: { id: string } }>(`kit.addPasskey(client, ${proof})`);
    expect(added).toMatchObject({ status: "added", passkey: { name: "My laptop" } });
    expect(await tab.run(`kit.addPasskey(client, ${proof})`)).toMatchObject({ error: { code: "CONFLICT" } });
    await tab.run("kit.signOut(client)");
    expect(await tab.run("kit.signInWithPasskey(client)")).toMatchObject({
      status: "signedIn",
      viewer: { id: user.id },
    });
    const removal = JSON.stringify({ id: added.passkey.id, currentPassword: user.password });
    expect(await tab.run(`kit.removePasskey(client, ${removal})`)).toEqual({ status: "done" });
    await tab.run("kit.signOut(client)");
    expect(await tab.run("kit.signInWithPasskey(client)")).toMatchObject({
      error: { code: "INVALID_CREDENTIALS" },
    });
  });
});
