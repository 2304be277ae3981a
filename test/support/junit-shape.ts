/**
 * JUnit XML has no official schema. These are the elements and attributes of the one that most readers follow, junit-10.xsd
 * of Jenkins' xunit plugin, as far as this program uses them, and the sums that the schema cannot check.
 */
import { XMLParser, XMLValidator } from "fast-xml-parser";

export interface XmlNode {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlNode[];
  readonly text: string;
}

const ELEMENTS: Readonly<Record<string, { needs: string[]; may: string[]; holds: string[] }>> = {
  testsuites: { needs: [], may: ["name", "tests", "failures", "errors"], holds: ["testsuite"] },
  testsuite: {
    needs: ["name", "tests", "failures", "errors"],
    may: ["skipped", "timestamp", "hostname", "id", "package"],
    holds: ["properties", "testcase"],
  },
  properties: { needs: [], may: [], holds: ["property"] },
  property: { needs: ["name", "value"], may: [], holds: [] },
  testcase: { needs: ["name"], may: ["classname", "time", "group"], holds: ["failure", "error", "skipped"] },
  failure: { needs: [], may: ["type", "message"], holds: [] },
  error: { needs: [], may: ["type", "message"], holds: [] },
  skipped: { needs: [], may: ["type", "message"], holds: [] },
};

export function readXml(xml: string): XmlNode {
  const valid = XMLValidator.validate(xml);
  if (valid !== true) throw new Error(`line ${valid.err.line}: ${valid.err.msg}`);
  const options = {
    preserveOrder: true,
    ignoreAttributes: false,
    attributeNamePrefix: "",
    trimValues: false,
    parseTagValue: false,
    parseAttributeValue: false,
    ignoreDeclaration: true,
  } as const;
  const [root] = nodes(new XMLParser(options).parse(xml) as Raw[]);
  if (root === undefined) throw new Error("no element");
  return root;
}

type Raw = Readonly<Record<string, unknown>>;

function nodes(raw: readonly Raw[]): XmlNode[] {
  return raw.flatMap((one) => {
    const name = Object.keys(one).find((key) => key !== ":@" && key !== "#text");
    if (name === undefined) return [];
    const inside = one[name] as readonly Raw[];
    const text = inside.map((part) => (typeof part["#text"] === "string" ? part["#text"] : "")).join("");
    return [{ name, attributes: (one[":@"] ?? {}) as Record<string, string>, children: nodes(inside), text }];
  });
}

export function junitComplaints(xml: string): string[] {
  const root = readXml(xml);
  const complaints = root.name === "testsuites" ? [] : [`the root is ${root.name}`];
  check(root, complaints);
  let all = 0;
  for (const suite of root.children) {
    const cases = suite.children.filter(({ name }) => name === "testcase");
    const outcomes = (name: string): number => cases.filter(({ children }) => children[0]?.name === name).length;
    const sums = {
      tests: cases.length,
      failures: outcomes("failure"),
      errors: outcomes("error"),
      skipped: outcomes("skipped"),
    };
    for (const [name, sum] of Object.entries(sums))
      if (suite.attributes[name] !== String(sum)) complaints.push(`${suite.attributes["name"]}: ${name} is not ${sum}`);
    all += cases.length;
    const names = cases.map(({ attributes }) => `${attributes["classname"]} ${attributes["name"]}`);
    if (new Set(names).size < names.length) complaints.push(`${suite.attributes["name"]}: a test case comes twice`);
  }
  if (root.attributes["tests"] !== String(all)) complaints.push(`tests is not ${all}`);
  return complaints;
}

function check({ name, attributes, children }: XmlNode, complaints: string[]): void {
  const rule = ELEMENTS[name];
  if (rule === undefined) {
    complaints.push(`no element ${name}`);
    return;
  }
  for (const need of rule.needs) if (attributes[need] === undefined) complaints.push(`${name} lacks ${need}`);
  for (const given of Object.keys(attributes))
    if (![...rule.needs, ...rule.may].includes(given)) complaints.push(`${name} has ${given}`);
  for (const child of children) {
    if (!rule.holds.includes(child.name)) complaints.push(`${name} holds ${child.name}`);
    check(child, complaints);
  }
}
