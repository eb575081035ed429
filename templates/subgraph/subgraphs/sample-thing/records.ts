/** The records behind the types of the graph: each export has its type's name, and `npm run generate` reads them. */
export type {
  SampleThing,
  SampleThingEdge,
  SampleThingPage as SampleThingConnection,
  UserReference as User,
} from "./service/sample-thing.js";
