/** The operations of the board. */
import { gql } from "@apollo/client";

export const tasksQuery = gql`
  query BoardTasks($after: String) {
    tasks(first: 10, after: $after) {
      edges {
        node {
          id
          title
          status
          version
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`;

export const createTaskMutation = gql`
  mutation BoardCreateTask($input: CreateTaskInput!) {
    createTask(input: $input) {
      id
      title
      status
      version
    }
  }
`;

export const updateTaskMutation = gql`
  mutation BoardUpdateTask($id: ID!, $input: UpdateTaskInput!) {
    updateTask(id: $id, input: $input) {
      id
      status
      version
    }
  }
`;
