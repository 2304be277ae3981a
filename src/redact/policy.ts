/** What GPOs and computers hold and where GPOs are linked: the part of a report that two runs are compared by. */
import { compareKeys, compareText } from "../core/order.ts";
import type { ContainerRecord, LinkRecord, PolicyRecord, SettingRecord } from "../core/report.ts";
import { redactFactId, redactGpo, type Redaction } from "./facts.ts";
import { redactSddl } from "./sddl.ts";
import { hidden, textOf } from "./sentences.ts";
import type { Values } from "./values.ts";

export function policyNames({ settings, links, containers }: PolicyRecord, values: Values): void {
  for (const { holder } of settings) {
    if (holder.kind === "host") values.host(holder.name);
    else values.path(holder.name);
  }
  for (const { gpo, container } of links) {
    values.gpo(gpo.guid);
    values.gpo(gpo.name);
    values.domain(gpo.domain);
    values.place(container);
  }
  for (const { container } of containers) values.place(container);
}

export function redactPolicy({ settings, links, containers }: PolicyRecord, by: Redaction): PolicyRecord {
  return {
    settings: settings
      .map((one) => redactSetting(one, by))
      .toSorted((a, b) => compareKeys(settingOrder(a), settingOrder(b))),
    links: links.map((one) => redactLink(one, by)).toSorted((a, b) => compareKeys(linkOrder(a), linkOrder(b))),
    containers: containers.map((one) => redactContainer(one, by)).toSorted((a, b) => compareText(a.key, b.key)),
  };
}

function settingOrder({ holder, setting, at }: SettingRecord): string[] {
  return [holder.kind, holder.name, setting, at];
}

function linkOrder({ key, order, gpo }: LinkRecord): (string | number)[] {
  return [key, order ?? 0, gpo.guid ?? "", gpo.name ?? "", gpo.domain ?? ""];
}

function redactSetting({ holder, setting, name, value, inert, fact, at }: SettingRecord, by: Redaction): SettingRecord {
  const { names } = by;
  return {
    holder: { kind: holder.kind, name: holder.kind === "host" ? names.host(holder.name) : names.path(holder.name) },
    ...spoken({ setting, name, value }, by),
    inert,
    fact: redactFactId(fact, names),
    at: redactPlace(at, by),
  };
}

type Spoken = Pick<SettingRecord, "setting" | "name" | "value">;

/** By what the key says that it is; what people write (accounts, conditions) is known by where it stands. */
function spoken({ setting, name, value }: Spoken, by: Redaction): Spoken {
  const { names } = by;
  const text = (one: string): string => textOf(one, by);
  const [, kind = "", rest = ""] = /^([a-z]+):(.*)$/su.exec(setting) ?? [];
  switch (kind) {
    case "subcategory": {
      const [subcategory, user] = splitOnce(rest, ":");
      if (user === undefined) return { setting, name: text(name), value: text(value) };
      const who = names.account(user);
      const [title] = splitOnce(name, ", for ");
      return { setting: `subcategory:${subcategory}:${who}`, name: `${text(title)}, for ${who}`, value: text(value) };
    }
    case "option":
      return { setting: text(setting), name: text(name), value: isPlain(value) ? value : redactSddl(value, names) };
    case "right":
      return { setting: text(setting), name: text(name), value: membersOf(value, by) };
    case "account":
      return { setting: text(setting), name: text(name), value: isPlain(value) ? value : names.account(value) };
    case "registry":
      return { setting: text(setting), name: text(name), value: registryValue(value, by) };
    default:
      return { setting: text(setting), name: text(name), value: text(value) };
  }
}

function isPlain(value: string): boolean {
  return /^(?:\d{1,10}|none|null|true|false)$/.test(value);
}

function membersOf(value: string, { names }: Redaction): string {
  if (value === "nobody") return value;
  const members = value.split(", ").map((member) => names.account(member));
  return members.toSorted(compareText).join(", ");
}

/** A condition of a preference is free text. */
function registryValue(value: string, by: Redaction): string {
  const [said, condition] = splitOnce(value, ", if ");
  return condition === undefined ? textOf(said, by) : `${textOf(said, by)}, if ${hidden(condition)}`;
}

function splitOnce(text: string, mark: string): readonly [string, string?] {
  const at = text.indexOf(mark);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + mark.length)];
}

/** `path:line:column`, `path@offset`. */
export function redactPlace(at: string, { names }: Redaction): string {
  const [, path = at, position = ""] = /^(.*?)(:\d+:\d+|@\d+)?$/su.exec(at) ?? [];
  return names.path(path) + position;
}

function redactLink({ gpo, container, key, order, enabled, enforced }: LinkRecord, by: Redaction): LinkRecord {
  const { names } = by;
  return {
    gpo: redactGpo(gpo, names),
    container: names.place(container),
    key: keyOf(key, by),
    order,
    enabled,
    enforced,
  };
}

function redactContainer(
  { container, key, complete, blocksInheritance }: ContainerRecord,
  by: Redaction,
): ContainerRecord {
  return { container: by.names.place(container), key: keyOf(key, by), complete, blocksInheritance };
}

/** `corp.example/servers`, `site hq`. */
function keyOf(key: string, { names }: Redaction): string {
  const [, site] = /^site (.*)$/su.exec(key) ?? [];
  return site === undefined ? names.place(key) : `site ${names.other("site", site)}`;
}
