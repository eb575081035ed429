import { spawnSync } from "node:child_process";
import { existsSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Stops what global-setup.mjs started, and removes what test/support/rabbitmq.ts has made at the broker. */
export default async function globalTeardown() {
  await globalThis.closeTestBrowser();
  await globalThis.stopTestDatabase?.();
  const mark = join(tmpdir(), `${process.env.TEST_RUN}.rabbitmq`);
  if (!existsSync(mark)) return;
  rmSync(mark);
  // All by one call: rabbitmqctl takes half a second of processor time, and has a command for one host or user at a time.
  const isOurs = `lists:prefix("${process.env.TEST_RUN}-", binary_to_list(Name))`;
  const removal = `
    [rabbit_vhost:delete(Name, <<"test">>) || Name <- rabbit_vhost:list_names(), ${isOurs}],
    [rabbit_auth_backend_internal:delete_user(Name, <<"test">>)
      || User <- rabbit_auth_backend_internal:list_users(), Name <- [proplists:get_value(user, User)], ${isOurs}].`;
  const { status, stderr } = spawnSync("rabbitmqctl", ["--quiet", "eval", removal], { encoding: "utf8" });
  if (status !== 0) console.error(`Virtual hosts are left at RabbitMQ: ${stderr}`);
}
