/** `npm run new:subgraph` and `npm run remove:subgraph` before they write: names, what is in the way, files, lines. */
import { readdirSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { readEntityNames } from "../../commands/subgraph/entity-names.js";
import { planAddition } from "../../commands/subgraph/plan-addition.js";
import { planRemoval } from "../../commands/subgraph/plan-removal.js";
import { cutParts, findOwnParts } from "../../commands/subgraph/sdl-parts.js";
import { singularOf } from "../../commands/subgraph/singular.js";
import { wiringPlaces } from "../../commands/subgraph/wiring.js";
import { projectRoot } from "../../platform/project-root.js";
import { subgraphNames } from "../../schema/services.js";
import { readProjectFile } from "../support/deployment-files.js";

const messageOf = (plan: () => unknown): string => {
  try {
    plan();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error("It was not refused.");
};
const add = (plural: string, options: { singular?: string; port?: string } = {}) =>
  planAddition(projectRoot, { plural, ...options });

describe("the singular of an entity's name", () => {
  it.each(
    Object.entries({
      projects: "project",
      "order-items": "order-item",
      boxes: "box",
      categories: "category",
      people: "person",
      salespeople: "salesperson",
      children: "child",
      statuses: "status",
      abuses: "abuse",
      cases: "case",
      addresses: "address",
      analyses: "analysis",
      movies: "movie",
      parties: "party",
      caches: "cache",
      batches: "batch",
      heroes: "hero",
      potatoes: "potato",
      shoes: "shoe",
      archives: "archive",
      knives: "knife",
      lenses: "lens",
      quizzes: "quiz",
      days: "day",
    }),
  )("of %s is %s", (plural, singular) => expect(singularOf(plural)).toBe(singular));

  it.each(["news", "series", "data", "sheep", "status", "address", "project"])(
    "of %s is not known, and asked for",
    (word) => {
      expect(readEntityNames(word)).toEqual([`No singular of "${word}" is known. Name it: --singular NAME.`]);
      expect(readEntityNames(word, "news-item")).toEqual({ plural: word, singular: "news-item" });
    },
  );
});

describe("a new subgraph", () => {
  it.each([
    "__x",
    "1abc",
    "Query",
    "orderItems",
    "order_items",
    "order--items",
    "-x",
    "x-",
    "",
    "é",
    "a b",
    "../x",
  ])("is refused the name %j", (name) =>
    expect(messageOf(() => add(name))).toContain("is no name: write words in lower case"),
  );

  it.each<[string, string | undefined, RegExp]>([
    ["x".repeat(31), "x", /too long: at most 30/],
    ["quinces", "x".repeat(23), /too long: at most 22/],
    ["news", "news", /its own singular/],
    ["users", undefined, /There is a subgraph user already/],
    [
      "sessions",
      undefined,
      /The graph has Query\.sessions already[\s\S]*The graph has a type Session already/,
    ],
    ["page-infos", undefined, /The graph has a type PageInfo already/],
    ["queries", undefined, /meaning of its own for the type Query/],
    ["subscriptions", undefined, /meaning of its own for the type Subscription/],
    ["strings", undefined, /meaning of its own for the type String/],
    ["records", undefined, /code has a meaning of its own for the name Record/],
    ["promises", undefined, /code has a meaning of its own for the name Promise/],
    ["constructors", undefined, /code has a meaning of its own for the name constructor/],
    ["thens", "then", /code has a meaning of its own for the name then/],
    ["apps", undefined, /APP_URL is a setting already/],
    ["networks", undefined, /deploy\/kubernetes\/base\/network\.yaml is there already/],
    ["gateways", undefined, /GATEWAY_PORT is a setting already/],
    ["brokers", "rabbitmq", /docker-compose\.yml has rabbitmq already/],
    ["databases", undefined, /cannot be called database/],
  ])("is refused %s with the singular %s", (plural, singular, reason) => {
    const message = messageOf(() => add(plural, singular === undefined ? {} : { singular }));
    expect(message).toMatch(/^Nothing was written:\n {2}- /);
    expect(message).toMatch(reason);
  });

  it.each(["0", "80", "65536", "4oo5", "-1", "4000", "4002"])("is refused the port %s", (port) => {
    expect(messageOf(() => add("quinces", { port }))).toMatch(/port/i);
  });

  it("is told everything that is in the way at once", () => {
    const message = messageOf(() => add("Sessions", { singular: "_", port: "4001" }));
    expect(message.match(/^ {2}- /gm)).toHaveLength(3);
    expect(message).toContain("Port 4001 is that of auth.");
  });

  it("gets files that name it in every spelling, and no word of the template", () => {
    const { names, port, files } = add("quince-trees");
    expect(names).toEqual({ plural: "quince-trees", singular: "quince-tree" });
    expect(port).toBe(4000 + subgraphNames.length + 1);
    const created = [...files].filter(([path]) => !wiringPlaces.some(({ file }) => file === path));
    for (const [path, text] of created) expect(`${path} ${text}`).not.toMatch(/sample.?thing/i);
    const sdl = files.get("schema/quince-tree.graphql");
    expect(sdl).toMatch(/"A quince tree by id\./);
    for (const part of [
      "quinceTree(id: ID!): QuinceTree ",
      "quinceTrees(first: Int = 20",
      "type QuinceTreeConnection ",
    ])
      expect(sdl).toContain(part);
    expect(files.get("subgraphs/quince-tree/config.ts")).toContain('socketOf("quince-tree")');
    expect(files.get("deploy/kubernetes/base/quince-tree.yaml")).toContain(`containerPort: ${port}`);
    const template = readdirSync("templates/subgraph/subgraphs/sample-thing", { recursive: true }).length;
    expect(created.filter(([path]) => path.startsWith("subgraphs/quince-tree/"))).toHaveLength(template - 2);
  });

  it("may have a name that contains the name of another subgraph", () => {
    const { files } = add("superusers", { port: "40021" });
    expect(files.get("commands/subgraphs.ts")).toContain(
      "superuser: { readConfig: readSuperuserConfig, start: startSuperuser, migrations: migrationsOfSuperuser },",
    );
    expect(files.get("docker-compose.yml")).toContain("  SUPERUSER_URL: http://superuser:40021\n");
    for (const text of files.values()) expect(text).not.toMatch(/super-?super/i);
  });

  it("gets its lines in each place once, and taking them out leaves the files as they were", () => {
    const { files } = add("quince-trees");
    for (const { file } of wiringPlaces) {
      let text = files.get(file) ?? "";
      expect([file, text]).not.toEqual([file, readProjectFile(file)]);
      for (const place of wiringPlaces.filter((one) => one.file === file)) {
        expect([file, place.linesOf("quince-tree").test(text)]).toEqual([file, true]);
        text = text.replace(place.linesOf("quince-tree"), "");
        expect([file, place.linesOf("quince-tree").test(text)]).toEqual([file, false]);
      }
      expect(text).toBe(readProjectFile(file));
    }
    expect(files.get("commands/subgraphs.ts")).toContain(
      '"quince-tree": { readConfig: readQuinceTreeConfig, start: startQuinceTree, migrations: migrationsOfQuinceTree },',
    );
  });
});

describe("a removal", () => {
  it.each(["auth", "user", "users"])("is refused for %s, which the others need", (name) =>
    expect(messageOf(() => planRemoval(projectRoot, name))).toMatch(/others? .*need|need/),
  );

  it("is refused for what is no subgraph", () =>
    expect(messageOf(() => planRemoval(projectRoot, "nope\u001b[2J"))).toBe(
      `There is no subgraph "nope\\u001b[2J". There are: ${subgraphNames.join(", ")}.`,
    ));

  it("takes out the files of a subgraph and its lines in every place, by its name or that of its list", () => {
    const others = subgraphNames.filter((one) => !["auth", "user"].includes(one));
    for (const name of others) {
      const { files, dependents } = planRemoval(projectRoot, name);
      for (const { file, linesOf } of wiringPlaces)
        expect([file, linesOf(name).test(files.get(file) ?? "")]).toEqual([file, false]);
      for (const path of [
        `subgraphs/${name}/main.ts`,
        `schema/${name}.graphql`,
        `deploy/kubernetes/base/${name}.yaml`,
      ])
        expect([path, files.get(path)]).toEqual([path, null]);
      const sdl = readProjectFile(`schema/${name}.graphql`);
      const list = /^ {2}(\w+)\(\s*first:/m.exec(sdl)?.[1] ?? "";
      expect(planRemoval(projectRoot, list).name).toBe(name);
      expect([...dependents.tests, ...dependents.others].filter((path) => files.has(path))).toEqual([]);
    }
  });
});

describe("the parts of an SDL", () => {
  const own =
    'type Query { task: Task }\n"A task."\ntype Task { id: ID! at: Time }\nscalar Time\ntype User { id: ID! tasks: [Task] }';
  const other = "type Query { me: User }\ntype User { id: ID! name: Name }\nscalar Name";

  it("that one alone has are those that no other SDL has", () => {
    expect([...findOwnParts(own, [other])].sort()).toEqual(
      ["Query.task", "Task", "Task.at", "Task.id", "Time", "User.tasks"].sort(),
    );
  });

  it("are cut out with their descriptions, and the rest stays as it is", () => {
    const contract = `# A promise.
type Query {
  me: User
  "One task."
  task: Task
}

"A task."
type Task {
  id: ID!
  at: Time
}
scalar Time

type User {
  # The id.
  id: ID!
  tasks: [Task]
  name: Name
}
`;
    expect(cutParts(contract, findOwnParts(own, [other]))).toBe(`# A promise.
type Query {
  me: User
}


type User {
  # The id.
  id: ID!
  name: Name
}
`);
  });
});
