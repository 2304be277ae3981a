/** docs/first-minute.md: what each of five people sees first; the screens are captured here, so that they cannot go stale (`vitest -u`). */
import { join } from "node:path";
import { expect, it } from "vitest";
import { estateOf, keysText, screenAfter } from "./support/captured.ts";

interface Step {
  readonly text: string;
  readonly keys: readonly string[];
}

interface Person {
  readonly title: string;
  readonly question: string;
  readonly paths: readonly string[];
  readonly waivers?: string;
  readonly steps: readonly Step[];
}

const FOLDER = "test/support/first-minute";

const PEOPLE: readonly Person[] = [
  {
    title: "The engineer who deploys Defender for Identity",
    question:
      "The portal says that advanced auditing is not enabled as required. Which setting is it, who decides it, and is Microsoft's own check right?",
    paths: ["gpo-samples/usual-gaps"],
    steps: [
      {
        text: "The first screen has the answer, who decides most of it, and the change that settles most. A fail that looks configured is marked `silent`: its setting stands in a GPO and reaches nobody.",
        keys: [],
      },
      {
        text: "`p` on a finding shows its GPOs in the order of application; `e` asks what would change if the selected link were no longer enforced, and what; `e` again shows all of it.",
        keys: ["2", "/credential\r", "p", "j", "e"],
      },
      {
        text: "The proof also says what Microsoft's tools will say, so that a `False` of theirs that is no fault costs no day. `/` looks for words in it, `Enter` and `N` go on.",
        keys: ["2", "/credential\r", "\r", "/microsoft's tools\r"],
      },
      {
        text: "`y` writes the fix into the current folder, with every command, to be read before it is run. The portal looks again about once a day.",
        keys: ["2", "/credential\r", "\r", "G"],
      },
    ],
  },
  {
    title: "The consultant with a client's archive",
    question: "What is in the archive, what is missing, and what exactly do I ask the client to run?",
    paths: ["gpo-samples/zipped/usual-gaps.zip"],
    steps: [
      {
        text: "Inputs, strongest proof first: what each one is, of whom, how old, and what was not understood.",
        keys: ["4"],
      },
      {
        text: "What cannot be told is never counted as right. It is listed worst first.",
        keys: ["2", "/st:unknown\r"],
      },
      {
        text: "Each has the read-only command that would settle it. `Space` marks several, and `y` writes one file for the client.",
        keys: ["2", "/st:unknown sacl users\r", "\r", "/settles\r"],
      },
    ],
  },
  {
    title: "The internal auditor",
    question: "For each control: pass, fail, accepted by whom and until when; and which bytes say so?",
    paths: ["gpo-samples/usual-gaps"],
    waivers: `${FOLDER}/waivers.yaml`,
    steps: [
      {
        text: "A waiver changes no verdict: what is waived is counted as a fail and named beside it, and one that has expired counts as open.",
        keys: [],
      },
      { text: "The findings that somebody accepted, in force or not.", keys: ["2", "/waiver:any\r"] },
      {
        text: "Owner, approver, day and reason stand in the proof; below it every fact has its file, line and SHA-256.",
        keys: ["2", "/waiver:any\r", "\r"],
      },
      { text: "An input in full: time of capture, files, digests.", keys: ["4", "j", "\r"] },
    ],
  },
  {
    title: "The detection engineer",
    question: "Can my rule for this event fire at all on these domain controllers?",
    paths: ["gpo-samples/compliant", `${FOLDER}/domain.ldf`],
    steps: [
      {
        text: "`event:` finds every requirement that an event hangs on: here the audit policy is right, and a SACL is not.",
        keys: ["2", "/event:5136\r"],
      },
      {
        text: "`c` shows the audit entries: what is missing, where, and the lines that add it.",
        keys: ["2", "/event:5136\r", "c"],
      },
      {
        text: "On the overview `c` shows the directory as a whole: who is audited by class, and why the rest is not.",
        keys: ["c"],
      },
      { text: "What goes blind stands in the proof.", keys: ["2", "/event:5136\r", "\r", "/blind\r"] },
    ],
  },
  {
    title: "The analyst with many tenants",
    question: "Which of them are wrong, and what do they have in common?",
    paths: ["gpo-samples"],
    steps: [
      {
        text: "All exports of a night in one folder: domains are kept apart, and `Fix first` puts what has one cause into one line.",
        keys: [],
      },
      {
        text: "`:` jumps to a domain by its name.",
        keys: [":findings of wood"],
      },
      { text: "From there its findings, and the same keys.", keys: [":findings of wood\r"] },
      {
        text: "`s` on a finding lists all others with its cause, in every domain.",
        keys: ["2", "/st:fail\r", "j", "s"],
      },
    ],
  },
];

const INTRODUCTION = `# The first minute

What five people see when they open the review: is it right, who decides it, what to do; and every line opens to its proof. [review.md](review.md) has all screens and keys. All screens are those of 80 columns by 24 rows, of files in this repository.`;

async function personText({ title, question, paths, waivers, steps }: Person): Promise<string> {
  const estate = await estateOf(paths);
  const command = `eventreach review ${paths.join(" ")}${waivers === undefined ? "" : ` --waivers ${waivers}`}`;
  const parts = [`## ${title}`, question, `\`\`\`sh\n${command}\n\`\`\``];
  for (const { text, keys } of steps) {
    const after = keys.length === 0 ? "" : `\n\nafter ${keysText(keys)}:`;
    parts.push(`${text}${after}`, await screenAfter(estate, keys, { waivers }));
  }
  return parts.join("\n\n");
}

it("the page of the first minute shows what is seen", async () => {
  const parts: string[] = [];
  for (const person of PEOPLE) parts.push(await personText(person));
  const page = `${[INTRODUCTION, ...parts].join("\n\n")}\n`;
  await expect(page).toMatchFileSnapshot(join(import.meta.dirname, "../docs/first-minute.md"));
}, 120_000);
