/** The records behind the types of the graph: each export has its type's name, and `npm run generate` reads them. */
export type {
  Profile as User,
  ProfileEdge as UserEdge,
  ProfilePage as UserConnection,
} from "./service/profile.js";
