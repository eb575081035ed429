/** The operations in the playground's list: those of the README's tour, with its names, and some beside them. */
import { subgraphNames } from "../../../schema/services.js";

/** One operation; `name` is its own, and so the title of its tab. */
export interface Example {
  name: string;
  /** What it does, in some words. */
  word: string;
  query: string;
  variables?: Readonly<Record<string, unknown>>;
  /** The subgraph that it needs; a project may have removed it. */
  subgraph?: string;
}

const password = "correct horse battery staple";

/** In the order in which a new user would run them; each may be run again. */
const allExamples: readonly Example[] = [
  {
    name: "Register",
    word: "opens an account for ada and signs her in",
    query: `# Opens an account and signs it in. If ada has one already, this signs her in.
mutation Register($input: RegisterInput!) {
  register(input: $input) {
    user {
      id
      username
    }
    accessToken
    refreshToken
    expiresIn
  }
}
`,
    variables: { input: { username: "ada", email: "ada@example.com", password } },
  },
  {
    name: "Login",
    word: "signs ada in, as the form does",
    query: `# The identifier is a username or an e-mail address.
mutation Login($input: LoginInput!) {
  login(input: $input) {
    user {
      username
      lastLoginAt
    }
    accessToken
    refreshToken
    expiresIn
  }
}
`,
    variables: { input: { identifier: "ada", password } },
  },
  {
    name: "Me",
    word: "who the token in Headers says you are",
    query: `# The token in Headers says who you are.
query Me {
  me {
    id
    username
    displayName
    email
    roles
    createdAt
  }
}
`,
  },
  {
    name: "CreateTask",
    word: "a task that you own",
    subgraph: "task",
    query: `mutation CreateTask($input: CreateTaskInput!) {
  createTask(input: $input) {
    id
    title
    status
    enabled
    owner {
      username
    }
  }
}
`,
    variables: { input: { title: "Water the plants", dueDate: "2027-03-01" } },
  },
  {
    name: "Tasks",
    word: "your tasks, and their people from another subgraph",
    subgraph: "task",
    query: `# Tasks come from one subgraph, the people from another.
# For the next page, set after to the last endCursor.
query Tasks($first: Int, $after: String, $filter: TaskFilter) {
  tasks(first: $first, after: $after, filter: $filter) {
    edges {
      node {
        id
        title
        owner {
          username
        }
        assignee {
          username
        }
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
    totalCount
  }
}
`,
    variables: { first: 20, after: null, filter: { enabled: true } },
  },
  {
    name: "EnableTask",
    word: "what only the owner and admins may",
    subgraph: "task",
    query: `# Its owner and admins may. Its assignee gets FORBIDDEN; others may not see it: NOT_FOUND.
mutation EnableTask($id: ID!) {
  enableTask(id: $id) {
    id
    enabled
    version
  }
}
`,
    variables: { id: "the newest of your tasks" },
  },
  {
    name: "People",
    word: "the directory, by the beginning of a name",
    query: `query People($filter: UserFilter) {
  users(first: 10, filter: $filter) {
    edges {
      node {
        username
        displayName
        roles
      }
    }
    totalCount
  }
}
`,
    variables: { filter: { usernamePrefix: "a" } },
  },
  {
    name: "Sessions",
    word: "where you are signed in",
    query: `query Sessions {
  sessions {
    id
    createdAt
    lastUsedAt
    userAgent
    ipAddress
    current
  }
}
`,
  },
];

/** All examples that the graph of this project has. */
export const examples = allExamples.filter(({ subgraph }) => {
  const names: readonly string[] = subgraphNames;
  return subgraph === undefined || names.includes(subgraph);
});
