/** Runs the doctor without the launcher, as in the image: it checks settings, servers and folders. */
import { runDoctorCommand } from "./doctor/run-command.js";

await runDoctorCommand(process.argv.slice(2));
process.exit();
