/** What stands in place of an empty list of tasks. */
import { Button } from "../design/button.js";
import { EmptyState } from "../design/placeholder.js";
import { useQuery } from "../router/location.js";
import { filterNames } from "./task-filters.js";

/** Says whether there is no task at all, or none that the filters let through. */
export function NoTasks({ onNew }: { onNew: () => void }) {
  const [query, change] = useQuery();
  const isFiltered = filterNames.some((name) => query.has(name));
  if (!isFiltered) {
    return (
      <EmptyState icon="tasks" title="No tasks yet">
        <p>Tasks that you create, and those that others assign to you, are here.</p>
        <Button icon="add" onClick={onNew}>
          Create a task
        </Button>
      </EmptyState>
    );
  }
  return (
    <EmptyState icon="filter" title="No task fits these filters">
      <Button onClick={() => change(Object.fromEntries(filterNames.map((name) => [name, null])))}>
        Clear the filters
      </Button>
    </EmptyState>
  );
}
