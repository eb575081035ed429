/** The script of the page in tests of @gatehouse/client: what an app imports, within reach of the test. */
import { gql } from "@apollo/client";
import * as kit from "@gatehouse/client";

Object.assign(globalThis, { kit, gql });
