/** Who may use which field: at the router, and behind a router that leaves it to the subgraphs. */
import { type CallerKind, callerKinds } from "../support/newcomers.js";
import { type Check, mustBe } from "./check.js";
import { type Cell, measureMatrix } from "./matrix.js";
import { codesOf, type Stage } from "./stage.js";

const named: Record<CallerKind, string> = {
  anonymous: "an anonymous caller",
  user: "a user",
  admin: "an admin",
};

/** Each matrix is measured once: several rows of the table are about it. */
const measured = new WeakMap<Stage, Map<CallerKind, Promise<Cell[]>>>();

function matrixOf(stage: Stage, kind: CallerKind): Promise<Cell[]> {
  const cells = measured.get(stage) ?? new Map<CallerKind, Promise<Cell[]>>();
  measured.set(stage, cells);
  const known = cells.get(kind) ?? measureMatrix(stage, kind);
  cells.set(kind, known);
  return known;
}

/** @throws Error that names the cells that are otherwise than at the gateway. */
function mustAgree(cells: readonly Cell[]): void {
  const different = cells.filter(
    ({ byGateway, byRouter, leaks }) => byGateway !== byRouter || leaks.length > 0,
  );
  mustBe(
    different.map(({ at, byRouter }) => `${at} ${byRouter ? "refused" : "permitted"}`),
    [],
  );
}

const sameRefusals = callerKinds.map(
  (kind): Check => ({
    what: `Every field, as ${named[kind]}: the same operations are refused as at Gatehouse's gateway`,
    run: async (stage) => mustAgree(await matrixOf(stage, kind)),
  }),
);

/** The checks, in the order of the table. */
export const authorizationChecks: readonly Check[] = [
  ...sameRefusals,
  {
    what: "What the directives deny as a whole causes no fetch",
    async run(stage) {
      const cells = (await Promise.all(callerKinds.map((kind) => matrixOf(stage, kind)))).flat();
      const fetched = cells.filter(({ isWhole, fetches }) => isWhole && fetches > 0);
      mustBe(
        fetched.map(({ at, fetches }) => `${at} ${fetches}`),
        [],
      );
    },
  },
  {
    what: "A mutation with a denied field changes nothing",
    async run(stage) {
      const { id, accessToken, ...user } = await stage.system.registerUser();
      const mutation =
        'mutation ($id: ID!) { createTask(input: { title: "No" }) { id } enableUser(id: $id) { id } }';
      const count = await stage.countFetches(() => stage.as(accessToken)(mutation, { id }));
      mustBe([count, await user.data("{ tasks { totalCount } }")], [0, { tasks: { totalCount: 0 } }]);
    },
  },
  {
    what: "A denial names the field by its path",
    async run(stage) {
      const { accessToken } = await stage.system.registerUser();
      const { errors } = await stage.as(accessToken)("{ systemStatus { service } }");
      mustBe(
        errors.map(({ path }) => path),
        [["systemStatus"]],
      );
    },
  },
  {
    what: "A denial has the code UNAUTHENTICATED or FORBIDDEN",
    async run(stage) {
      const { accessToken } = await stage.system.registerUser();
      const codes = [
        ...codesOf(await stage.as()("{ me { id } }")),
        ...codesOf(await stage.as(accessToken)("{ systemStatus { service } }")),
      ];
      mustBe(codes, ["UNAUTHENTICATED", "FORBIDDEN"]);
    },
  },
  {
    what: "A user's call of a field for admins is in the audit trail",
    async run(stage) {
      const { accessToken, id } = await stage.system.registerUser();
      await stage.as(accessToken)("mutation ($id: ID!) { disableUser(id: $id) { id } }", { id });
      const admin = await stage.system.registerAdmin();
      const { auditEvents } = await admin.data<{ auditEvents: { nodes: object[] } }>(
        "query ($filter: AuditFilter) { auditEvents(filter: $filter) { nodes { type } } }",
        { filter: { type: "admin.denied", actorId: id } },
      );
      mustBe(auditEvents.nodes.length, 1, "entries");
    },
  },
  ...callerKinds.map(
    (kind): Check => ({
      what: `With the router's own authorization off, the subgraphs refuse the same operations to ${named[kind]}`,
      async run(stage) {
        mustAgree(await measureMatrix(stage, kind, await bareUrlOf(stage)));
      },
    }),
  ),
];

const bare = new WeakMap<Stage, Promise<string>>();

/** The router that enforces nothing, started once. */
function bareUrlOf(stage: Stage): Promise<string> {
  const known = bare.get(stage) ?? stage.startAnother({ enforces: false }).then(({ url }) => url);
  bare.set(stage, known);
  return known;
}
