/** Checks the name of a sample thing. */
import { readLine } from "../../../platform/validation.js";

/** 1 to 200 characters. @throws AppError BAD_USER_INPUT naming `name`. */
export const readName = (text: string): string => readLine("name", text, { min: 1, max: 200 });
