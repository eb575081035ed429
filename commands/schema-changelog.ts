/** `npm run schema:changelog -- FROM [TO]`: what has changed for clients between two versions, in Markdown. */
import { join } from "node:path";
import { readCommandLine } from "../platform/command-line.js";
import { runCommand, StartError } from "../platform/lifecycle.js";
import { toPrintable } from "../platform/text/printable.js";
import { findAuthorizationChanges } from "../schema/checks/authorization/find-authorization-changes.js";
import { formatChangelog } from "../schema/checks/changelog/format-changelog.js";
import { findChanges } from "../schema/checks/changes/find-changes.js";
import { CheckError } from "../schema/checks/check-error.js";
import { readBase } from "../schema/checks/versions/read-base.js";
import { readFolder } from "../schema/checks/versions/read-head.js";
import { layout } from "../schema/layout.js";
import { readUsage } from "./read-usage.js";

const usage = readUsage("schema-changelog");

await runCommand(
  async () => {
    const line = readCommandLine(usage, {}, { positionals: true });
    if (line === null) return console.log(usage);
    const [from, to, ...more] = line.positionals;
    if (from === undefined || more.length > 0) throw new StartError(`Name one or two versions.\n\n${usage}`);
    try {
      const before = await readBase(from, layout, {});
      const after =
        to === undefined
          ? await readFolder(join(layout.root, layout.schema), "the working tree")
          : (await readBase(to, layout, {})).version;
      const input = { base: before.version, head: after, operations: [] };
      // How long a deprecation lasted is told to reviewers, not to clients.
      const policy = { days: 0, now: new Date(0), deprecatedSince: () => new Date(0) };
      const audiences = findAuthorizationChanges(input).filter(({ severity }) => severity !== "safe");
      const changes = [...(await findChanges(input, policy)), ...audiences];
      const changelog = formatChangelog(from, to ?? "the working tree", changes);
      process.stdout.write(toPrintable(changelog, { keepLineBreaks: true }));
    } catch (error) {
      throw error instanceof CheckError ? new StartError(error.message) : error;
    }
  },
  { failure: 2 },
);
