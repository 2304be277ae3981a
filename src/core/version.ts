/** The program's own name and version; a test keeps it equal to package.json. */
export const TOOL = { name: "eventreach", version: "0.1.0" } as const;
