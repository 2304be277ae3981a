// Loaded with --require into a measured Node process: on exit it writes what the process used to descriptor 3.
// CommonJS, because an ES module would load Node's module loader into a process that may not need it.
"use strict";
const { readFileSync, writeSync } = require("node:fs");

/** The highest resident memory in bytes. `ru_maxrss` of a child also remembers its parent's, so Linux is asked itself. */
function peak() {
  try {
    return 1024 * Number(/VmHWM:\s*(\d+)/.exec(readFileSync("/proc/self/status", "latin1"))[1]);
  } catch {
    return 1024 * process.resourceUsage().maxRSS;
  }
}

process.on("exit", () => {
  const { userCPUTime, systemCPUTime } = process.resourceUsage();
  writeSync(3, JSON.stringify({ cpu: (userCPUTime + systemCPUTime) / 1e6, peak: peak() }));
});
