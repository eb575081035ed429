/** The routes of the replaced services: each with the operation that it runs and the status of success. */
import { login, registration } from "./accounts.js";
import { testDatabase, testEvent } from "./diagnostics.js";
import { operations } from "./operations.js";
import type { RestRoute } from "./rest-route.js";
import { changeTask, disableTask, enableTask, findTask, newTask, taskList } from "./task-actions.js";
import { changeUser, disableUser, enableUser, findUser, profile, userList } from "./users.js";

/** The routes. A path has one row for each method. */
export const restRoutes: readonly RestRoute[] = [
  {
    method: "POST",
    path: "/auth/register_user",
    operation: operations.register,
    status: 201,
    ...registration,
  },
  { method: "POST", path: "/auth/login", operation: operations.login, status: 200, ...login },
  { method: "POST", path: "/login", operation: operations.login, status: 200, ...login },
  { method: "GET", path: "/profile", operation: operations.profile, status: 200, ...profile },

  {
    method: "POST",
    path: "/user/register_user",
    operation: operations.register,
    status: 201,
    ...registration,
  },
  { method: "GET", path: "/user/users", operation: operations.users, status: 200, ...userList },
  { method: "GET", path: "/user/users/{id}", operation: operations.user, status: 200, ...findUser },
  { method: "PUT", path: "/user/users/{id}", operation: operations.updateUser, status: 200, ...changeUser },
  {
    method: "PUT",
    path: "/user/users/{id}/enable",
    operation: operations.enableUser,
    status: 200,
    ...enableUser,
  },
  {
    method: "PUT",
    path: "/user/users/{id}/disable",
    operation: operations.disableUser,
    status: 200,
    ...disableUser,
  },

  { method: "POST", path: "/task/register_task", operation: operations.createTask, status: 201, ...newTask },
  { method: "POST", path: "/task/tasks", operation: operations.createTask, status: 201, ...newTask },
  { method: "GET", path: "/task/tasks", operation: operations.tasks, status: 200, ...taskList },
  { method: "GET", path: "/task/tasks/{id}", operation: operations.task, status: 200, ...findTask },
  { method: "PUT", path: "/task/tasks/{id}", operation: operations.updateTask, status: 200, ...changeTask },
  {
    method: "PUT",
    path: "/task/tasks/{id}/enable",
    operation: operations.enableTask,
    status: 200,
    ...enableTask,
  },
  {
    method: "PUT",
    path: "/task/tasks/{id}/disable",
    operation: operations.disableTask,
    status: 200,
    ...disableTask,
  },

  { method: "GET", path: "/test-db", operation: operations.testDatabase, status: 200, ...testDatabase },
  { method: "GET", path: "/test-event", operation: operations.testEvent, status: 200, ...testEvent },
];
