/** The page "Tasks": the tasks of the signed-in user, as a list or as a board. */
import { useEffect, useState } from "react";
import { Button } from "../design/button.js";
import { Dialog } from "../design/dialog.js";
import { Icon, type IconName } from "../design/icon.js";
import { Page } from "../design/page.js";
import { Skeleton } from "../design/placeholder.js";
import { OfflineNotice } from "../lists/list-view.js";
import { navigate, useLocation, useQuery } from "../router/location.js";
import { useViewer } from "../session/use-session.js";
import { ConflictView } from "./conflict-view.js";
import { finishDeletions } from "./delete-later.js";
import { FilterBar } from "./filter-bar.js";
import { NewTaskDialog } from "./new-task-dialog.js";
import { TaskBoard } from "./task-board.js";
import { TaskDialog } from "./task-dialog.js";
import { readFilter, readOrder } from "./task-filters.js";
import { TaskList } from "./task-list.js";
import "./tasks.css";
import { type TaskActions, useTaskActions } from "./use-task-actions.js";

/** The page. */
export function TasksPage() {
  const [query, change] = useQuery();
  const viewer = useViewer();
  const actions = useTaskActions();
  const [isCreating, setCreating] = useState(false);
  const view = readView(query);
  const linkTo = useLinkToTask();
  const reloadAll = () => {
    for (const reload of actions.reloads.current) reload();
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each page
  useEffect(() => finishDeletions(reloadAll), []);
  const props = viewer && {
    filter: readFilter(query, viewer.id),
    orderBy: readOrder(query),
    actions,
    linkTo,
    onOpen: (id: string) => navigate(linkTo(id)),
  };
  return (
    <Page
      title="Tasks"
      actions={
        <>
          <ViewSwitch
            view={view}
            onChoose={(chosen) => {
              keepView(chosen);
              change({ view: chosen });
            }}
          />
          <Button variant="primary" icon="add" onClick={() => setCreating(true)}>
            New task
          </Button>
        </>
      }
    >
      <OfflineNotice />
      <FilterBar query={query} onChange={change} withStatus={view === "list"} />
      {props === null && <Skeleton count={5} rows />}
      {props && view === "list" && <TaskList {...props} onNew={() => setCreating(true)} />}
      {props && view === "board" && <TaskBoard {...props} />}
      <p className="visually-hidden" role="status">
        {actions.announcement}
      </p>
      <NewTaskDialog open={isCreating} onClose={() => setCreating(false)} onCreated={reloadAll} />
      <TaskDialog id={query.get("task")} actions={actions} onClose={() => change({ task: null })} />
      <ConflictDialog actions={actions} />
    </Page>
  );
}

function ConflictDialog({ actions: { conflict, resolve } }: { actions: TaskActions }) {
  return (
    <Dialog
      open={conflict !== null}
      onClose={() => void resolve("theirs")}
      title={conflict?.base.title ?? ""}
    >
      {conflict && (
        <ConflictView
          conflict={conflict}
          onMine={() => void resolve("mine")}
          onTheirs={() => void resolve("theirs")}
        />
      )}
    </Dialog>
  );
}

type View = "list" | "board";

const viewKey = "gatehouse.tasks.view";

/** Returns the view of the address; without one there, the one that was chosen last in this browser. */
function readView(query: URLSearchParams): View {
  let view = query.get("view");
  try {
    view ??= localStorage.getItem(viewKey);
  } catch {
    // Storage is blocked: the list it is.
  }
  return view === "board" ? "board" : "list";
}

function keepView(view: View): void {
  try {
    localStorage.setItem(viewKey, view);
  } catch {
    // It is in the address alone.
  }
}

const views: readonly (readonly [View, string, IconName])[] = [
  ["list", "List", "list"],
  ["board", "Board", "board"],
];

function ViewSwitch({ view, onChoose }: { view: View; onChoose: (view: View) => void }) {
  return (
    <fieldset className="switch" aria-label="View">
      {views.map(([value, name, icon]) => (
        <label key={value} className="switch__choice">
          <input type="radio" name="view" checked={view === value} onChange={() => onChoose(value)} />
          <Icon name={icon} />
          {name}
        </label>
      ))}
    </fieldset>
  );
}

/** Returns the address of this page with a task open on it. */
function useLinkToTask(): (id: string) => string {
  const { pathname, search } = useLocation();
  return (id) => {
    const query = new URLSearchParams(search);
    query.set("task", id);
    return `${pathname}?${query}`;
  };
}
