/** The routes of the replaced services: each with the operation that it runs and the status of success. */
import { login, registration } from "./accounts.js";
import { testDatabase, testEvent } from "./diagnostics.js";
import { operations } from "./operations.js";
import type { RestAction, RestRoute } from "./rest-route.js";
import { changeTask, disableTask, enableTask, findTask, newTask, taskList } from "./task-actions.js";
import { changeUser, disableUser, enableUser, findUser, profile, userList } from "./users.js";

/** A row of the table. */
const route = (
  method: RestRoute["method"],
  path: string,
  operation: RestRoute["operation"],
  status: RestRoute["status"],
  action: RestAction,
): RestRoute => ({ method, path, operation, status, ...action });

/** The routes. A path has one row for each method. */
export const restRoutes: readonly RestRoute[] = [
  route("POST", "/auth/register_user", operations.register, 201, registration),
  route("POST", "/auth/login", operations.login, 200, login),
  route("POST", "/login", operations.login, 200, login),
  route("GET", "/profile", operations.profile, 200, profile),

  route("POST", "/user/register_user", operations.register, 201, registration),
  route("GET", "/user/users", operations.users, 200, userList),
  route("GET", "/user/users/{id}", operations.user, 200, findUser),
  route("PUT", "/user/users/{id}", operations.updateUser, 200, changeUser),
  route("PUT", "/user/users/{id}/enable", operations.enableUser, 200, enableUser),
  route("PUT", "/user/users/{id}/disable", operations.disableUser, 200, disableUser),

  route("POST", "/task/register_task", operations.createTask, 201, newTask),
  route("POST", "/task/tasks", operations.createTask, 201, newTask),
  route("GET", "/task/tasks", operations.tasks, 200, taskList),
  route("GET", "/task/tasks/{id}", operations.task, 200, findTask),
  route("PUT", "/task/tasks/{id}", operations.updateTask, 200, changeTask),
  route("PUT", "/task/tasks/{id}/enable", operations.enableTask, 200, enableTask),
  route("PUT", "/task/tasks/{id}/disable", operations.disableTask, 200, disableTask),

  route("GET", "/test-db", operations.testDatabase, 200, testDatabase),
  route("GET", "/test-event", operations.testEvent, 200, testEvent),
];
