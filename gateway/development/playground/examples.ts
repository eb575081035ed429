/** The operations of the playground, one in each tab, in the order in which a new user would run them. */
import { subgraphNames } from "../../../schema/services.js";

/** One tab. The operation's name is its title. */
export interface Example {
  query: string;
  variables?: Readonly<Record<string, unknown>>;
  /** The subgraph that it needs; a project may have removed it. */
  subgraph?: string;
}

const allExamples: readonly Example[] = [
  {
    query: `# Creates an account and signs it in.
mutation Register($input: RegisterInput!) {
  register(input: $input) {
    accessToken
    refreshToken
    expiresIn
    user {
      id
      username
    }
  }
}
`,
    variables: {
      input: {
        username: "ada",
        email: "ada@example.com",
        password: "seven quiet herons",
        displayName: "Ada",
      },
    },
  },
  {
    query: `# The identifier is a username or an e-mail address.
mutation Login($input: LoginInput!) {
  login(input: $input) {
    accessToken
    refreshToken
    expiresIn
    user {
      username
      lastLoginAt
    }
  }
}
`,
    variables: { input: { identifier: "ada", password: "seven quiet herons" } },
  },
  {
    query: `# Who the token in Headers says you are.
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
    variables: { input: { title: "Water the plants", description: "The fern too.", priority: "HIGH" } },
  },
  {
    subgraph: "task",
    query: `# Tasks come from one subgraph, the people from another.
# For the next page, set after to the last endCursor.
query Tasks($first: Int, $after: String, $filter: TaskFilter) {
  tasks(first: $first, after: $after, filter: $filter) {
    nodes {
      id
      title
      owner {
        username
      }
      assignee {
        username
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
    variables: { id: "the id that CreateTask answered" },
  },
  {
    query: `# Trades a refresh token for a new pair; each is good for one use.
mutation Refresh($input: RefreshInput!) {
  refresh(input: $input) {
    accessToken
    refreshToken
    expiresIn
  }
}
`,
    variables: { input: { refreshToken: "the refreshToken that Login answered" } },
  },
  {
    query: `# Ends the session of the token in Headers.
mutation Logout {
  logout {
    revokedSessions
  }
}
`,
  },
];

/** All tabs: the examples that the graph of this project has. */
export const examples = allExamples.filter(({ subgraph }) => {
  const names: readonly string[] = subgraphNames;
  return subgraph === undefined || names.includes(subgraph);
});
