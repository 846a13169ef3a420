// The generator writes the character U+2028 as it is, and there ends the line of a regular expression that has it.
const BREAKING = /\\u202[89]/;

const withoutBreaking = (part) => {
  if (part === null || typeof part !== "object") return;
  if (typeof part.pattern === "string" && BREAKING.test(part.pattern)) delete part.pattern;
  Object.values(part).forEach(withoutBreaking);
};

export default {
  parser: { patch: { input: withoutBreaking } },
  plugins: ["@hey-api/client-fetch", "@hey-api/sdk", "@hey-api/typescript", "zod"],
};
