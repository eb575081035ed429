/** The list of examples, and what keeps them free of faults when they are run again. */
import { openOperation, writeVariables } from "./editors.js";
import { codesOf, send } from "./graph.js";

/** Fills the list; `onOpen` is called when an example is opened. */
export function showExamples(list, examples, onOpen) {
  list.replaceChildren(
    ...examples.map((example) => {
      const button = Object.assign(document.createElement("button"), { type: "button" });
      const [name, word] = ["strong", "span"].map((tag) => document.createElement(tag));
      name.textContent = example.name;
      word.textContent = example.word;
      button.append(name, " ", word);
      button.addEventListener("click", async () => {
        await openOperation(example);
        onOpen(example);
      });
      const item = document.createElement("li");
      item.append(button);
      return item;
    }),
  );
}

/** Creates the steps around an operation; `examples` are those of the list. */
export function createTour(examples) {
  const variablesOf = (name) => examples.find((example) => example.name === name)?.variables;
  const placeholder = variablesOf("EnableTask")?.id;
  let newestTask;

  return {
    /** Puts the id of a task of the caller in the place that the example leaves open. */
    async fill({ query, variables, operationName }, headers) {
      if (placeholder === undefined || variables?.id !== placeholder) return variables;
      const id = newestTask ?? (await findTask(headers));
      if (id === undefined) return variables;
      const filled = { ...variables, id };
      if (query.includes(operationName ?? "")) writeVariables(filled);
      return filled;
    },

    /** Reads what the next examples build on. */
    remember({ data }) {
      newestTask = data?.createTask?.id ?? newestTask;
    },

    forget() {
      newestTask = undefined;
    },

    /** The account of the tour, if this answer says that the unchanged Register has found its name taken. */
    existingAccount({ variables }, answer) {
      const input = variablesOf("Register")?.input;
      const isTaken = codesOf(answer).includes("CONFLICT");
      if (!isTaken || JSON.stringify(variables?.input) !== JSON.stringify(input)) return null;
      return { identifier: input.username, password: input.password };
    },
  };
}

const findDocument = "query NewestTask { me { tasks(first: 1) { nodes { id } } } }";

async function findTask(headers) {
  const { answer } = await send({ query: findDocument }, { headers });
  return answer.data?.me?.tasks?.nodes[0]?.id;
}
